"""What a night tells: its JSON log, its metrics, and the command called at its end."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest

from pipeline.nightly import finish
from shop_files import PRICE_90, Ran, Shop, edits

UNKNOWN = "K9,change,item:TASSE,price,,1"
SAMPLE = re.compile(r'([a-z_]+)(?:\{([a-z]+="[^"]*"(?:,[a-z]+="[^"]*")*)\})? (-?[0-9]+(?:\.[0-9]+)?)\Z')


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    shop = Shop(tmp_path)
    shop.write("inbox/a.csv", edits(PRICE_90))
    return shop


def run_night(shop: Shop, *more: str | Path) -> Ran:
    given = ("nightly", "--inbox", shop.folder / "inbox", "--orders", shop.orders, "--out", shop.out)
    return shop.run(*given, "--currency", "CHF", "--settle-seconds", "0", *more)


def read_metrics(place: Path) -> dict[str, str]:
    """Every sample of a file in the text format, by its name and labels; each must have help and type."""
    found, described = {}, set()
    for line in place.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            _, kind, name, words = line.split(" ", 3)
            assert (kind == "HELP" and words.endswith(".")) or (kind, words) == ("TYPE", "gauge")
            described.add((kind, name))
            continue
        sample = SAMPLE.match(line)
        assert sample, line
        assert {("HELP", sample[1]), ("TYPE", sample[1])} <= described
        found[f"{sample[1].removeprefix('order_corrections_')} {sample[2] or ''}".strip()] = sample[3]
    return found


# metrics


def test_the_metrics_of_a_night(shop: Shop) -> None:
    shop.write("inbox/b.csv", edits(UNKNOWN))
    place = shop.folder / "night.prom"
    began = int(time.time())
    assert run_night(shop, "--metrics", place).status == 4
    found = read_metrics(place)
    ended = int(found.pop("last_run_timestamp_seconds"))
    assert began <= ended <= int(time.time())
    assert found.pop("last_success_timestamp_seconds") == str(ended)
    assert re.fullmatch(r"[0-9]+\.[0-9]{3}", found.pop("last_run_duration_seconds"))
    assert found == {
        "last_run_status": "4",
        'files outcome="done"': "1",
        'files outcome="needs-attention"': "1",
        'files outcome="left"': "0",
        'edit_rows result="applied"': "1",
        'edit_rows result="nothing_to_do"': "0",
        'edit_rows result="held"': "0",
        'edit_rows result="rejected"': "1",
        "orders_changed": "1",
        'orders action="refund",currency="CHF"': "1",
        'amount action="refund",currency="CHF"': "10.00",
    }
    assert place.stat().st_mode & 0o777 == 0o644
    assert [path.name for path in shop.folder.iterdir() if "prom" in path.name] == ["night.prom"]


def test_a_night_that_fails_keeps_the_last_success(shop: Shop) -> None:
    place = shop.folder / "night.prom"
    place.write_text("order_corrections_last_success_timestamp_seconds 1234\n")
    shop.orders.write_text("{")
    assert run_night(shop, "--metrics", place).status == 3
    found = read_metrics(place)
    assert (found["last_success_timestamp_seconds"], found["last_run_status"]) == ("1234", "3")
    assert not any(name.startswith("amount") for name in found)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"something else\n"])
def test_metrics_that_cannot_be_read_hold_no_success(shop: Shop, content: bytes) -> None:
    place = shop.write("night.prom", content)
    shop.orders.write_text("{")
    assert run_night(shop, "--metrics", place).status == 3
    assert read_metrics(place)["last_success_timestamp_seconds"] == "0"


def test_metrics_that_cannot_be_written_change_nothing(shop: Shop) -> None:
    ran = run_night(shop, "--metrics", shop.folder / "no/night.prom")
    assert ran.status == 0
    assert "night.prom could not be written: No such file or directory." in ran.result.stderr


# the log


def test_the_log_has_an_object_a_line_and_grows(shop: Shop) -> None:
    place = shop.folder / "night.jsonl"
    for _ in range(2):
        assert run_night(shop, "--json-log", place).status == 0
    lines = [json.loads(line) for line in place.read_text(encoding="utf-8").splitlines()]
    names = ["night-started", "file", "night-finished", "night-started", "night-finished"]
    assert [line["event"] for line in lines] == names
    assert all(re.fullmatch(r"20[0-9-]{8}T[0-9:]{8}\+00:00", line["at"]) for line in lines)
    assert lines[1]["rows"] == {"read": 1, "applied": 1, "nothing_to_do": 0, "held": 0, "rejected": 0}
    assert (lines[1]["outcome"], lines[1]["moved_to"]) == ("done", f"done/{lines[1]['run']}-a.csv")
    assert lines[2]["amounts"] == [{"action": "refund", "currency": "CHF", "amount": "10.00", "orders": 1}]
    assert [Path(folder).name for folder in lines[2]["folders"]] == [lines[1]["run"]]
    assert place.stat().st_mode & 0o777 == 0o600


def test_the_log_on_standard_output_is_all_there_is(shop: Shop) -> None:
    ran = run_night(shop, "--json-log", "-")
    lines = [json.loads(line) for line in ran.result.stdout.splitlines()]
    assert lines[-1]["summary"] == "order-corrections: 1 done; refund 10.00 CHF"
    assert ran.result.stderr == ""


def test_a_log_that_cannot_be_written_is_said_once_and_changes_nothing(shop: Shop) -> None:
    ran = run_night(shop, "--json-log", shop.folder / "no/night.jsonl", "--on-finish", "true")
    assert ran.status == 0
    assert ran.result.stderr.count("could not be written") == 1


# the command at the end

TELL = """#!/bin/sh
cat > "$1/input"
echo "$ORDER_CORRECTIONS_STATUS|$ORDER_CORRECTIONS_SUMMARY|$ORDER_CORRECTIONS_FOLDERS" > "$1/facts"
"""


def test_the_command_is_given_the_facts(shop: Shop) -> None:
    shop.write("inbox/b.csv", edits(UNKNOWN))
    script = shop.write("tell us", TELL)
    script.chmod(0o700)
    ran = run_night(shop, "--on-finish", f"'{script}' '{shop.folder}'")
    assert ran.status == 4
    status, summary, folders = (shop.folder / "facts").read_text().rstrip("\n").split("|")
    assert (status, summary) == ("4", "order-corrections: 1 done, 1 to look at; refund 10.00 CHF")
    assert folders.splitlines() == [str(folder) for folder in ran.folders]
    given = json.loads((shop.folder / "input").read_bytes())
    assert (given["status"], given["summary"]) == (4, summary)
    assert [one["file"] for one in given["files"]] == ["a.csv", "b.csv"]


def test_no_shell_runs_the_command(shop: Shop) -> None:
    run_night(shop, "--on-finish", f"touch {shop.folder}/x;y $HOME")
    assert (shop.folder / "x;y").exists()


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("false", "on-finish: false ended with status 1."),
        ("no-such-command-here", "on-finish: no-such-command-here could not be started: No such file"),
    ],
)
def test_a_command_that_fails_is_said_and_changes_nothing(shop: Shop, command: str, words: str) -> None:
    place = shop.folder / "night.jsonl"
    ran = run_night(shop, "--on-finish", command, "--json-log", place)
    assert ran.status == 0
    assert words in ran.result.stderr
    last = json.loads(place.read_text().splitlines()[-1])
    assert last["event"] == "on-finish"
    assert last["failure"]


def test_a_command_that_hangs_is_stopped_with_all_it_started(tmp_path: Path) -> None:
    script = tmp_path / "hang"
    script.write_text(f"#!/bin/sh\nsleep 60 &\necho $! > {tmp_path}/child\nwait\n")
    script.chmod(0o700)
    plain = {"status": 0, "summary": "", "folders": []}
    began = time.monotonic()
    assert finish.call_command([str(script)], plain, seconds=1).endswith("it took more than 1 seconds")
    assert time.monotonic() - began < 20
    child = int((tmp_path / "child").read_text())
    for _ in range(100):
        state = Path(f"/proc/{child}/stat")
        if not state.exists() or state.read_text().split()[2] == "Z":
            break
        time.sleep(0.05)
    else:
        pytest.fail("what the command started is still there")


def test_a_command_that_reads_nothing_is_no_failure(tmp_path: Path) -> None:
    plain = {"status": 0, "summary": "", "folders": [], "files": ["x" * 1_000_000]}
    assert finish.call_command(["true"], plain) == ""


@pytest.mark.parametrize("command", ["", "   ", "mail 'open"])
def test_a_command_that_cannot_be_one_is_wrong_use(shop: Shop, command: str) -> None:
    ran = run_night(shop, "--on-finish", command)
    assert ran.status == 2
    assert "--on-finish" in ran.result.stderr
    assert [path.name for path in (shop.folder / "inbox").iterdir()] == ["a.csv"]


def test_the_reports_hold_nothing_of_the_command(shop: Shop) -> None:
    ran = run_night(shop, "--on-finish", "true secret-token")
    assert "secret-token" not in (ran.folder / "manifest.json").read_text()
