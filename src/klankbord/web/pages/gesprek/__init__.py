"""*Gesprek*: one call."""
