"""Who may come in, and as what: people, teams, passwords, invitations, keys of the API."""
