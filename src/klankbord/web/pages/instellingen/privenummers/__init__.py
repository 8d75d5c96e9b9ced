"""The numbers with which no call of one's own is kept."""
