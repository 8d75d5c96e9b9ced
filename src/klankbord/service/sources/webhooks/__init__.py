"""Webhooks in: who else's server tells of a call. A module a kind; `receiving` takes them in."""
