"""The README's commands over a ledger, run one after the other as they stand there."""

from __future__ import annotations

import re
import shlex
import shutil
import tomllib
from pathlib import Path

import pytest

from ledger_files import run
from pipeline.history.payment_layouts import read_layout

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BALANCE = """id,Type,Source,Amount,Currency,Created (UTC),Description
txn_1,charge,ch_1,1.00,chf,2026-11-27 09:15,nothing we know
"""


def block(language: str) -> str:
    """The README's one code block of that language."""
    (found,) = re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)
    return str(found)


def test_the_commands_of_the_readme_run_one_after_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(ROOT / "samples", tmp_path / "samples", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "balance.csv").write_text(BALANCE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    name = ""
    for line in block("bash").splitlines():
        done = run(*shlex.split(line.replace("RUN", name))[1:])
        assert done.exit_code in (0, 4), f"{line}: {done.output}"
        name = name or next(path.name for path in Path("runs").iterdir() if path.is_dir())
    assert (tmp_path / "left.csv").exists()
    assert (tmp_path / "to-share" / "reconciliation.xlsx").exists()


def test_the_mapping_of_the_readme_can_be_used(tmp_path: Path) -> None:
    path = tmp_path / "bank.toml"
    path.write_text(block("ini"), encoding="utf-8")
    assert read_layout(path).references == ("Order", "Reference")
    assert tomllib.loads(block("ini"))["direction"] == "Type"
