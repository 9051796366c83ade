"""What is true: the clinical rules, in plain Python, without framework, clock or database."""
