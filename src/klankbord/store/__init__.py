"""What is kept: tables in SQLite or PostgreSQL, files by their content. All SQL stands here."""
