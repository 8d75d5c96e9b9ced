"""Setting the house up, once."""
