"""Klankbord: open, self-hosted, Dutch-first conversation intelligence for people who sell."""

__version__ = "0.1.0"
