"""From what somebody gave to calls: which files are one call, the stages, whose it is."""
