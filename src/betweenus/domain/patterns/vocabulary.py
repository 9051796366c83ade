"""The words episodes are coded in: parts, codes, and what published schemes have that is alike."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from math import cos, radians, sin

from betweenus.domain.measures.figures import Source


@dataclass(frozen=True, slots=True)
class Scheme:
    """A published scheme that codes are laid beside, by number or name only."""

    id: str
    name: str
    source: Source


@dataclass(frozen=True, slots=True)
class Octant:
    """An eighth of the interpersonal circumplex; ``degrees`` run anticlockwise from warm."""

    id: str
    name: str
    degrees: int

    @property
    def agency(self) -> float:
        """From -1 (yielding) to 1 (dominant)."""
        return round(sin(radians(self.degrees)), 3)

    @property
    def communion(self) -> float:
        """From -1 (cold) to 1 (warm)."""
        return round(cos(radians(self.degrees)), 3)


@dataclass(frozen=True, slots=True)
class Code:
    """One thing an episode's part may be called; ``said`` is its name in a sentence.

    ``near`` are codes of the same part that two careful people may give to the same words.
    ``alike`` is what each published scheme calls something alike, by the scheme's id.
    """

    part: str
    id: str
    name: str
    said: str
    means: str
    phrases: tuple[str, ...]
    near: tuple[str, ...]
    octant: Octant | None
    alike: Mapping[str, str]
    source: Source


@dataclass(frozen=True, slots=True)
class EpisodePart:
    """One of the six things an episode says, such as the wish."""

    id: str
    name: str
    means: str


@dataclass(frozen=True)
class Vocabulary:
    """Every part with its codes, in the order they are shown; one version of one file."""

    id: str
    version: str
    title: str
    source: Source
    schemes: tuple[Scheme, ...]
    octants: tuple[Octant, ...]
    parts: tuple[EpisodePart, ...]
    codes: tuple[Code, ...]

    @cached_property
    def by_part(self) -> Mapping[str, Mapping[str, Code]]:
        """Part -> code id -> code."""
        return {
            part.id: {code.id: code for code in self.codes if code.part == part.id}
            for part in self.parts
        }

    def code(self, part: str, code: str) -> Code:
        """A code that is known to exist."""
        return self.by_part[part][code]

    def with_codes(self, added: tuple[Code, ...], version: str) -> "Vocabulary":
        """The same with a service's own codes behind ours."""
        return replace(self, version=f"{self.version}+{version}", codes=(*self.codes, *added))
