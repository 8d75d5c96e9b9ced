"""What was agreed on with the works council, changed by two, and told in one document."""
