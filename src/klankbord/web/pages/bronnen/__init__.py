"""Sources: where calls come from by themselves."""
