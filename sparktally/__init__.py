"""What people touch: the public Python API and the command line. May not live here: rules of attribution."""
