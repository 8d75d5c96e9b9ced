"""*Gesprekken*: the library."""
