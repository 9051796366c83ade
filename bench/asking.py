"""Asking a server for pages, many people at once, each over a connection of their own.

A small client of its own, so that the tool does not cost more than what it measures: requests are
written once and sent again and again, and of an answer only its status and length are looked at.
"""

import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import quantiles

# The cookie any browser has after its first form; without one each page with a form makes another.
SAFETY = "bench" * 6 + "xx"


@dataclass(frozen=True)
class Visit:
    """Somebody who is signed in, and the pages they open one after another, over and over."""

    cookie: str
    paths: tuple[str, ...]


@dataclass
class Found:
    """How long each answer took, in seconds, and how long they all took together.

    ``effort`` is the processor time the server used meanwhile.
    """

    took: list[float] = field(default_factory=list)
    seconds: float = 0.0
    effort: float = 0.0
    wrong: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Answers in a second."""
        return len(self.took) / self.seconds if self.seconds else 0.0

    @property
    def effort_each(self) -> float:
        """Processor time of the server for each answer, in milliseconds."""
        return self.effort / len(self.took) * 1000 if self.took else 0.0

    def add(self, other: "Found") -> None:
        """What was found at another time as well."""
        self.took += other.took
        self.wrong += other.wrong
        self.seconds += other.seconds
        self.effort += other.effort

    def within(self, percent: int) -> float:
        """The time within which so many of a hundred answers came, in milliseconds."""
        return quantiles(self.took, n=100)[percent - 1] * 1000 if len(self.took) > 1 else 0.0


def ask(address: tuple[str, int], visits: Sequence[Visit], seconds: float) -> Found:
    """Let everybody ask at once, without a pause, for so long."""
    found = Found()
    lock = threading.Lock()
    start = threading.Barrier(len(visits) + 1)
    until = [0.0]

    def visit(one: Visit) -> None:
        connection = Connection(address)
        requests = [request(path, one.cookie) for path in one.paths]
        took, wrong = [], []
        start.wait()
        number = 0
        while (began := time.perf_counter()) < until[0]:
            status = connection.ask(requests[number % len(requests)])
            took.append(time.perf_counter() - began)
            if status != 200:
                wrong.append(f"{status} for {one.paths[number % len(requests)]}")
            number += 1
        connection.close()
        with lock:
            found.took += took
            found.wrong += wrong

    threads = [threading.Thread(target=visit, args=(one,)) for one in visits]
    for thread in threads:
        thread.start()
    began = time.perf_counter()
    until[0] = began + seconds
    start.wait()
    for thread in threads:
        thread.join()
    found.seconds = time.perf_counter() - began
    return found


def request(path: str, cookie: str) -> bytes:
    """One request as it goes over the wire."""
    lines = (
        f"GET {path} HTTP/1.1",
        "Host: 127.0.0.1",
        f"Cookie: sessionid={cookie}; csrftoken={SAFETY}",
        "Accept: text/html",
        "Connection: keep-alive",
    )
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


class Connection:
    """A connection that is kept, and opened again when the server has closed it."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.address = address
        self.body = b""
        self._open()

    def _open(self) -> None:
        self.socket = socket.create_connection(self.address, timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, written: bytes) -> int:
        """Send a request and read its answer; the status."""
        try:
            return self._ask(written)
        except ConnectionError:
            self.close()
            self._open()
            return self._ask(written)

    def _ask(self, written: bytes) -> int:
        self.socket.sendall(written)
        read = b""
        while (end := read.find(b"\r\n\r\n")) < 0:
            read += self._some()
        head = read[:end].lower()
        parts = [read[end + 4 :]]
        length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
        missing = length - len(parts[0])
        while missing > 0:
            parts.append(self._some())
            missing -= len(parts[-1])
        self.body = b"".join(parts)
        if b"connection: close" in head:
            self.close()
            self._open()
        return int(head.split(b" ", 2)[1])

    def _some(self) -> bytes:
        read = self.socket.recv(262_144)
        if not read:
            raise ConnectionResetError
        return read

    def close(self) -> None:
        """Hang up."""
        self.socket.close()
