"""Documentation that cannot drift: made from the program, and README commands that are run."""

from __future__ import annotations

import re
import shlex
import shutil
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.catalogue import CATALOGUE
from pipeline.cli import main
from pipeline.policy import Policy, policy_from
from pipeline.presets import PRESETS
from schemas.convention import CHOICES, Convention

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
sys.path.insert(0, str(ROOT / "docs"))

from make_docs import write_commands, write_conventions, write_mapping, write_problems  # noqa: E402

pytestmark = pytest.mark.thorough


def blocks(language: str) -> list[str]:
    """The README's code blocks of that language."""
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


def readme_commands() -> list[str]:
    """Every order-corrections command of the README."""
    lines = "\n".join(blocks("sh")).splitlines()
    return [line for line in lines if line.startswith("order-corrections ")]


def test_the_command_reference_is_up_to_date() -> None:
    assert (ROOT / "docs/commands.md").read_text(encoding="utf-8") == write_commands()


def test_the_mapping_page_is_up_to_date() -> None:
    assert (ROOT / "docs/mapping.md").read_text(encoding="utf-8") == write_mapping()


def test_the_page_of_conventions_is_up_to_date() -> None:
    assert (ROOT / "docs/conventions.md").read_text(encoding="utf-8") == write_conventions()


def test_every_preset_and_every_choice_stands_in_the_documentation() -> None:
    written = write_conventions()
    assert [name for name in PRESETS if f"| `{name}` |" not in written] == []
    sections = {part.partition("`")[0]: part for part in written.split("### `")}
    assert sorted(sections) == sorted(["# How shops calculate\n\nWritten by ", *vars(Convention())])
    for name, choices in CHOICES.items():
        assert [choice for choice in choices if f"| `{choice}` |" not in sections[name]] == []


def test_the_policies_of_the_page_of_conventions_can_be_used() -> None:
    import tomllib  # noqa: PLC0415

    shown = re.findall(r"```toml\n(.*?)```", write_conventions(), flags=re.DOTALL)
    assert [list(policy_from(tomllib.loads(one)).conventions) for one in shown] == [["shopify"], ["shopify"]]


def test_the_problem_pages_are_up_to_date() -> None:
    assert (ROOT / "docs/problems.md").read_text(encoding="utf-8") == write_problems()


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_stands_in_the_documentation(name: str) -> None:
    assert f"## `order-corrections {name}`" in write_commands()


def test_every_problem_code_stands_in_the_documentation() -> None:
    written = write_problems()
    assert [code for code in CATALOGUE if f"### `{code}`" not in written] == []


def test_the_readme_has_commands() -> None:
    assert len(readme_commands()) >= 4


@pytest.mark.parametrize("command", readme_commands())
def test_a_command_of_the_readme_runs(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "samples", tmp_path / "samples", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "inbox").mkdir()
    shutil.copy(ROOT / "samples/edits.xlsx", tmp_path / "inbox")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("time.sleep", lambda _: None)
    for maker in readme_commands():  # what another command writes for this one
        *_, made = maker.split(" -o ")
        if maker not in (made, command) and made in command.split():
            CliRunner().invoke(main, shlex.split(maker)[1:])
    done = CliRunner().invoke(main, shlex.split(command)[1:])
    assert done.exit_code in (0, 4), done.output
    assert "Unexpected" not in done.output


def test_the_python_example_prints_what_the_readme_says(capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(blocks("python")[0], "README.md", "exec"), {})
    assert capsys.readouterr().out == blocks("text")[0]


def test_the_account_in_the_readme_is_the_real_one() -> None:
    shown = CliRunner().invoke(main, ["explain", str(ROOT / "samples/shopify-orders.csv"), "3016"]).stdout
    assert [row for row in blocks("txt")[0].splitlines() if row not in shown.splitlines()] == []


def test_the_policy_of_the_readme_is_the_default_one() -> None:
    import tomllib  # noqa: PLC0415

    shown = policy_from(tomllib.loads(blocks("toml")[0]))
    assert {**shown.as_plain(), "conventions": {}} == Policy().as_plain()


def test_the_journal_of_the_readme_can_be_used() -> None:
    import tomllib  # noqa: PLC0415

    (shown,) = blocks("cfg")
    assert policy_from(tomllib.loads(shown)).journal is not None


def test_every_exit_status_of_the_readme_is_in_the_help() -> None:
    statuses = re.findall(r"^\| (\d+) \|", README, flags=re.MULTILINE)
    assert statuses == ["0", "1", "2", "3", "4", "5", "75"]
