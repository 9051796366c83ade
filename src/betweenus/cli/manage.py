"""``betweenus manage``: the web framework's own commands, with this program's settings."""

import argparse
import sys

from betweenus.cli import occasion
from betweenus.cli.occasion import Commands

EXAMPLES = """\
examples:
  betweenus manage migrate              bring the database up to this version
  betweenus manage collectstatic        gather the static files
  betweenus manage db_worker            do background work in a process of its own
  betweenus manage hourly               do what is due by itself once, e.g. from cron
  betweenus manage --demo shell         a Python prompt in the demo
  betweenus manage help                 all there is
"""


def add_to(commands: Commands) -> None:
    """Add the command; what follows it is passed on untouched."""
    parser = commands.add_parser(
        "manage",
        help="Django's own commands, e.g. migrate",
        description="Runs one of Django's management commands with this program's settings.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    occasion.add_choice(parser)
    parser.add_argument("passed_on", nargs=argparse.REMAINDER, metavar="...")
    parser.set_defaults(run=run)


def run(typed: argparse.Namespace) -> int:
    """Pass the rest of the line on."""
    with occasion.begun(typed):
        from django.core.management import ManagementUtility

        sys.argv[0] = "betweenus manage"
        ManagementUtility([sys.argv[0], *typed.passed_on]).execute()
    return 0
