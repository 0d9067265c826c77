"""The conformance kit: logs with the answers that SEMANTICS gives, in files that a person can read."""
