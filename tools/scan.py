"""The scanner wapiti against the service, as anybody, as a client and as a therapist.

The demo's invented people are served with the settings of a service in use, over https, from a
folder that goes away. The scanner follows every link and form it finds as each of the three, and
attacks what it found. Nothing but this machine is asked. docs/scanning.md says how to install it.

    .venv/bin/python -m tools.scan --wapiti ~/wapiti/bin/wapiti
    .venv/bin/python -m tools.scan --wapiti ~/wapiti/bin/wapiti --minutes 2 --only client
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from ssl import CERT_NONE, create_default_context
from typing import Any
from urllib.parse import quote

from betweenus.cli import serving
from tools import measured

ROOT = Path(__file__).resolve().parent.parent
# Whose session it is, and the page the visit begins at.
WHO = {
    "anybody": ("", "/"),
    "client": ("kola@clients.demo.betweenus.example", "/me/"),
    "therapist": ("helen.tovey@demo.betweenus.example", "/today/"),
}
# All that can be tried without a server elsewhere that is called back. Not among them: ssl, since
# the certificate is made for this run, and what looks for other people's programs.
MODULES = (
    "backup,cookieflags,crlf,csp,csrf,exec,file,htaccess,http_headers,ldap,methods,permanentxss,"
    "redirect,shellshock,sql,timesql,upload,xss"
)
# Where a visit would end: signed out, nothing more is found.
LEAVES_OUT = ("account/logout/*", "account/sessions/*")
LOOKS = 0.4  # of the time is for looking round, the rest for the attacks
LEVELS = {1: "low", 2: "medium", 3: "high", 4: "critical"}


@dataclass(frozen=True)
class Scan:
    """What was found as one of the three: where was looked, and each finding in words."""

    who: str
    pages: int
    serious: tuple[str, ...]  # medium, high and critical
    low: tuple[str, ...]
    broken: tuple[str, ...]  # pages that failed under it

    @property
    def row(self) -> tuple[str, ...]:
        """A row of the table."""
        counts = (self.pages, len(self.serious), len(self.low), len(self.broken))
        return (self.who, *(str(count) for count in counts))


HEAD = ("as", "addresses", "medium or high", "low", "pages that failed")


def main() -> int:
    """Scan, and say what was found; 1 when anything medium or high, or a page that failed."""
    typed = _typed()
    wapiti = shutil.which(typed.wapiti)
    if wapiti is None:
        print("wapiti was not found. docs/scanning.md says how to install it.", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="betweenus-scan-") as folder, _served(folder) as where:
        scans = [
            _scan(wapiti, where, who, Path(folder), minutes=typed.minutes)
            for who in typed.only or WHO
        ]
    for scan in scans:
        print(f"\nAs {scan.who}: {scan.pages} addresses")
        for kind in ("serious", "broken", "low"):
            for words in getattr(scan, kind):
                print(f"  {'' if kind == 'serious' else kind + ': '}{words}")
    bad = sum(len(scan.serious) + len(scan.broken) for scan in scans)
    addresses = sum(scan.pages for scan in scans)
    says = (
        f"wapiti as {', '.join(scan.who for scan in scans)}, "
        f"{typed.minutes:g} minutes each at most: "
        f"{addresses} addresses, "
        f"{sum(len(scan.serious) for scan in scans)} findings medium or high, "
        f"{sum(len(scan.broken) for scan in scans)} pages that failed."
    )
    print(f"\n{says}")
    if typed.keep:
        command = f"python -m tools.scan --minutes {typed.minutes:g} --keep"
        figures = {scan.who: scan.pages for scan in scans}
        measured.keep("scan", says, figures, command, table=(HEAD, [one.row for one in scans]))
    return 1 if bad else 0


def _typed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--wapiti", default="wapiti", help="the program, if it is not on the PATH")
    parser.add_argument("--minutes", type=float, default=10.0, help="at most, as each of them")
    parser.add_argument("--only", nargs="+", choices=tuple(WHO), help="only as these")
    parser.add_argument("--keep", action="store_true", help="leave the figure for the promises")
    return parser.parse_args()


# -- the service -----------------------------------------------------------------------------------


@contextmanager
def _served(folder: str) -> Iterator[str]:
    """The demo's people behind the settings of a service in use: its address."""
    _run(["-m", "betweenus", "demo", "--only-prepare"], {"BETWEENUS_HOME": folder})
    home = Path(folder) / "demo"
    with serving.listen("127.0.0.1", 8443, attempts=200) as free:
        port = free.getsockname()[1]
    where = f"https://127.0.0.1:{port}"
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "betweenus.settings.live",
        "BETWEENUS_HOME": str(home),
        "BETWEENUS_ADDRESS": where,
        "BETWEENUS_SECRET_KEY": (home / "secret.key").read_text(),
        "BETWEENUS_KEYS": f"demo:{(home / 'sealing.key').read_text()}",
        "BETWEENUS_EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",
        "BETWEENUS_SECOND_FACTOR": "nobody",  # the sessions are made here, past the first as well
    }
    os.environ.pop("DATABASE_URL", None)
    certificate, key = _certificate(Path(folder))
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", serving.APPLICATION, "--bind", f"127.0.0.1:{port}",
         "--worker-class", "gthread", "--workers", "2", "--threads", "4", "--preload",
         "--no-control-socket", "--log-level", "critical",
         "--certfile", str(certificate), "--keyfile", str(key)],
        env=os.environ | {"PYTHONPATH": "src"}, cwd=ROOT, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait(where)
        yield where
    finally:
        server.terminate()
        server.wait(30)


