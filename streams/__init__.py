"""Logs in: sources of raw lines with positions.

Lives here: file and standard-input sources, line splitting, CSV and Parquet readers, the replay loop, and
judging logs without a store.
May not live here: attribution rules, the terminal, web pages.
"""
