"""How a command below a command explains itself: one line, a description, examples."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Callable


def described(
    add: Callable[..., ArgumentParser], examples: str, name: str, short: str, description: str
) -> ArgumentParser:
    """Add the command ``name``; ``examples`` are those of the command above it."""
    return add(
        name,
        help=short,
        description=description,
        epilog=examples,
        formatter_class=RawDescriptionHelpFormatter,
    )
