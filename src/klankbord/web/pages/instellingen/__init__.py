"""Ones own account."""
