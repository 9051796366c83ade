"""How others say it: calendar files, letters, tables. Pure translation, no database."""
