"""All keys of the API, for admins; and keys by which a source is given its calls."""
