"""Ports are stepped over, fingerprints notice change, and what is begun together ends together."""

import http.client
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress

import pytest

from betweenus.cli import fingerprint, serving
from betweenus.domain.refusals import Refusal
from tests.promises import tree


@pytest.fixture
def taken():
    """A port that another program listens on."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


def test_a_taken_port_is_stepped_over(taken):
    with serving.listen("127.0.0.1", taken, attempts=20) as listening:
        assert listening.getsockname()[1] > taken
        assert serving.address(listening) == f"http://127.0.0.1:{listening.getsockname()[1]}"


def test_a_service_in_use_does_not_move_to_another_port(taken):
    with pytest.raises(Refusal, match=f"Port {taken} of 127.0.0.1 is in use") as refused:
        serving.listen("127.0.0.1", taken)
    assert refused.value.todo == f"Choose another port: --port {taken + 1}"


def test_there_is_no_port_after_the_last():
    try:
        other = socket.create_server(("127.0.0.1", serving.HIGHEST_PORT))
    except OSError:
        other = None  # taken already: as good
    with pytest.raises(Refusal, match=r"Port 65535 of .* is in use") as refused:
        serving.listen("127.0.0.1", serving.HIGHEST_PORT, attempts=20)
    assert refused.value.todo == "Choose another port: --port 8000"
    if other:
        other.close()


def test_an_address_of_another_machine_is_refused():
    with pytest.raises(Refusal, match=r"Cannot listen on 192\.0\.2\.1"):
        serving.listen("192.0.2.1", 8000)


def test_everybodys_address_is_told_as_ones_own():
    with serving.listen("0.0.0.0", 0) as listening:
        assert serving.address(listening).startswith("http://127.0.0.1:")


def test_a_fingerprint_notices_a_new_a_changed_and_a_lost_file(tmp_path):
    (tmp_path / "one").write_text("1")
    seen = [fingerprint.of_files(tmp_path.iterdir())]
    (tmp_path / "two").write_text("2")
    seen.append(fingerprint.of_files(tmp_path.iterdir()))
    (tmp_path / "two").write_text("22")
    seen.append(fingerprint.of_files(tmp_path.iterdir()))
    (tmp_path / "one").unlink()
    seen.append(fingerprint.of_files(tmp_path.iterdir()))
    assert len(set(seen)) == 4


def test_a_fingerprint_stays_when_nothing_changes():
    assert fingerprint.of_program() == fingerprint.of_program()


def sleeping(stubborn: bool = False) -> subprocess.Popen[bytes]:
    """A process that would run for a minute, deaf to a polite request when stubborn."""
    deaf = "signal.signal(signal.SIGTERM, signal.SIG_IGN);" if stubborn else ""
    program = f"import signal, time; {deaf} print('up', flush=True); time.sleep(60)"
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    assert process.stdout.readline() == b"up\n"
    process.stdout.close()
    return process


def test_being_told_to_stop_ends_both_and_is_no_error():
    running = {"web": sleeping(), "tasks": sleeping()}
    with serving._ended_with_us(running):
        signal.raise_signal(signal.SIGTERM)
        pytest.fail("it did not stop")
    assert all(process.poll() is not None for process in running.values())


def test_an_error_ends_both_too():
    running = {"web": sleeping(), "tasks": sleeping()}
    with pytest.raises(Refusal), serving._ended_with_us(running):
        raise Refusal("The web server did not start.")
    assert all(process.poll() is not None for process in running.values())


@pytest.mark.slow
def test_who_does_not_end_politely_is_ended(monkeypatch):
    monkeypatch.setattr(serving, "GRACE_SECONDS", 0.2)
    process = sleeping(stubborn=True)
    serving._end(process)
    assert process.returncode == -signal.SIGKILL


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["sys.exit('no settings')", "answer(500)"])
def test_a_server_that_does_not_start_well_is_told_and_ended(monkeypatch, fault):
    program = f"""
