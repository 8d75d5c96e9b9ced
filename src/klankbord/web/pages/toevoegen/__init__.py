"""Add conversations, and see what becomes of the files."""
