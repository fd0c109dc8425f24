"""Opening a ledger: made for its owner alone, brought up to date whole or not at all, refused in words."""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, text

from pipeline.ledger import Ledger, LedgerBusy, find_approvals, history, open_ledger, record_run
from pipeline.ledger import migrations as steps
from pipeline.ledger.tables import METADATA
from pipeline.problems import InputRefused
from recording import NOW, entry, order

HOME = Path(__file__).parent.parent


def refusal(place: object) -> tuple[str, str]:
    """The code and the message with which the place is refused."""
    with pytest.raises(InputRefused) as refused, open_ledger(place, now=NOW):  # type: ignore[arg-type]
        pass
    (found,) = refused.value.problems
    return found.code, found.message


def test_a_new_ledger_can_be_read_by_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "new" / "ledger.db"
    with open_ledger(path, now=NOW) as ledger, ledger.reading() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
        assert connection.scalar(text("PRAGMA synchronous")) == 2
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
        modes = {name.name: stat.S_IMODE(name.stat().st_mode) for name in path.parent.iterdir()}
    assert set(modes.values()) == {0o600}
    assert "ledger.db-wal" in modes
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_the_migrations_make_the_tables_the_program_knows(ledger_place: str) -> None:
    with open_ledger(ledger_place, now=NOW) as ledger, ledger.reading() as connection:
        found = inspect(connection)
        made = {
            name: {column["name"] for column in found.get_columns(name)} for name in found.get_table_names()
        }
        keys = {name: found.get_pk_constraint(name)["constrained_columns"] for name in made}
    assert made == {name: set(table.columns.keys()) for name, table in METADATA.tables.items()}
    assert keys == {name: list(table.primary_key.columns.keys()) for name, table in METADATA.tables.items()}


def test_an_old_ledger_keeps_its_data_when_it_is_brought_up_to_date(
    ledger_place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as old:
        old.setattr("pipeline.ledger.place.STEPS", steps.STEPS[:1])
        old.setattr(steps, "STEPS", steps.STEPS[:1])
        with open_ledger(ledger_place, now=NOW) as ledger, ledger.writing() as connection:
            assert steps.read_version(connection) == 1
            assert not inspect(connection).has_table("ledger_approvals")
            connection.execute(
                text(
                    "INSERT INTO ledger_runs (run_id, kind, started_at, finished_at, version, policy_digest, plan_digest,"
                    " folder, undoes_run, requested_by, conventions, control_totals)"
                    " VALUES ('old', 'apply', 'a', 'b', '0', '', '', '', '', '', '[]', '[]')"
                )
            )
    with open_ledger(ledger_place, now=NOW) as ledger:
        assert history(ledger)[["run_id", "pruned_at"]].to_numpy().tolist() == [["old", ""]]
        assert find_approvals(ledger, entry("x").orders).empty
        with ledger.reading() as connection:
            assert steps.read_version(connection) == len(steps.STEPS)


@pytest.mark.parametrize("broken", [0, 1])
def test_a_step_that_fails_in_the_middle_leaves_the_version_before(
    ledger_place: str, monkeypatch: pytest.MonkeyPatch, broken: int
) -> None:
    spoilt = list(steps.STEPS)
    spoilt[broken] = (*steps.STEPS[broken][:1], "SELECT nothing_of_the_kind")
    with monkeypatch.context() as failing:
        failing.setattr(steps, "STEPS", tuple(spoilt))
        with pytest.raises(Exception, match="nothing_of_the_kind"), open_ledger(ledger_place, now=NOW):
            pass
    with open_ledger(ledger_place, now=NOW) as ledger:
        record_run(ledger, entry("run-1"))


@pytest.mark.parametrize("statement", [1, 2, 9, 13, 14, 15, 16, 17, 18, 20, 21, 22, 99])
def test_a_process_killed_while_making_the_tables_leaves_them_before_or_after(
    ledger_place: str, statement: int
) -> None:
    killed = kill_at(statement, "pass", ledger_place)
    assert killed.returncode in (-9, 0), killed.stderr
    assert (killed.returncode == 0) == (statement == 99)
    with open_ledger(ledger_place, now=NOW) as ledger:
        assert record_run(ledger, entry("run-1"))


def kill_at(statement: int, action: str, place: str) -> subprocess.CompletedProcess[str]:
    """Run the action on a ledger opened in a process that kills itself before its nth writing statement."""
    source = f"""
import os, signal
from sqlalchemy import Engine, event
from pipeline.ledger import open_ledger, record_run
from recording import NOW, entry
seen = 0
def count(*_):
    global seen
    seen += 1
    if seen == {statement}:
        os.kill(os.getpid(), signal.SIGKILL)
def before(connection, cursor, statement, *_):
    if statement.lstrip().upper().startswith(("CREATE", "ALTER", "INSERT", "UPDATE")):
        count()
event.listen(Engine, "before_cursor_execute", before)
event.listen(Engine, "commit", lambda connection: count() if connection.get_execution_options().get("is_writing") else None)
with open_ledger({place!r}, now=NOW) as ledger:
    {action}
"""
    paths = os.pathsep.join([str(HOME), str(HOME / "tests")])
    return subprocess.run(
        [sys.executable, "-c", source],
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("These are only notes.\n" * 100, encoding="utf-8")
    code, message = refusal(path)
    assert (code, str(path) in message) == ("ledger-broken", True)
    assert path.read_text(encoding="utf-8").startswith("These")


def test_a_database_of_something_else_is_refused_and_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE cats (name TEXT)")
    other.close()
    before = path.read_bytes()
    assert refusal(path) == (
        "ledger-broken",
        f"{path} cannot be used as a ledger: it is a database of something else.",
    )
    assert path.read_bytes() == before


def test_a_ledger_of_a_newer_program_is_refused(ledger_place: str) -> None:
    with open_ledger(ledger_place, now=NOW) as ledger, ledger.writing() as connection:
        connection.execute(text("INSERT INTO ledger_migrations VALUES (99, 'tomorrow')"))
    code, message = refusal(ledger_place)
    assert code == "ledger-newer"
    assert "99" in message


def test_a_folder_is_no_ledger(tmp_path: Path) -> None:
    assert refusal(tmp_path)[0] == "ledger-broken"


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert refusal(tmp_path / "file" / "ledger.db")[0] == "ledger-unwritable"


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.ENOSPC])
def test_a_folder_that_may_not_be_written_to_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def deny(*_: Any, **__: Any) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("pipeline.ledger.place.os.open", deny)
    code, message = refusal(tmp_path / "ledger.db")
    assert code == "ledger-unwritable"
    assert os.strerror(number).lower() in message


