"""A password hasher for the demo, whose passwords are printed on the screen anyway."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    """Argon2 at its least cost, so that making the demo's people takes no time."""

    algorithm = "argon2_quick"
    time_cost = 1
    memory_cost = 1024
    parallelism = 1
