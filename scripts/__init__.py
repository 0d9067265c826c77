"""What `make` runs beside the packages: the demo, the generated pages, the figures of the proofs.

May import the packages; none of them may import it, and no wheel holds it.
"""
