"""How many examples the property tests try (many with HYPOTHESIS_PROFILE=long), and places for ledgers."""

import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings

os.environ.update(dict.fromkeys(("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"), "C"))
"""Tests read English, whatever the language of the machine."""
settings.register_profile("quick", max_examples=8, deadline=None, derandomize=True)
settings.register_profile("long", max_examples=800, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--cases FILE`: further peer cases for test_peer_cases.py."""
    parser.addoption(
        "--cases", action="append", metavar="FILE", help="a further file of peer cases (*.jsonl)"
    )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The peer cases met, by system and family, where they were run by themselves."""
    met: dict[tuple[str, str], list[int]] = {}
    for outcome in ("passed", "failed"):
        for report in terminalreporter.getreports(outcome):
            for name, value in getattr(report, "user_properties", []):
                if name == "peer" and report.when == "call":
                    system, family, is_expressible = value.split("\t")
                    counts = met.setdefault((system, family), [0, 0])
                    counts[0] += outcome == "passed" and is_expressible == "1"
                    counts[1] += 1
    if met:
        terminalreporter.section("peer cases met, by system and family")
        for (system, family), (passed, cases) in sorted(met.items()):
            terminalreporter.line(f"{system:<14} {family:<34} {passed:>4} of {cases:>4}")
        passed, cases = (sum(counts[place] for counts in met.values()) for place in (0, 1))
        terminalreporter.line(f"{'all':<49} {passed:>4} of {cases:>4}")


SERVER = os.environ.get("ORDER_CORRECTIONS_TEST_POSTGRES", "")
"""The address of a PostgreSQL server for the tests, as `make test-postgres` gives it."""
PLACES = ["sqlite", *(["postgresql"] if SERVER else [])]
_numbers = count(1)


@pytest.fixture(params=PLACES)
def ledger_place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a new ledger can be opened: a file, or a schema of its own on the server."""
    if request.param == "sqlite":
        yield str(tmp_path / "books" / "ledger.db")
        return
    import psycopg  # noqa: PLC0415

    name = f"ledger_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f"CREATE SCHEMA {name}")
        yield f"{SERVER}?options=-csearch_path%3D{name}"
        server.execute(f"DROP SCHEMA {name} CASCADE")
