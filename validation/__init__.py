"""How right Klankbord is, on conversations that others labelled or timed: `make validate`."""
