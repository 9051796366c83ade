"""Pages for therapists: today, waiting, a case and all its rooms."""
