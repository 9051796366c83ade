"""Between Us: software that carries a course of Dynamic Interpersonal Therapy."""
