"""Choosing a password by a link."""
