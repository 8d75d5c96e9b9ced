"""The front door: on to the first page, or to signing in."""
