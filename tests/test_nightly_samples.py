"""The sample units, crontab line and script can be used as they are, but for their paths."""

from __future__ import annotations

import configparser
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import click
import pytest

from pipeline.commands.nightly import nightly

SAMPLES = Path(__file__).parent.parent / "samples/nightly"
PROGRAM = "/srv/shop/venv/bin/order-corrections"
KEYS = {
    "Unit": {"Description", "After"},
    "Service": {
        *(
            "Type",
            "User",
            "Group",
            "WorkingDirectory",
            "ExecStart",
            "SuccessExitStatus",
            "Restart",
            "RestartSec",
        ),
        *("RestartPreventExitStatus", "TimeoutStartSec", "Nice", "NoNewPrivileges", "PrivateTmp"),
        *("ProtectSystem", "ProtectHome", "ReadWritePaths"),
    },
    "Timer": {"OnCalendar", "RandomizedDelaySec", "Persistent"},
    "Install": {"WantedBy"},
}


def read_unit(name: str) -> configparser.ConfigParser:
    """A unit file as its sections and keys."""
    text = (SAMPLES / name).read_text(encoding="utf-8").replace("\\\n", " ")
    unit = configparser.ConfigParser(interpolation=None, strict=False)
    unit.optionxform = str  # type: ignore[assignment]
    unit.read_string(text)
    return unit


def commands() -> list[list[str]]:
    """The command lines of the service and of the crontab, from the program's name on."""
    crontab = (SAMPLES / "crontab").read_text(encoding="utf-8").splitlines()[-1]
    lines = [read_unit("order-corrections.service")["Service"]["ExecStart"], crontab.partition(" && ")[2]]
    return [shlex.split(line) for line in lines]


@pytest.mark.parametrize("words", commands(), ids=["service", "crontab"])
def test_the_commands_name_only_options_that_exist(words: list[str]) -> None:
    assert words[0].endswith("venv/bin/order-corrections")
    assert words[1] == "nightly"
    context = nightly.make_context("nightly", words[2:])
    assert context.params["orders"]
    assert context.params["on_finish"][0].endswith("bin/tell-the-shop")
    with pytest.raises(click.UsageError):
        nightly.make_context("nightly", [*words[2:], "--no-such-option"])


def test_the_crontab_has_five_times_and_no_percent_sign() -> None:
    line = (SAMPLES / "crontab").read_text(encoding="utf-8").splitlines()[-1]
    assert re.match(r"[0-9]+ [0-9]+ \* \* \* [a-z]", line)
    assert "%" not in line  # cron takes it for the end of the command


def test_the_units_can_be_used(tmp_path: Path) -> None:
    for name in ("order-corrections.service", "order-corrections.timer"):
        text = (SAMPLES / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace(PROGRAM, "/bin/true"), encoding="utf-8")
        unit = read_unit(name)
        assert [key for part in unit.sections() for key in unit[part] if key not in KEYS[part]] == []
    assert unit["Timer"]["OnCalendar"] == "*-*-* 03:30:00"
    if shutil.which("systemd-analyze") is None:
        return
    units = [str(tmp_path / f"order-corrections.{kind}") for kind in ("service", "timer")]
    done = subprocess.run(
        ["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False, timeout=60
    )
    said = [line for line in done.stderr.splitlines() if "order-corrections" in line]
    assert (done.returncode, said) == (0, [])


@pytest.mark.parametrize(("status", "is_sent"), [("0", False), ("4", True), ("75", True)])
def test_the_script_mails_when_somebody_must_look(tmp_path: Path, status: str, is_sent: bool) -> None:
    mail = tmp_path / "mail"
    mail.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/sent; cat >> {tmp_path}/sent\n')
    mail.chmod(0o700)
    facts = {"STATUS": status, "SUMMARY": "order-corrections: 1 to look at", "FOLDERS": "/runs/1\n/runs/2"}
    subprocess.run(
        [SAMPLES / "tell-the-shop"],
        env={
            "PATH": f"{tmp_path}:{os.environ['PATH']}",
            **{f"ORDER_CORRECTIONS_{key}": value for key, value in facts.items()},
        },
        check=True,
        timeout=30,
    )
    sent = tmp_path / "sent"
    assert sent.exists() is is_sent
    if is_sent:
        assert sent.read_text().splitlines() == [
            "-s order-corrections: 1 to look at orders@example.ch",
            f"Exit status {status}. The folders of the runs:",
            "/runs/1",
            "/runs/2",
        ]
