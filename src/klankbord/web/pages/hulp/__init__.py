"""The manual, for people who are signed in."""
