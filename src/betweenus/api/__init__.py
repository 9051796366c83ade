"""Machine access; nothing is offered yet."""
