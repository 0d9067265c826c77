"""Versions that a store records."""

__version__ = "0.1.0"

SCHEMA_VERSION = 1
"""Raised by every change of the tables in `sql/store/tables.sql`, with a migration in `engine.migrate`."""
