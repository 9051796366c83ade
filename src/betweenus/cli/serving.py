"""The web server and the processes for background work beside it: begun and ended together."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from errno import EADDRINUSE
from pathlib import Path
from urllib.parse import urlsplit

from betweenus.cli import occasion
from betweenus.domain.refusals import Refusal

HIGHEST_PORT = 65535
APPLICATION = "betweenus.web.wsgi:application"
A_PUBLIC_PAGE = "/account/login/"
# Time to end a request or a task before a process is ended the hard way.
GRACE_SECONDS = 20
PAUSE_BEFORE_AGAIN = 5.0
# How many can stand in line for an idle process. Who finds a full line tries again after 1, 3, 7
# seconds and so on, while the processes have nothing to do: 128 were too few for a Monday morning.
QUEUE = 2048

Process = subprocess.Popen[bytes]
_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - workers sign on here; on a disk that can stall


def listen(host: str, port: int, *, attempts: int = 1) -> socket.socket:
    """A listening socket at ``port`` or, with more attempts, at the next free one after it.

    The socket is handed to the server as it is, so nobody can take the port in between.
    """
    for candidate in range(port, min(port + attempts, HIGHEST_PORT + 1)):
        try:
            return socket.create_server((host, candidate), backlog=QUEUE)
        except OSError as error:
            if error.errno != EADDRINUSE:
                raise Refusal(
                    f"Cannot listen on {host} port {candidate}: {error.strerror}.",
                    "Choose others: --host 127.0.0.1 --port 8000",
                ) from error
    last = "" if candidate == port else f" to {candidate}"
    raise Refusal(
        f"Port {port}{last} of {host} is in use by another program.",
        f"Choose another port: --port {candidate + 1 if candidate < HIGHEST_PORT else 8000}",
    )


def address(listening: socket.socket) -> str:
    """What a person types to get there."""
    host, port = listening.getsockname()[:2]
    return f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}"  # noqa: S104 - compared


def serve(
    listening: socket.socket,
    *,
    workers: int,
    threads: int,
    tasks: bool,
    rounds: bool,
    when_ready: Callable[[], None],
) -> int:
    """Serve until told to stop (Ctrl-C, SIGTERM) or the server ends; its exit code.

    A process of one ``threads`` waits for what whoever connected has to say: a proxy has to stand
    before it. Browsers can come themselves where there are several.

    With ``tasks`` another process does background work, with ``rounds`` another what the service
    does by itself every few minutes; each is begun again should it end early.
    """
    where = address(listening)
    _count_together()
    beside = {"tasks": _tasks} if tasks else {}
    beside |= {"rounds": _rounds} if rounds else {}
    running = {"web": _start(_web(listening, workers, threads), listening)}
    with _ended_with_us(running):
        listening.close()
        running |= {name: _start(command()) for name, command in beside.items()}
        _wait_for_an_answer(where)
        when_ready()
        while running["web"].poll() is None:
            time.sleep(0.2)
            for name, command in beside.items():
                if running[name].poll() is not None:
                    _say(f"background work ({name}) ended early and is begun again")
                    time.sleep(PAUSE_BEFORE_AGAIN)
                    running[name] = _start(command())
        return running["web"].returncode
    return 0


def _count_together() -> None:
    """Give the processes of the server a folder in which their counts meet, empty at first."""
    folder = occasion.home() / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def _web(listening: socket.socket, workers: int, threads: int) -> list[str]:
    command = [sys.executable, "-m", "gunicorn", APPLICATION]
    # With one thread, whichever process is idle takes the next request: decision 22.
    kind = "sync" if threads == 1 else "gthread"
    command += ["--bind", f"fd://{listening.fileno()}", "--worker-class", kind]
    command += ["--workers", str(workers), "--threads", str(threads), "--timeout", "60"]
    # Only with several threads is a connection kept. Longer than a proxy keeps one it does not
    # use: else it is closed under a form.
    command += ["--keep-alive", "75"]
    # Loaded once and shared by the workers. No access log: addresses can carry sign-in links.
    command += ["--preload", "--no-control-socket", "--log-level", "error"]
    if _SHARED_MEMORY.is_dir():
        command += ["--worker-tmp-dir", str(_SHARED_MEMORY)]
    return command


def _tasks() -> list[str]:
    return [sys.executable, "-m", "betweenus", "manage", "db_worker"]


def _rounds() -> list[str]:
    return [sys.executable, "-m", "betweenus", "manage", "hourly", "--again-and-again"]


def _start(command: list[str], *handed: socket.socket) -> Process:
    return subprocess.Popen(command, pass_fds=[one.fileno() for one in handed])


def _wait_for_an_answer(where: str) -> None:
    # The socket listens already, so this waits in its queue until the program has been loaded.
    asked = http.client.HTTPConnection(urlsplit(where).netloc, timeout=60)
    try:
        asked.request("GET", A_PUBLIC_PAGE)
        well = asked.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        well = False
    finally:
        asked.close()
    if not well:
        raise Refusal(
            "The web server did not start well; its own words are above.",
            "See what is missing: betweenus check",
        )


class _Stop(Exception):
    """Somebody asked us to stop."""


@contextmanager
def _ended_with_us(running: dict[str, Process]) -> Iterator[None]:
    """Whatever ends this block ends the processes too, and being asked to stop is no error."""

    def stop(number: int, frame: object) -> None:
        raise _Stop

    before = {one: signal.signal(one, stop) for one in (signal.SIGTERM, signal.SIGINT)}
    try:
        with suppress(_Stop):
            yield
    finally:
        for one in before:
            signal.signal(one, signal.SIG_IGN)
        for process in running.values():
            _end(process)
        for one, handler in before.items():
            signal.signal(one, handler)


def _end(process: Process) -> None:
    process.terminate()
    try:
        process.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _say(words: str) -> None:
    print(f"betweenus: {words}", file=sys.stderr, flush=True)
