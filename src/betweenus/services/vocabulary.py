"""The vocabulary as it stands in this service: ours, and the codes the service added in a file."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from betweenus.domain.datafiles import ProtocolError
from betweenus.domain.patterns import Vocabulary, add_codes, vocabulary


def words() -> Vocabulary:
    """Ours with the service's own codes; ours alone while there is no such file, or a wrong one."""
    return _here()[0]


def problems() -> tuple[str, ...]:
    """What is wrong in the service's file of codes, by line and field; for the operator's check."""
    return _here()[1]


def path() -> Path:
    """Where the service's own codes are looked for."""
    return Path(settings.CODES)


def added() -> int:
    """How many codes the service added."""
    return len(words().codes) - len(vocabulary().codes)


def _here() -> tuple[Vocabulary, tuple[str, ...]]:
    # By the file's time of change: an edited file holds from the next page on, in every process.
    try:
        changed = path().stat().st_mtime_ns
    except FileNotFoundError:
        return vocabulary(), ()
    except OSError as error:
        return vocabulary(), (f"it cannot be read: {error.strerror}",)
    return _read(path(), changed)


@lru_cache(maxsize=4)
def _read(file: Path, changed: int) -> tuple[Vocabulary, tuple[str, ...]]:
    del changed
    try:
        return add_codes(vocabulary(), file.read_text(encoding="utf-8"), file.name), ()
    except ProtocolError as error:
        return vocabulary(), tuple(str(problem) for problem in error.problems)
    except UnicodeDecodeError:
        return vocabulary(), ("it is no text in UTF-8; save it as UTF-8",)
    except OSError as error:
        return vocabulary(), (f"it cannot be read: {error.strerror}",)
