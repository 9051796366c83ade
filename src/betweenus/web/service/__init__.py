"""Pages for the service: people, settings, waits and numbers."""
