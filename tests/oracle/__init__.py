"""The law in plain Python: slow, unclever, and sharing no code with what it checks."""
