"""Calls that arrive by themselves: folders, webhooks and uploads, up to their import."""
