"""What `make` runs beside the packages: the demo, the generated pages, the figures of the proofs."""
