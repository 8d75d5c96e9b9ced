"""An error, told."""
