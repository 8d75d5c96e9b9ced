"""What is kept: tables in SQLite or PostgreSQL, files by their content. All SQL stands here."""

import klankbord.store.agreed_tables
import klankbord.store.arrival_tables
import klankbord.store.consent_tables
import klankbord.store.hook_tables
import klankbord.store.key_tables
import klankbord.store.learning_tables
import klankbord.store.redaction_tables
import klankbord.store.retention_tables  # noqa: F401 (so that the metadata has every table)
