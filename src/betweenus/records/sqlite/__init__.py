"""SQLite as the framework speaks to it, a little quicker; the settings name it as the engine."""
