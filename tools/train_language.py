"""Fits what suggests codes and passages, from our own phrases and invented sessions alone.

    .venv/bin/python -m tools.train_language [small] [large]

writes the weights of clues into domain/telling/words.toml, the scale of the word list into
domain/telling/stems.toml, and the heads into exchange/language/heads-*.{toml,npz}. The same sources
give the same files. Nothing of bench/language_held_out is read: how much is believed is chosen on
phrases of a file of its own, and on sessions left out in turn.
"""

import hashlib
import io
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from betweenus.domain.patterns import Vocabulary, vocabulary
from betweenus.domain.telling import Said, by_words
from betweenus.domain.telling.clues import NAMES, look
from betweenus.exchange.language.encoder import Encoder
from betweenus.exchange.language.packs import MODELS
from tools.language_fitting import binary, many

ROOT = Path(__file__).resolve().parent.parent
HERE = ROOT / "tools" / "language"
TELLING = ROOT / "src" / "betweenus" / "domain" / "telling"
LANGUAGE = ROOT / "src" / "betweenus" / "exchange" / "language"

VERSION = "2026.1"
RIGHT = 0.85
"""Sure is said where the first code is right so often, even if the phrases tried were easy ones."""
ONE_IN_TEN = 1.2816
"""Of the normal distribution one in ten lies above."""
STRICTNESS = (1.0, 3.0, 10.0)
POINTS = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0)
TEMPERATURES = tuple(round(0.2 + 0.1 * step, 1) for step in range(19))
CLUES = (0.3, 1.0, 3.0, 10.0)

Floats = NDArray[np.float64]
Fit = tuple[Floats, Floats, tuple[float, float]]


def main() -> int:
    """Fit everything for the models that are there, or those named, and say what was chosen."""
    _clues()
    _words()
    for size in sys.argv[1:] or ["small"]:
        model = MODELS[size]
        _heads(size, model.sha256, model.encoder())
    return 0


# ---------------------------------------------------------------------------- passages


def sessions(file: Path) -> list[tuple[list[Said], list[bool]]]:
    """Each session's turns, and which of them tell a moment."""
    made: list[tuple[list[Said], list[bool]]] = []
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("=="):
            made.append(([], []))
        elif found := re.match(r"([TC])(!?): (.*)", line):
            made[-1][0].append(Said(found[1], found[3], found[1] == "C"))
            made[-1][1].append(bool(found[2]))
    return made


def _clues() -> None:
    told = [_rows(*one) for one in sessions(HERE / "sessions.txt")]
    losses = {}
    for strict in CLUES:
        loss = 0.0
        for at, (x, y) in enumerate(told):
            rest = told[:at] + told[at + 1 :]
            weights = binary(*_joined(rest), strict)
            right = 1 / (1 + np.exp(-(x @ weights[1:] + weights[0]) * np.where(y, 1, -1)))
            loss -= np.log(right).sum()
        losses[strict] = loss
    strict = min(losses, key=lambda one: losses[one])
    weights = binary(*_joined(told), strict)
    named = zip(("start", *NAMES), weights, strict=True)
    lines = [f"{name} = {weight:.2f}" for name, weight in named]
    _replace(TELLING / "words.toml", r"(?<=\[weights\]\n).*", "\n".join(lines) + "\n")
    print(f"clues: strictness {strict} of {losses}")


def _rows(turns: Sequence[Said], tells: Sequence[bool]) -> tuple[Floats, NDArray[np.bool_]]:
    looked = look(turns)
    theirs = [at for at, turn in enumerate(turns) if turn.client]
    return (
        np.array([looked[at].clues.values for at in theirs]),
        np.array([tells[at] for at in theirs]),
    )


def _joined(
    told: Sequence[tuple[Floats, NDArray[np.bool_]]],
) -> tuple[Floats, NDArray[np.bool_]]:
    return np.vstack([x for x, _ in told]), np.concatenate([y for _, y in told])


# ---------------------------------------------------------------------------- the word list


