"""What happened: the one Django app with tables, a module per noun. Only services may import it."""
