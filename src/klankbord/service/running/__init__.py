"""Keeping an installation well: doctor, backups, logs, readiness."""
