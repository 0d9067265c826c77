"""What the engine alone promises: one transaction a batch, a ledger that only grows, stores that verify."""
