"""What the guide for a server and its files name is there; units and proxies are understood."""

import argparse
import os
import re
import shlex
import shutil
import subprocess

import pytest

from betweenus.cli.main import parser
from tests.promises import tree

DEPLOY = tree.ROOT / "deploy"
GUIDE = tree.ROOT / "docs" / "deploying.md"
UNITS = sorted((DEPLOY / "systemd").glob("*.*"))
PROGRAM = "/usr/local/lib/betweenus/bin/betweenus"
OF_THE_WRAPPER = {"BETWEENUS_SETTINGS", "BETWEENUS_PROGRAM"}


def lines() -> list[str]:
    """Every line of the guide and of the files that is typed or carried out."""
    typed = [line.strip() for line in GUIDE.read_text().splitlines() if line.startswith("    ")]
    files = [file for file in DEPLOY.rglob("*") if file.is_file()]
    return typed + [line.strip() for file in files for line in file.read_text().splitlines()]


def commands() -> list[str]:
    """Each `betweenus ...` as it is typed, without what explains it or comes after."""
    found = set()
    for line in lines():
        if line.startswith("#"):
            continue
        typed = line.replace('", "', " ").strip('CMD []"')
        for one in re.findall(r"(?:^|[ /=])betweenus ((?:[a-z]+[- ]?)+[^&'`\]]*)", typed):
            words = re.split(r" {2,}|\s+&&|\s+then\b", one)[0].strip()
            if words.split()[0] in KNOWN:
                found.add(words)
    return sorted(found)


def _known() -> set[str]:
    (choices,) = [
        action.choices
        for action in parser()._actions
        if isinstance(action, argparse._SubParsersAction)
    ]
    return set(choices)


KNOWN = _known()


def test_the_guide_names_the_commands_it_is_about():
    first_words = {command.split()[0] for command in commands()}
    assert {"check", "manage", "serve", "account", "backup", "restore", "audit"} <= first_words


@pytest.mark.parametrize("command", commands())
def test_a_command_that_is_named_can_be_typed(command):
    from django.core.management import get_commands

    typed = parser().parse_args(shlex.split(re.sub(r"\$\S*\(date [^)]*\)", "day", command)))
    if command.startswith("manage "):
        assert command.split()[1] in get_commands()
    else:
        assert callable(typed.run)


def test_every_setting_that_is_named_is_read_by_the_program():
    read = "".join(file.read_text() for file in tree.SOURCE.rglob("*.py"))
    named = {name for line in lines() for name in re.findall(r"\bBETWEENUS_[A-Z_]+", line)}
    assert len(named) > 5
    assert not {name for name in named - OF_THE_WRAPPER if f'"{name}"' not in read}


@pytest.mark.parametrize("file", sorted((DEPLOY / "container").glob("Containerfile")))
def test_everything_a_container_copies_is_there(file):
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", file.read_text(), re.MULTILINE)
    assert copied
    assert not [one for line in copied for one in line.split() if not (tree.ROOT / one).exists()]


def test_every_file_the_guide_names_is_there():
    named = set(re.findall(r"(?<![\w/.])(deploy/[\w./-]+)", GUIDE.read_text()))
    assert len(named) > 4
    assert not [one for one in named if not (tree.ROOT / one.rstrip(".")).exists()]


def test_every_unit_stands_in_the_guide():
    shown = GUIDE.read_text()
    wanted = [one.name for one in UNITS if one.suffix in (".target", ".timer")]
    wanted += [one.name for one in UNITS if not one.with_suffix(".timer").exists()]
    assert not [name for name in wanted if name not in shown]


def test_the_target_starts_every_part_that_needs_no_folder_elsewhere():
    target = (DEPLOY / "systemd" / "betweenus.target").read_text()
    wants = re.search(r"^Wants=(.*)$", target, re.MULTILINE)
    timers = {one.name for one in UNITS if one.suffix == ".timer"}
    alone = {
        one.name
        for one in UNITS
        if one.suffix == ".service" and not one.with_suffix(".timer").exists()
    }
    assert set(wants[1].split()) == (timers | alone) - {"betweenus-downtime.timer"}


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="a machine without systemd")
def test_systemd_understands_every_unit(tmp_path):
    units, program = tmp_path / "units", tmp_path / "betweenus"
    shutil.copytree(DEPLOY / "systemd", units)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    for unit in units.glob("*.service"):
        unit.write_text(unit.read_text().replace(PROGRAM, str(program)))
    written = sorted(str(one) for one in units.glob("*.*") if one.is_file())
    told = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *written],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (told.returncode, told.stderr) == (0, "")


@pytest.mark.skipif(not shutil.which("nginx"), reason="a machine without nginx")
def test_nginx_understands_its_file(tmp_path):
    site = (DEPLOY / "proxy" / "nginx.conf").read_text()
    site = re.sub(r"^ *ssl_certificate.*$|listen \[.*$", "", site, flags=re.MULTILINE)
    site = site.replace("443 ssl http2", "8443").replace("listen 80;", "listen 8080;")
    site = site.replace("/var/log/nginx", str(tmp_path))
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    site = "".join(f"{kind}_temp_path {tmp_path};\n" for kind in kinds) + site
    (tmp_path / "nginx.conf").write_text(f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{\n{site}\n}}\n")
    told = subprocess.run(
        ["nginx", "-t", "-c", tmp_path / "nginx.conf", "-e", tmp_path / "errors"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr


@pytest.fixture
def machine(tmp_path):
    """A machine on which root is told by a word, and whoever else is asked to be it says so."""
    (tmp_path / "settings.env").write_text(
        "# a comment\nBETWEENUS_KEYS=first:a+b/c==\n\nDATABASE_URL=postgres://b@%2Frun/x\n"
    )
    said = 'printf "%s\\n" "$BETWEENUS_KEYS" "$DATABASE_URL" "$@"'
    programs = {"id": 'echo "$WHO"', "setpriv": f'echo "$1"; shift 4; {said}'}
    for name, body in programs.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{body}\n")
        (tmp_path / name).chmod(0o755)

    def typed(*words: str, who: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [DEPLOY / "betweenus-as-service", *words],
            env={
                "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}",
                "WHO": who,
                "BETWEENUS_SETTINGS": str(tmp_path / "settings.env"),
                "BETWEENUS_PROGRAM": "the-program",
            },
            capture_output=True,
            text=True,
            check=False,
        )

    return typed


def test_a_command_runs_with_the_settings_and_as_the_user_of_the_service(machine):
    told = machine("account", "add", "--name", "Anna Okafor", who="0")
    assert told.returncode == 0, told.stderr
    assert told.stdout.splitlines() == [
        "--reuid=betweenus",
        "first:a+b/c==",
        "postgres://b@%2Frun/x",
        *("the-program", "account", "add", "--name", "Anna Okafor"),
    ]


def test_whoever_is_not_root_is_told_what_to_type(machine):
    told = machine("check", who="1000")
    assert told.returncode == 2
    assert "Type: sudo" in told.stderr
    assert told.stdout == ""


@pytest.mark.parametrize("file", sorted(DEPLOY.rglob("Caddyfile")))
def test_no_proxy_holds_a_process_by_a_connection_on_which_nothing_is_asked(file):
    """A process waits for whoever has connected, so who is slow waits at the proxy."""
    text = file.read_text()
    assert "keepalive off" in text
    assert "request_buffers 6MB" in text