def _words() -> None:
    words = vocabulary()
    asked = list(_phrases("calibrating.toml", words))
    points = [_points(text, part, words) for part, text, _ in asked]
    right = [list(words.by_part[part]).index(code) for part, _, code in asked]
    temperature = min(TEMPERATURES, key=lambda one: _loss(points, right, one))
    sure = _sure([_soft(one, temperature) for one in points], right)
    file = TELLING / "stems.toml"
    _replace(file, r"(?<=\ntemperature = )[^\n]*(?=\n)", f"{temperature}", whole=False)
    _replace(file, r"(?<=\nsure = )[^\n]*(?=\n)", f"{sure}", whole=False)
    print(f"word list: temperature {temperature}, sure from {sure}")


def _points(text: str, part: str, words: Vocabulary) -> Floats:
    found = by_words.scores(text, part, words)
    return np.array([found.get(code, (0.0, ""))[0] for code in words.by_part[part]])


# ---------------------------------------------------------------------------- heads


def _heads(size: str, sha256: str, encoder: Encoder) -> None:
    words = vocabulary()
    own = list(_phrases("phrases.toml", words))
    ours = [(code.part, phrase, code.id) for code in words.codes for phrase in code.phrases]
    asked = list(_phrases("calibrating.toml", words))
    texts = [text for _, text, _ in [*own, *ours, *asked]]
    encoded = dict(zip(texts, encoder.encode(texts).astype(np.float64), strict=True))
    fits = [_fitted([*own, *ours], encoded, words, strict) for strict in STRICTNESS]
    chosen = min((_calibrated(fit, asked, encoded, words), at) for at, fit in enumerate(fits))
    (loss, points, temperature, sure), at = chosen
    stored: dict[str, NDArray[np.float16]] = {}
    said = []
    for part, (weights, bias, alike) in fits[at].items():
        stored[f"{part}.weights"] = weights.astype(np.float16)
        stored[f"{part}.bias"] = bias.astype(np.float16)
        listed = ", ".join(f'"{code}"' for code in words.by_part[part])
        said += [f"[parts.{part}]", f"codes = [{listed}]"]
        said += [f"alike = [{alike[0]:.3f}, {alike[1]:.3f}]", ""]
    phrases = [phrase for _, phrase, _ in ours]
    stored["phrases"] = np.array([encoded[one] for one in phrases]).astype(np.float16)
    content = _packed(stored)
    (LANGUAGE / f"heads-{size}.npz").write_bytes(content)
    about = {
        "version": f'"{VERSION}"',
        "encoder": f'"{sha256}"',
        "sha256": f'"{hashlib.sha256(content).hexdigest()}"',
        "vocabulary": f'"{words.version}"',
        "trained_on": f'"{len(own) + len(ours)} phrases of our own"',
        "phrases_sha256": f'"{_digest(HERE / "phrases.toml")}"',
        "calibrated_on": f'"{len(asked)} phrases of our own, others"',
        "calibrating_sha256": f'"{_digest(HERE / "calibrating.toml")}"',
        "strictness": f"{STRICTNESS[at]}",
        "points": f"{points}",
        "temperature": f"{temperature}",
        "sure": f"{sure}",
    }
    listed = "\n".join(f'    "{one}",' for one in phrases)
    head = (
        "# How the heads of this name were made; written by tools/train_language.py.\n\n"
        + "\n".join(f"{name} = {value}" for name, value in about.items())
        + f"\nphrases = [\n{listed}\n]\n\n"
    )
    (LANGUAGE / f"heads-{size}.toml").write_text(
        head + "\n".join(said).rstrip() + "\n", encoding="utf-8"
    )
    print(f"heads: {about}, loss {loss:.3f}")


def _fitted(
    phrases: Sequence[tuple[str, str, str]],
    encoded: Mapping[str, Floats],
    words: Vocabulary,
    strict: float,
) -> dict[str, Fit]:
    """Part -> weights, bias, and the line for codes added later."""
    made = {}
    for part, known in words.by_part.items():
        codes = list(known)
        rows = [(text, codes.index(code)) for p, text, code in phrases if p == part]
        x = np.array([encoded[text] for text, _ in rows])
        y = np.array([code for _, code in rows])
        weights, bias = many(x, y, strict)
        made[part] = weights, bias, _alike(x, y, weights, bias, len(codes))
    return made


