"""The contract: pydantic models of events and facts, what is a dead letter and why, and the SQL fast lane made from them.

Lives here: models, reasons, JSON Schema, the generated gate, the shipped time zone names, the error family.
May not live here: DuckDB connections, Kafka, files of lines, anything that counts.
"""
