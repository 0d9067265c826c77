"""The commands, a file a family; `app` gives them their names."""
