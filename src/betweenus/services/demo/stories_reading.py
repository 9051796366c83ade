"""Reading the stories: the service and its people, as the files have them."""

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any

Story = dict[str, Any]


@lru_cache(maxsize=1)
def read_service() -> Story:
    """The service, its staff and its breaks."""
    return _read("service.toml")


def read_stories() -> tuple[Story, ...]:
    """Every client's story, in the order of their names."""
    folder = files(__package__).joinpath("stories")
    names = sorted(
        entry.name
        for entry in folder.iterdir()
        if entry.name.endswith(".toml") and entry.name != "service.toml"
    )
    return tuple(_read(name) for name in names)


def _read(name: str) -> Story:
    text = files(__package__).joinpath("stories", name).read_text(encoding="utf-8")
    return tomllib.loads(text)
