"""The house in order: documentation that runs, pages that are current, what is built and locked."""
