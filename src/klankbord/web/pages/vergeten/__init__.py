"""Asking for a new password by mail."""
