"""``betweenus manage hourly``: does what is due by itself, once or again and again."""

import sys
import time

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from betweenus.domain.access.identity import THE_SERVICE
from betweenus.services import hourly


class Command(BaseCommand):
    """One run of every round; ends with 1 when one of them failed."""

    help = "Do what the service does by itself: pass on risk signs nobody acted on, remind, ask."

    def add_arguments(self, parser) -> None:
        """Once, as for cron, or until stopped, as beside the web server."""
        parser.add_argument(
            "--again-and-again",
            action="store_true",
            help=f"every {hourly.MINUTES} minutes until stopped",
        )

    def handle(self, *args, again_and_again: bool, **options) -> None:
        """Run, and say how each round went."""
        while again_and_again:
            hourly.run(by=THE_SERVICE)
            close_old_connections()
            time.sleep(60 * hourly.MINUTES)
        went = hourly.run(by=THE_SERVICE)
        for ran in went:
            self.stdout.write(f"{ran.name}: {ran.failure or ran.did}")
        sys.exit(any(ran.failures for ran in went))
