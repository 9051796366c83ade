"""What people do: a module per noun, functions are verbs, each takes ``by=`` and leaves an event."""
