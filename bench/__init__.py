"""How fast Klankbord is, each figure beside a reference of the same run: `make bench`."""
