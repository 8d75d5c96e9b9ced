"""The API: the same use cases as the pages have, for other programs, behind keys."""
