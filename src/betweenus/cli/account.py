"""``betweenus account``: the first person of a new service, whom nobody inside could let in."""

import argparse
from functools import partial

from betweenus.cli import explaining, occasion
from betweenus.cli.occasion import Commands
from betweenus.domain.refusals import Refusal

ROLES = ("lead", "administrator", "therapist", "supervisor")
EXAMPLES = """\
examples:
  betweenus account add anna@example.org --name "Anna Okafor" --role lead
  betweenus account add sam@example.org --name "Sam Reed" --role therapist --role supervisor
"""
ADD = """\
Makes an account for somebody who works in the service and e-mails them a link to choose a password.
It is for the first of them, who should be a lead: whoever leads the service lets in the others on
the page People. The link goes to their own address only, so outgoing e-mail has to work.
"""


def add_to(commands: Commands) -> None:
    """Add the command and what can be done with an account."""
    parser = commands.add_parser(
        "account",
        help="let in the first person of a new service",
        description="The people who work in the service.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    asked = parser.add_subparsers(title="what to do", metavar="WHAT", required=True)
    described = partial(explaining.described, asked.add_parser, EXAMPLES)
    added = described("add", "make an account and send its owner a link", ADD)
    occasion.add_choice(added)
    added.add_argument("email", metavar="EMAIL", help="the address they sign in with")
    added.add_argument("--name", required=True, help="as colleagues and clients read it")
    added.add_argument(
        "--role",
        dest="roles",
        action="append",
        choices=ROLES,
        required=True,
        help="what they do here; may be given more than once",
    )
    added.set_defaults(run=add)


def add(typed: argparse.Namespace) -> int:
    """Make the account."""
    with occasion.begun(typed):
        from django.core.exceptions import ValidationError
        from django.core.validators import validate_email

        from betweenus.services import accounts

        try:
            validate_email(typed.email)
        except ValidationError as error:
            raise Refusal(
                f"{typed.email} is not an email address.", "Type one like name@example.org"
            ) from error
        by = occasion.operator("account add")
        made = accounts.add(by=by, email=typed.email, name=typed.name, roles=typed.roles)
    print(f"{made.name} is let in. A link to choose a password is on its way to {made.email}.")
    print("It works once, for two weeks; it is sent while the service runs.")
    return 0
