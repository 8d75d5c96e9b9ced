"""All clips that somebody may see."""
