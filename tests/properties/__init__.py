"""Logs made by chance: few ids, few instants, so that collisions and boundaries are common."""
