"""What was agreed on with the works council."""
