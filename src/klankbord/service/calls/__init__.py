"""Calls that are there: found, opened, heard, mended, measured, and marked."""
