"""Speed of the main pages beside a constant page of the same size (`make bench`).

For 10 to 10,000 clients a database is made, the real server is started (as many processes as
`betweenus serve` starts), and twenty people who are signed in ask at once and
without a pause, each for cases of their own, after most have been opened once: records change
seldom beside how often they are looked at. What a page takes after a change, --look-into says.
The constant page goes through the same server and middleware and is measured right before and
right after, so that a busy machine slows both: read the ratios.

    make bench ARGS="--sizes 10 1000 --seconds 3"
    make bench ARGS="--look-into 'case page'"     where the time goes, in one process
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median
from urllib.parse import urlsplit

from rich.console import Console
from rich.table import Table

from bench.asking import Connection, Found, Visit, ask, request
from bench.effort import used

ROOT = Path(__file__).resolve().parent.parent
SIZES = (10, 100, 1000, 10_000)
USERS = 20
RATIO = 0.30  # of the constant page
WITHIN = 100.0  # milliseconds, for 95 of 100 answers
CONSTANT = (
    "The constant page has the size of the page beside it. Session and account are read for it, as "
    "they must be for every page;\nit asks for nothing else, is no act and leaves no event."
)
FLAT = 1.5  # the slowest size may take this much longer than the quickest

Visits = Mapping[str, list[Visit]]


@dataclass(frozen=True)
class Line:
    """One page at one size."""

    page: str
    clients: int
    bytes: int
    own: Found
    constant: Found
    ratio: float  # its speed as a part of the constant page's, in pairs measured one after another

    @property
    def effort(self) -> float:
        """The same of processor time: what the constant page needs, as a part of what it needs."""
        own = self.own.effort_each
        return self.constant.effort_each / own if own else 0.0


def main() -> int:
    """Measure, print, and say which goals are met; 1 when one is missed."""
    typed = _typed()
    lines: list[Line] = []
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} before it begins.")
    print(CONSTANT)
    for clients in typed.sizes:
        with tempfile.TemporaryDirectory(prefix="betweenus-bench-") as home:
            visits = _filled(clients, home)
            if typed.look_into:
                return _look_into(visits[typed.look_into], home)
            with _served(home) as served:
                lines += _measured(served, clients, visits, typed)
    _table(lines)
    return 0 if _verdict(lines) else 1


def _typed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of clients")
    parser.add_argument("--seconds", type=float, default=4.0, help="of each measurement")
    parser.add_argument("--rounds", type=int, default=3, help="measurements of each page")
    parser.add_argument("--users", type=int, default=USERS, help="people who ask at once")
    parser.add_argument("--only", default="", help="only pages whose name holds this")
    parser.add_argument("--look-into", default="", metavar="PAGE", help="say where its time goes")
    return parser.parse_args()


def _environment(home: str) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "BETWEENUS_HOME": home,
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}",
    }


def _filled(clients: int, home: str) -> dict[str, list[Visit]]:
    print(f"Making {clients} clients ...", file=sys.stderr)
    made = subprocess.run(
        [sys.executable, "-m", "bench.filling", str(clients)],
        env=_environment(home),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        check=True,
    )
    return {
        page: [Visit(one["cookie"], tuple(one["paths"])) for one in visits]
        for page, visits in json.loads(made.stdout).items()
    }


@dataclass(frozen=True)
class Served:
    """A server that runs: its process, and its address."""

    process: int
    address: tuple[str, int]

    def ask(self, visits: list[Visit], seconds: float) -> Found:
        """Let everybody ask, and see what it took."""
        before = used(self.process)
        found = ask(self.address, visits, seconds)
        found.effort = used(self.process) - before
        return found


@contextmanager
def _served(home: str) -> Iterator[Served]:
    """The server while it runs."""
    server = subprocess.Popen(
        [sys.executable, "-m", "bench.server"],
        env=_environment(home),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert server.stdout
        where = urlsplit(server.stdout.readline().strip())
        assert where.hostname, "the server did not start; its own words are above"
        assert where.port
        yield Served(server.pid, (where.hostname, where.port))
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()


def _measured(
    served: Served, clients: int, visits: Visits, typed: argparse.Namespace
) -> Iterator[Line]:
    for page, some in visits.items():
        if typed.only not in page:
            continue
        everybody = [some[number % len(some)] for number in range(typed.users)]
        size = _size(served.address, some[0])
        constant = [Visit(one.cookie, (f"/bench/{size}/",)) for one in everybody]
        _warm(served, everybody)
        own, floor, ratios = Found(), Found(), []
        before = served.ask(constant, typed.seconds / 2)
        floor.add(before)
        for _ in range(typed.rounds):
            once = served.ask(everybody, typed.seconds)
            assert not once.wrong, once.wrong[:3]
            after = served.ask(constant, typed.seconds / 2)
            ratios.append(once.rate / mean((before.rate, after.rate)))
            own.add(once)
            floor.add(after)
            before = after
        yield Line(page, clients, size, own, floor, median(ratios))


OPENED = 6  # times, so that each process has opened most pages once


def _warm(served: Served, everybody: list[Visit]) -> None:
    """Templates are compiled, and what is kept while nothing changes is kept."""
    wanted, opened = OPENED * sum(len(one.paths) for one in everybody), 0
    while opened < wanted:
        opened += len(served.ask(everybody, 1).took)


def _size(address: tuple[str, int], visit: Visit) -> int:
    connection = Connection(address)
    status = connection.ask(request(visit.paths[0], visit.cookie))
    assert status == 200, f"{status} for {visit.paths[0]}: {connection.body[:200]!r}"
    connection.close()
    return len(connection.body)


_COLUMNS = (
    "page",
    "clients",
    "kB",
    "per second",
    "constant",
    "ratio",
    "ms of processor",
    "constant",
    "ratio",
    "p50 ms",
    "p95 ms",
    "constant p95",
)


def _table(lines: list[Line]) -> None:
    table = Table(*_COLUMNS)
    for line in lines:
        table.add_row(
            line.page,
            f"{line.clients:,}",
            f"{line.bytes / 1000:.0f}",
            f"{line.own.rate:.0f}",
            f"{line.constant.rate:.0f}",
            f"{line.ratio:.0%}",
            f"{line.own.effort_each:.1f}",
            f"{line.constant.effort_each:.1f}",
            f"{line.effort:.0%}",
            f"{line.own.within(50):.0f}",
            f"{line.own.within(95):.0f}",
            f"{line.constant.within(95):.0f}",
        )
    Console(width=130).print(table)
    print(f"load {os.getloadavg()[0]:.1f} after it.")


def _verdict(lines: list[Line]) -> bool:
    """Say of each goal whether it is met."""
    pages = dict.fromkeys(line.page for line in lines)
    flat = {
        page: max(rates) / min(rates)
        for page in pages
        if len(rates := [line.ratio for line in lines if line.page == page]) > 1
    }
    slow = [line for line in lines if line.ratio < RATIO]
    late = [line for line in lines if line.own.within(95) > WITHIN]
    goals = [
        (f"at least {RATIO:.0%} of the constant page", not slow, _which(slow)),
        (f"95 of 100 within {WITHIN:.0f} ms", not late, _which(late)),
    ]
    if flat:
        even = all(value <= FLAT for value in flat.values())
        said = ", ".join(f"{page} {value:.2f}" for page, value in flat.items())
        goals.append((f"flat: within {FLAT} times over the sizes", even, said))
    for words, met, which in goals:
        print(f"{'met    ' if met else 'NOT MET'}  {words}{f' ({which})' if which else ''}")
    return all(met for _, met, _ in goals)


def _which(lines: list[Line]) -> str:
    return ", ".join(f"{line.page} at {line.clients:,}" for line in lines)


def _look_into(visits: list[Visit], home: str) -> int:
    """Open the pages in one process, and print which functions took the time."""
    opened = [f"{one.cookie} {path}" for one in visits for path in one.paths]
    return subprocess.run(
        [sys.executable, "-m", "bench.looking"],
        input="\n".join(opened),
        env=_environment(home),
        cwd=ROOT,
        text=True,
        check=False,
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
