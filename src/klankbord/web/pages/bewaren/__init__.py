"""How long calls are kept: set by admins; and for everybody what of theirs goes before long."""
