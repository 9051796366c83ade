"""Who is looking: pages by audience, and what they are built of."""
