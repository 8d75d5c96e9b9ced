"""A coach and their sellers."""
