"""What people make of a call, as values: where a mark stands, and where it stands now."""
