"""What is true: the clinical rules, in plain Python with no framework, clock, settings or database."""
