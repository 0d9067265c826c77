"""The commands, a file a family; `app` gives them their names.

Lives here: what a command is asked, and what it shows. May not live here: rules of attribution, reading of
files, what another command needs too.
What is slow to import (DuckDB, Arrow) a command imports when it runs, so that help and completion are quick.
"""
