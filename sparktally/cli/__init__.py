"""The command line: `sparktally`.

Lives here: options, tables, progress, exit codes. May not live here: rules of attribution, reading of files.
"""

from sparktally.cli.app import app_for, main

__all__ = ["app_for", "main"]
