"""A database with so many clients, made quickly: run with the settings of the service to fill.

It prints, as JSON, who is signed in and which pages are theirs.
"""

import json
import sys


def main(count: int) -> None:
    """Make the database."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    from bench.rows import Filling

    filling = Filling()
    filling.fill(count)
    print(json.dumps(filling.visits()))


if __name__ == "__main__":
    main(int(sys.argv[1]))
