"""What is kept: tables in SQLite or PostgreSQL, files by their content. All SQL stands here."""

import klankbord.store.learning_tables  # noqa: F401 (so that the metadata has every table)
