"""What the contract says of one line: models, canonical text, JSON Schema, and the gate that must agree."""