def write(ledger: Ledger, *statements: str) -> None:
    """Run the statements in one transaction."""
    with ledger.writing() as connection:
        for statement in statements:
            connection.execute(text(statement))


def test_a_ledger_that_may_only_be_read_is_told(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with open_ledger(path, now=NOW) as ledger, pytest.raises(InputRefused, match="it may only be read"):
        write(ledger, "PRAGMA query_only = ON", "DELETE FROM ledger_runs")


def test_a_full_disk_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "ledger.db", now=NOW) as ledger:
        with ledger.reading() as connection:
            pages = connection.scalar(text("PRAGMA page_count"))
        long = (
            f"INSERT INTO ledger_orders (platform, order_id, currency) VALUES ('{'x' * 10**6}', 'a', 'CHF')"
        )
        with pytest.raises(InputRefused, match="no room left on the disk"):
            write(ledger, f"PRAGMA max_page_count = {pages}", long)
        assert record_run(ledger, entry("run-1", order(1)))


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("postgresql://somebody:secret@127.0.0.1:1/nowhere", "127.0.0.1"),
        ("mysql://somebody:secret@localhost/ledger", "mysql is not known"),
        ("postgresql://:::", "(address)"),
    ],
)
def test_a_server_that_cannot_be_reached_is_told_without_the_password(address: str, words: str) -> None:
    code, message = refusal(address)
    assert code == "ledger-unreachable"
    assert words in message
    assert "secret" not in message


def test_a_server_needs_its_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    code, message = refusal("postgresql://somebody@localhost/ledger")
    assert code == "ledger-unreachable"
    assert "psycopg is not installed" in message


def test_a_ledger_that_another_process_writes_to_is_busy(ledger_place: str) -> None:
    with (
        open_ledger(ledger_place, now=NOW) as ledger,
        open_ledger(ledger_place, now=NOW, wait_seconds=1) as other,
        ledger.writing(),
    ):
        with pytest.raises(LedgerBusy, match="in use by another run"):
            record_run(other, entry("run-1"))
        assert history(other).empty
