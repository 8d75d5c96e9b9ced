"""Making unreadable what nobody needs to read or hear."""
