"""The commands, a file a family; `app` gives them their names.

What is slow to import (DuckDB, Arrow) a command imports when it runs, so that help and completion are quick.
"""
