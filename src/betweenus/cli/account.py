"""``betweenus account``: whom nobody inside can let in: the first, and the last one locked out."""

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
  betweenus account reset-second-factor anna@example.org --reason "Phone lost; I know her voice"
"""
ADD = """\
Makes an account for somebody who works in the service and e-mails them a link to choose a password.
It is for the first of them, who should be a lead: whoever leads the service lets in the others on
the page People. The link goes to their own address only, so outgoing e-mail has to work.
"""
RESET = """\
Takes away the second factor of somebody who works in the service and has lost it with the recovery
codes. It is for the last person who looks after accounts; for others a colleague does it on the
page People. They are signed out everywhere, told by e-mail, and set up a new one.
"""


def add_to(commands: Commands) -> None:
    """Add the command and what can be done with an account."""
    parser = commands.add_parser(
        "account",
        help="let in the first person of a new service, or one who lost their second factor",
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
    lost = described("reset-second-factor", "let somebody set up a new second factor", RESET)
    occasion.add_choice(lost)
    lost.add_argument("email", metavar="EMAIL", help="the address they sign in with")
    lost.add_argument("--reason", required=True, help="why, and how you know that it is them")
    lost.set_defaults(run=reset)


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


def reset(typed: argparse.Namespace) -> int:
    """Take the second factor away."""
    with occasion.begun(typed):
        from betweenus.services import second_factor

        by = occasion.operator("account reset-second-factor")
        row = second_factor.reset_of_address(by=by, email=typed.email, reason=typed.reason)
    print(f"{row.name} sets up a new second factor when they next sign in, and is told by e-mail.")
    return 0
