"""Commands of the web framework's own kind."""
