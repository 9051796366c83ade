"""What the chain of events costs those who write, and how fast it is followed (`make bench`).

Several processes do the commonest act there is, opening a case, as fast as they can: some seconds
with the chain, some with the same rows written plainly, turn about in the same database, so that a
busy machine slows both: read the ratios. PostgreSQL waits for its disk here, as a service in use
does. Then a chain is followed as `betweenus audit verify` does.

    make bench ARGS=...                     is for the pages; this has options of its own:
    python -m bench.trail --seconds 1 --rounds 3 --writers 1 4 --events 100000
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from statistics import median

from bench.pages import ROOT
from tests import postgres

HALF = 0.5  # the chain may not halve how much is written

Environment = Mapping[str, str]


def main() -> int:
    """Measure and print; 1 when the chain halves how much is written."""
    typed = _typed()
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} before it begins.\n")
    print(f"{'':<12}{'writers':>8}{'chained':>10}{'plain':>10}{'ratio':>8}{'least':>8}  events/s")
    worst = 1.0
    with (
        tempfile.TemporaryDirectory(prefix="betweenus-bench-") as home,
        postgres.careful_server() as address,
    ):
        places = {"SQLite": {"BETWEENUS_HOME": home}}
        places["PostgreSQL"] = {"BETWEENUS_HOME": f"{home}/postgres", "DATABASE_URL": address}
        for name, place in places.items():
            environment = _environment(place)
            _run(environment, "prepare", 0)
            for writers in typed.writers:
                worst = min(worst, _writing(name, environment, writers, typed))
        print()
        for name, place in places.items():
            _run(_environment(place), "fill", typed.events)
            events, rate, room = map(float, _run(_environment(place), "follow", 0).split())
            print(
                f"{name:<12}{events:,.0f} events followed, {rate:,.0f} a second: "
                f"{1e6 / rate:.0f} s for a million, {room:.0f} MB more room"
            )
    met = worst > HALF
    print(f"\n{'met    ' if met else 'NOT MET'}  the chain does not halve how much is written")
    return 0 if met else 1


def _typed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=1.0, help="of each measurement")
    parser.add_argument("--rounds", type=int, default=5, help="pairs of measurements")
    parser.add_argument("--writers", type=int, nargs="+", default=(1, 4), help="processes")
    parser.add_argument("--events", type=int, default=100_000, help="in the chain followed")
    return parser.parse_args()


def _environment(place: Environment) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    path = f"{ROOT}{os.pathsep}{ROOT / 'src'}"
    return kept | {"DJANGO_SETTINGS_MODULE": "bench.settings", "PYTHONPATH": path} | dict(place)


def _command(what: str, number: int) -> list[str]:
    return [sys.executable, "-m", "bench.telling", what, str(number)]


def _run(environment: Environment, what: str, number: int) -> str:
    done = subprocess.run(
        _command(what, number),
        env=environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout


def _writing(name: str, environment: Environment, writers: int, typed: argparse.Namespace) -> float:
    """Print a line; the median of the paired ratios."""
    chained, plain = [], []
    with _processes(environment, writers) as processes:
        _together(processes, "chained", 0.3)
        for turn in range(typed.rounds):
            pair = [("chained", chained), ("plain", plain)]
            for way, rates in pair if turn % 2 else reversed(pair):
                rates.append(_together(processes, way, typed.seconds) / typed.seconds)
    ratios = [one / other for one, other in zip(chained, plain, strict=True)]
    print(
        f"{name:<12}{writers:>8}{median(chained):>10,.0f}{median(plain):>10,.0f}"
        f"{median(ratios):>8.0%}{min(ratios):>8.0%}",
        flush=True,
    )
    return median(ratios)


@contextmanager
def _processes(environment: Environment, count: int) -> Iterator[list[subprocess.Popen]]:
    processes = [
        subprocess.Popen(
            _command("act", number),
            env=environment,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(1, count + 1)
    ]
    try:
        for process in processes:
            assert process.stdout
            assert process.stdout.readline() == "ready\n"
        yield processes
    finally:
        for process in processes:
            process.communicate()  # its input ends, and so does it


def _together(processes: list[subprocess.Popen], way: str, seconds: float) -> int:
    for process in processes:
        assert process.stdin
        process.stdin.write(f"{way} {seconds}\n")
        process.stdin.flush()
    return sum(int(process.stdout.readline()) for process in processes if process.stdout)


if __name__ == "__main__":
    sys.exit(main())