import socket, sys, time
listening = socket.socket(fileno=int(sys.argv[1]))
def answer(status):
    line, _ = listening.accept()
    line.sendall(f"HTTP/1.1 {{status}} No\\r\\nContent-Length: 0\\r\\n\\r\\n".encode())
    time.sleep(60)
{fault}
"""
    begun = []
    start = serving._start

    def noted(*given):
        begun.append(start(*given))
        return begun[-1]

    monkeypatch.setattr(serving, "_start", noted)
    monkeypatch.setattr(
        serving, "_web", lambda one, *_: [sys.executable, "-c", program, str(one.fileno())]
    )
    listening = serving.listen("127.0.0.1", 0)
    with pytest.raises(Refusal, match="did not start well"):
        serving.serve(
            listening,
            workers=1,
            threads=1,
            tasks=False,
            rounds=False,
            when_ready=lambda: pytest.fail("ready"),
        )
    assert begun[0].poll() is not None


def test_signals_mean_again_what_they_meant_before():
    before = signal.getsignal(signal.SIGTERM)
    with serving._ended_with_us({}):
        assert signal.getsignal(signal.SIGTERM) != before
    assert signal.getsignal(signal.SIGTERM) == before


@pytest.mark.slow
def test_background_work_that_ends_early_is_begun_again(monkeypatch, capfd):
    monkeypatch.setattr(serving, "PAUSE_BEFORE_AGAIN", 0.0)
    begun = []

    def tasks() -> list[str]:
        begun.append(time.monotonic())
        if len(begun) == 3:
            signal.raise_signal(signal.SIGTERM)
        return [sys.executable, "-c", "pass"]

    monkeypatch.setattr(serving, "_tasks", tasks)
    monkeypatch.setattr(serving, "_web", lambda *_: [sys.executable, "-c", "input()"])
    monkeypatch.setattr(serving, "_start", lambda command, *_: _piped(command))
    monkeypatch.setattr(serving, "_wait_for_an_answer", lambda *_: None)
    with serving.listen("127.0.0.1", 0) as listening:
        serving.serve(
            listening, workers=1, threads=1, tasks=True, rounds=False, when_ready=lambda: None
        )
    assert len(begun) == 3
    assert "begun again" in capfd.readouterr().err


STUB = """
import pathlib, time
def application(environ, start_response):
    environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    while environ["PATH_INFO"] == "/long" and not pathlib.Path("enough").exists():
        time.sleep(0.01)
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]
"""


@pytest.fixture
def serves(monkeypatch, tmp_path):
    """Our web server before an application of two pages, one of which takes until it is let go."""
    (tmp_path / "stub.py").write_text(STUB)
    monkeypatch.setattr(serving, "APPLICATION", "stub:application")
    monkeypatch.chdir(tmp_path)
    begun = []

    def serve(**options) -> int:
        with serving.listen("127.0.0.1", 0) as listening:
            port = listening.getsockname()[1]
            begun.append(serving._start(serving._web(listening, **options), listening))
        assert ask(port).read() == b"ok"  # it waits until the server is there
        return port

    yield serve
    (tmp_path / "enough").touch()
    for process in begun:
        serving._end(process)


def ask(port: int, path: str = "/") -> http.client.HTTPResponse:
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    asked.request("GET", path)
    return asked.getresponse()


@pytest.mark.slow
def test_nobody_waits_behind_somebody_elses_page_while_a_process_is_free(serves, tmp_path):
    port = serves(workers=2, threads=1)
    long = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    long.request("GET", "/long")
    assert [ask(port).read() for _ in range(10)] == [b"ok"] * 10
    (tmp_path / "enough").touch()
    assert long.getresponse().read() == b"ok"


@pytest.mark.slow
def test_hundreds_can_stand_in_line_and_everybody_is_answered(serves, tmp_path):
    port = serves(workers=1, threads=1)
    line = [http.client.HTTPConnection("127.0.0.1", port, timeout=30) for _ in range(300)]
    for one in line:  # who finds the line full is not let in while the first is answered
        one.request("GET", "/long")
    (tmp_path / "enough").touch()
    assert {one.getresponse().read() for one in line} == {b"ok"}


@pytest.mark.slow
def test_where_browsers_come_themselves_one_that_asks_nothing_keeps_nobody_waiting(serves):
    port = serves(workers=1, threads=4)
    with socket.create_connection(("127.0.0.1", port)):
        assert ask(port).read() == b"ok"


@pytest.fixture
def proxy(tmp_path):
    """nginx as the file in ``deploy`` has it, without https, before a port."""
    begun = []

    def behind(port: int) -> int:
        site = (tree.ROOT / "deploy" / "proxy" / "nginx.conf").read_text()
        place = re.search(r"    location / \{.*?\n    \}", site, re.DOTALL)[0]
        with serving.listen("127.0.0.1", 0) as free:
            own = free.getsockname()[1]
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        folders = "".join(f"{kind}_temp_path {tmp_path / kind};\n" for kind in kinds)
        (tmp_path / "nginx.conf").write_text(
            f"daemon off; pid {tmp_path}/pid; error_log stderr crit; events {{}}\n"
            f"http {{ {folders} access_log off; server {{ listen 127.0.0.1:{own};\n"
            f"{place.replace('127.0.0.1:8000', f'127.0.0.1:{port}')} }} }}\n"
        )
        begun.append(subprocess.Popen(["nginx", "-c", tmp_path / "nginx.conf", "-e", "stderr"]))
        for _ in range(100):
            with suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", own)):
                return own
            time.sleep(0.05)
        raise AssertionError("nginx did not start; its own words are above")

    yield behind
    for process in begun:
        serving._end(process)


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("nginx"), reason="a machine without nginx")
def test_who_sends_slowly_waits_at_the_proxy_and_keeps_no_process(serves, proxy):
    port = proxy(serves(workers=1, threads=1))
    half = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf"
    slow = [socket.create_connection(("127.0.0.1", port), timeout=30) for _ in range(5)]
    for one in slow:
        one.sendall(half)
    assert [ask(port).read() for _ in range(5)] == [b"ok"] * 5
    for one in slow:
        one.sendall(b" more")
        assert one.recv(15) == b"HTTP/1.1 200 OK"
        one.close()


def _piped(command: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, stdin=subprocess.PIPE)
