"""Mutants of the engine's and the gate's SQL, each of which some test has to kill."""