def _calibrated(
    fit: Mapping[str, Fit],
    asked: Sequence[tuple[str, str, str]],
    encoded: Mapping[str, Floats],
    words: Vocabulary,
) -> tuple[float, float, float, float]:
    """Loss, what a point is worth, temperature, and from where on sure."""
    scores = [encoded[text] @ fit[part][0] + fit[part][1] for part, text, _ in asked]
    points = [_points(text, part, words) for part, text, _ in asked]
    right = [list(words.by_part[part]).index(code) for part, _, code in asked]

    def together(worth: float) -> list[Floats]:
        return [s + worth * p for s, p in zip(scores, points, strict=True)]

    loss, worth, warm = min(
        (_loss(together(worth), right, warm), worth, warm)
        for worth in POINTS
        for warm in TEMPERATURES
    )
    likely = [_soft(one, warm) for one in together(worth)]
    return loss, worth, warm, _sure(likely, right)


def _alike(
    x: Floats, y: NDArray[np.int64], weights: Floats, bias: Floats, codes: int
) -> tuple[float, float]:
    """The line from nearness to a code's phrases to the score the head gives."""
    near = x @ x.T
    np.fill_diagonal(near, -1)
    nearness = np.array(
        [[np.sort(row[y == code])[-3:].mean() for code in range(codes)] for row in near]
    )
    slope, start = np.polyfit(nearness.ravel(), (x @ weights + bias).ravel(), 1)
    return float(slope), float(start)


# ---------------------------------------------------------------------------- what both use


def _phrases(name: str, words: Vocabulary) -> Iterator[tuple[str, str, str]]:
    """Part, phrase and code of every phrase of a file."""
    found = tomllib.loads((HERE / name).read_text(encoding="utf-8"))
    for part, codes in words.by_part.items():
        for code in codes:
            for text in found[part][code]:
                yield part, text, code


def _soft(scores: Floats, temperature: float) -> Floats:
    weighed = np.exp((scores - scores.max()) / temperature)
    return weighed / weighed.sum()


def _loss(scores: Sequence[Floats], right: Sequence[int], temperature: float) -> float:
    said = [_soft(one, temperature)[code] for one, code in zip(scores, right, strict=True)]
    return float(-np.log(np.maximum(said, 1e-9)).mean())


def _sure(likely: Sequence[Floats], right: Sequence[int]) -> float:
    """The least probability from which on the first code was right often enough."""
    first = np.array([one.max() for one in likely])
    hit = np.array([np.argmax(one) == code for one, code in zip(likely, right, strict=True)])
    steps = np.arange(0.2, 0.95, 0.05)
    enough = [s for s in steps if _at_least(hit[first >= s]) >= RIGHT]
    return round(float(enough[0] if enough else 0.95), 2)


def _at_least(hit: NDArray[np.bool_]) -> float:
    """The share of hits, so low that one in ten such tries would still show as many.

    The lower limit of E. B. Wilson's interval (1927). The same phrases choose the temperature, so
    their own share promises more than others keep.
    """
    if not len(hit):
        return 0.0
    z = ONE_IN_TEN**2 / len(hit)
    share = hit.mean()
    spread = np.sqrt(z * share * (1 - share) + z * z / 4)
    return float((share + z / 2 - spread) / (1 + z))


def _packed(stored: dict[str, NDArray[np.float16]]) -> bytes:
    """The same bytes for the same numbers, on any day."""
    made = io.BytesIO()
    np.savez(made, **stored)  # entries carry a fixed date
    return made.getvalue()


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _replace(file: Path, pattern: str, by: str, *, whole: bool = True) -> None:
    text = file.read_text(encoding="utf-8")
    made, count = re.subn(pattern, by, text, count=1, flags=re.DOTALL if whole else 0)
    assert count == 1, (file, pattern)
    file.write_text(made, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
