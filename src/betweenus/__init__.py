"""Between Us: software that carries a course of Dynamic Interpersonal Therapy."""

__version__ = "0.1.0"
