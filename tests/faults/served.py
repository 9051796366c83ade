"""The web server of a fault: as `betweenus serve` starts it, and how it is asked."""

import http.client
import os
import random
import signal
import socket
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from betweenus.cli import serve, serving
from betweenus.domain.refusals import Refusal

TOKEN = "faults" * 5 + "xx"  # 32 letters: a form's safety token is compared with its cookie
AT_MOST = 90  # seconds a server may take to answer again, on a machine that is busy otherwise
UNANSWERED = (OSError, http.client.HTTPException)


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: str


class Server:
    """The web server, in a process group of its own; a quiet one keeps its errors to itself."""

    def __init__(self, *, quiet: bool = False) -> None:
        self.port = _free_port()
        self.errors = subprocess.DEVNULL if quiet else None
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self._listening() as listening:
            self.process = subprocess.Popen(
                serving._web(listening, serve.WORKERS, serve.THREADS),
                pass_fds=[listening.fileno()],
                env=os.environ | {"PYTHONPATH": "src"},
                start_new_session=True,
                stderr=self.errors,
            )
        until = time.monotonic() + AT_MOST
        while time.monotonic() < until:
            with suppress(*UNANSWERED):
                if ask(self.port, "GET", "/account/login/", "").status == 200:
                    return
            time.sleep(0.05)
        raise AssertionError(f"no answer within {AT_MOST} s of its start")

    def _listening(self) -> socket.socket:
        """The port again; the workers of a server that was killed let go of it a moment after."""
        until = time.monotonic() + AT_MOST
        while True:
            try:
                return serving.listen("127.0.0.1", self.port)
            except Refusal:
                if time.monotonic() > until:
                    raise
            time.sleep(0.05)

    def kill_worker(self) -> None:
        assert self.process
        workers = _children(self.process.pid)
        if workers:
            with suppress(ProcessLookupError):
                os.kill(random.choice(workers), signal.SIGKILL)

    def kill_whole(self) -> None:
        assert self.process
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def _children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in listed.split()]


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as opened:
        return int(opened.getsockname()[1])


def ask(
    port: int, method: str, path: str, session: str, *, script: bool = False, **form: object
) -> Answer:
    """One request of somebody signed in; with ``script`` as a page's own script asks."""
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=AT_MOST)
    try:
        headers = {
            "Cookie": f"sessionid={session}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        if script:
            headers["X-Autosave"] = "1"
        asked.request(method, path, urlencode(form) if method == "POST" else None, headers)
        answer = asked.getresponse()
        return Answer(answer.status, answer.read().decode())
    finally:
        asked.close()
