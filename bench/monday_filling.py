"""The database of a Monday morning: so many therapists with 25 clients each, and who is signed in.

Run with the settings of the service to fill. People are signed in beforehand, by sessions written
into the database: to check a password takes a tenth of a second of a processor by intention, and
would be most of what is measured.
"""

import json
import sys
from pathlib import Path

UNWRITTEN = 3  # clients of each therapist were seen on Friday, and their notes are still to write


def main(clinicians: int, clients: int, file: str) -> None:
    """Make the database, and leave in the file who is there."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    from django.urls import reverse

    from bench.rows import FEW, MANY, Filling, signed_in

    filling = Filling(unwritten=UNWRITTEN)
    filling.fill(FEW + clinicians * MANY)
    therapists = filling.therapists[1:]
    step = max(1, len(filling.clients) // clients)
    people = {
        "clinicians": [
            {
                "session": signed_in(one),
                "notes": [reverse("session", args=[row.pk]) for row in filling.due[one]],
            }
            for one in therapists
        ],
        "clients": [{"session": signed_in(one)} for one in filling.clients[::step][:clients]],
    }
    Path(file).write_text(json.dumps(people))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
