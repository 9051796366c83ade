"""What people do: a module per noun; functions are verbs, take ``by=`` and leave an event."""
