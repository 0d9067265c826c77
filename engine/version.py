"""Versions that a store records."""

__version__ = "0.2.0.dev0"

SCHEMA_VERSION = 2
"""Raised by every change of the tables in `sql/store/tables.sql`, with a migration in `engine.migrate`."""
