"""A measured conversation as a page in the terminal, a page of HTML, and JSON."""
