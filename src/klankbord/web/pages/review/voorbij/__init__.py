"""A review whose call is gone."""
