"""The house, for admins: people, teams, the audit log."""
