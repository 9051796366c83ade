"""One straight line of migrations."""
