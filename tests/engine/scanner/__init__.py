"""The scanner takes just the plain engagements, and each as the models read it."""
