"""How long a call stays, on its page; and whether it is kept longer to learn from."""
