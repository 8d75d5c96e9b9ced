"""The command line: `klankbord report`, `convert`, `measures`, `formats`, `demo`."""
