"""The queue of flagged calls and their reviews."""