def _run(arguments: Sequence[str], environment: Mapping[str, str]) -> None:
    subprocess.run(
        [sys.executable, *arguments],
        env=os.environ | {"PYTHONPATH": "src"} | environment,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        check=True,
    )


def _certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for this run."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=2))
        .sign(key, hashes.SHA256())
    )
    files = folder / "certificate.pem", folder / "certificate.key"
    files[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return files


def _wait(where: str) -> None:
    unchecked = create_default_context()
    unchecked.check_hostname, unchecked.verify_mode = False, CERT_NONE
    until = time.monotonic() + 120
    while time.monotonic() < until:
        asked = urllib.request.Request(f"{where}/health/", headers={"X-Forwarded-Proto": "https"})
        with suppress(OSError), urllib.request.urlopen(asked, timeout=5, context=unchecked):
            return
        time.sleep(0.5)
    raise AssertionError("the server did not answer within two minutes")


def _cookies(folder: Path, email: str) -> Path:
    """A file with the cookie of somebody signed in, as the scanner wants it."""
    cookie = {"value": _session(email), "expires": None, "secure": True, "port": None, "version": 0}
    file = folder / "cookies.json"
    file.write_text(json.dumps({"127.0.0.1": {"/": {"sessionid": cookie}}}))
    return file


def _session(email: str) -> str:
    """The session of somebody who is signed in."""
    import django

    django.setup()
    from django.conf import settings
    from django.db import connections
    from django.test import Client

    from betweenus.records.people import Account

    client = Client()
    client.force_login(
        Account.objects.get(email=email), backend=settings.AUTHENTICATION_BACKENDS[0]
    )
    connections.close_all()
    return client.cookies[settings.SESSION_COOKIE_NAME].value


# -- the scanner -----------------------------------------------------------------------------------


def _scan(wapiti: str, where: str, who: str, folder: Path, *, minutes: float) -> Scan:
    print(f"As {who}, {minutes:g} minutes at most ...", file=sys.stderr)
    email, begins_at = WHO[who]
    report, kept = folder / f"{who}.json", folder / f"{who}-kept"
    kept.mkdir()
    came_in = ["--cookie", str(_cookies(folder, email))] if email else []
    looking, each = minutes * 60 * LOOKS, minutes * 60 * (1 - LOOKS) / len(MODULES.split(","))
    left_out = [word for path in LEAVES_OUT for word in ("--exclude", f"{where}/{path}")]
    subprocess.run(
        [wapiti, "--url", f"{where}/", "--start", f"{where}{begins_at}", "--scope", "folder",
         "--module", MODULES,
         *came_in, "--header", "X-Forwarded-Proto: https",
         "--max-scan-time", f"{looking:.0f}", "--max-attack-time", f"{each:.0f}",
         "--max-files-per-dir", "30", "--verify-ssl", "0", "--no-bugreport", "--flush-session",
         "--store-session", str(kept), "--store-config", str(kept), *left_out,
         "--format", "json", "--output", str(report), "--detailed-report", "1"],
        stdout=subprocess.DEVNULL,
        check=False,
    )  # fmt: skip
    found = json.loads(report.read_text())
    stopped = [
        page for page in found["infos"]["crawled_pages"] if _asks_to_sign_in(page, begins_at)
    ]
    assert not (email and stopped), f"the scanner did not come in as {who}"
    return _read(who, found)


def _asks_to_sign_in(page: Mapping[str, Any], begins_at: str) -> bool:
    """Whether the page a visit begins at led to signing in."""
    return f"?next={quote(begins_at, safe='')}" in json.dumps(page)


def _read(who: str, report: Mapping[str, Any]) -> Scan:
    found: dict[str, list[str]] = {"serious": [], "low": []}
    for kind, findings in report["vulnerabilities"].items():
        for one in findings:
            level = LEVELS.get(one["level"], "")
            words = f"{level}: {kind}: {one['method']} {one['path']}: {one['info']}"
            found["low" if level in ("", "low") else "serious"].append(words)
    broken = [
        f"{kind}: {one['method']} {one['path']}: {one['info']}"
        for kind, findings in report["anomalies"].items()
        for one in findings
    ]
    pages = report["infos"]["crawled_pages_nbr"]
    return Scan(who, pages, tuple(found["serious"]), tuple(found["low"]), tuple(broken))


if __name__ == "__main__":
    sys.exit(main())
