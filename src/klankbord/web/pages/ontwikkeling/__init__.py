"""Somebody against their own past."""
