"""Somebody outside asks what is kept of them, or to be erased."""
