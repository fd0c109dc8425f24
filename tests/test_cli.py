"""The command line: what each command prints, its exit status, and the files it leaves."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.arguments import repeat_options
from pipeline.cli import main
from pipeline.publish import hold_lock
from pipeline.version import VERSION
from shop_files import PRICE_90, Shop, edits, order, page

FILES = [
    "edits-result.xlsx",
    "manifest.json",
    "problems.json",
    "reconciliation.csv",
    "reconciliation.xlsx",
    "stock.csv",
    "summary.json",
    "undo.xlsx",
    "updated-orders.json",
]
ROOT = Path(__file__).parent.parent
ESCAPE = "\x1b"


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def run_program(*words: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """`python -m pipeline` as a process of its own, not on a terminal."""
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *map(str, words)],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        timeout=120,
    )


# apply


def test_apply_leaves_one_complete_folder_and_says_what_to_do(shop: Shop) -> None:
    ran = shop.apply()
    assert ran.status == 0
    assert ran.files == FILES
    assert "To refund    10.00 CHF  on 1 order" in ran.result.stdout
    assert str(ran.folder) in ran.result.stdout
    assert ran.result.stderr == ""


def test_only_the_edited_value_and_what_follows_changes_in_the_export(shop: Shop) -> None:
    updated = (shop.apply().folder / "updated-orders.json").read_text(encoding="utf-8")
    before = shop.orders.read_text(encoding="utf-8")
    changed = [
        (old.strip(), new.strip())
        for old, new in zip(before.splitlines(), updated.splitlines(), strict=True)
        if old != new
    ]
    assert changed == [
        ('"subtotal": 100,', '"subtotal": 90,'),
        ('"total": 100,', '"total": 90,'),
        ('"price": 100,', '"price": 90,'),
    ]


def test_several_exports_and_several_edit_files_follow_one_option(shop: Shop) -> None:
    more = shop.write("more.json", page(order(2001)))
    others = shop.write("others.csv", edits("K2001,change,item:TASSE,price,,75.00"))
    ran = shop.apply(orders=[shop.orders, more], edits=[shop.edits, others])
    assert ran.status == 0
    assert ran.summary["edits"]["applied"] == 2
    assert [name for name in ran.files if name.startswith(("updated", "edits"))] == [
        "edits-result-1-edits.xlsx",
        "edits-result-2-others.xlsx",
        "updated-orders-more.json",
        "updated-orders-orders.json",
    ]


@pytest.mark.parametrize(
    ("given", "understood"),
    [
        (["--orders", "a", "b", "--edits", "c", "d"], "--orders a --orders b --edits c --edits d"),
        (["--orders=a", "b", "--out", "c"], "--orders=a --orders b --out c"),
        (["--orders", "a", "--orders", "b"], "--orders a --orders b"),
        (["--out", "c", "d"], "--out c d"),
        (["--orders", "-", "b"], "--orders - --orders b"),
    ],
)
def test_an_option_holds_for_all_the_files_that_follow(given: list[str], understood: str) -> None:
    assert " ".join(repeat_options(given)) == understood


def test_files_of_the_same_name_in_different_folders_are_told_apart(shop: Shop) -> None:
    same_orders = shop.write("shop2/orders.json", page(order(2001)))
    same_edits = shop.write(
        "shop2/edits.csv", edits("K2001,change,item:TASSE,price,,1.50", "K9,change,item:T,price,,1")
    )
    ran = shop.apply(orders=[shop.orders, same_orders], edits=[shop.edits, same_edits])
    assert ran.status == 4
    assert {"updated-orders-orders.json", "updated-orders-orders-2.json"} <= set(ran.files)
    assert '"total": 90,' in (ran.folder / "updated-orders-orders.json").read_text(encoding="utf-8")
    assert [
        (found["file"], found["rowNumber"]) for found in ran.problems if found["code"] == "unknown-order"
    ] == [("edits.csv (2)", 3)]


def test_a_dry_run_writes_the_report_but_no_orders(shop: Shop) -> None:
    ran = shop.apply("--dry-run")
    assert ran.status == 0
    assert ran.files == [name for name in FILES if name not in ("undo.xlsx", "updated-orders.json")]
    assert "Dry run" in ran.result.stdout
    assert ran.summary["exit_status"] == 0


def test_quiet_prints_nothing_but_writes_all(shop: Shop) -> None:
    ran = shop.apply("--quiet")
    assert (ran.status, ran.result.output, ran.files) == (0, "", FILES)


def test_json_prints_the_summary_and_nothing_else(shop: Shop) -> None:
    ran = shop.apply("--json")
    printed = json.loads(ran.result.stdout)
    assert ran.result.stderr == ""
    assert printed.pop("folder") == str(ran.folder)
    assert printed == ran.summary
    assert printed["exit_status"] == ran.status == 0


def test_a_refusal_as_json_is_json_too(shop: Shop) -> None:
    ran = shop.apply("--json", orders=[shop.folder / "no.json"])
    printed = json.loads(ran.result.stdout)
    assert ran.status == printed["exit_status"] == 3
    assert [found["code"] for found in printed["problems"]] == ["file-not-found"]


def test_quiet_still_tells_what_was_refused(shop: Shop) -> None:
    ran = shop.apply("--quiet", orders=[shop.folder / "no.json"])
    assert ran.status == 3
    assert ran.result.stdout == ""
    assert "file-not-found" in ran.result.stderr


def test_the_inputs_are_never_touched(shop: Shop) -> None:
    policy = shop.write("policy.toml", "tolerance_hundredths = 5\n")
    inputs = [shop.orders, shop.edits, policy]
    for path in inputs:
        os.utime(path, ns=(1_700_000_000_000_000_000, 1_700_000_000_000_000_000))
    before = [(path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_mode) for path in inputs]
    assert shop.apply("--policy", policy).status == 0
    assert [(path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_mode) for path in inputs] == before
    assert sorted(path.name for path in shop.folder.iterdir()) == [
        "edits.csv",
        "orders.json",
        "policy.toml",
        "runs",
    ]


def test_the_same_inputs_give_the_same_bytes(shop: Shop) -> None:
    book = shop.workbook(
        "edits.xlsx", {"Items": [["order", "item", "price"], ["K1001", "TASSE", 90], ["K9", "X", 1]]}
    )
    shop.apply(edits=[book])
    first, second = shop.apply(edits=[book]).folders
    assert first.name != second.name
    names = {path.name for path in first.iterdir()}
    assert names == {path.name for path in second.iterdir()}
    same = {name for name in names if (first / name).read_bytes() == (second / name).read_bytes()}
    assert {"edits-result.xlsx", "problems.json", "reconciliation.csv", "updated-orders.json"} <= same
    naming = {"manifest.json", "summary.json", "reconciliation.xlsx", "undo.xlsx"}  # these name the run
    assert names - same <= naming


def test_what_was_updated_can_be_run_again_and_nothing_is_left_to_do(shop: Shop) -> None:
    first = shop.apply()
    updated = first.folder / "updated-orders.json"
    (shop.folder / "again").mkdir()
    again = Shop(shop.folder / "again")
    ran = again.apply(orders=[updated])
    assert ran.status == 0
    assert ran.summary["edits"]["nothing_to_do"] == 1
    assert (ran.folder / "updated-orders.json").read_bytes() == updated.read_bytes()


# exit statuses


def test_status_4_when_some_edits_were_rejected_and_the_good_ones_are_written(shop: Shop) -> None:
    path = shop.write("two.csv", edits(PRICE_90, "K9999,change,item:TASSE,price,,90.00"))
    ran = shop.apply(edits=[path])
    assert ran.status == ran.summary["exit_status"] == 4
    assert ran.files == sorted([*FILES, "edits-to-fix.xlsx"])
    assert '"total": 90,' in (ran.folder / "updated-orders.json").read_text(encoding="utf-8")


def test_status_4_when_an_edit_is_held(shop: Shop) -> None:
    crooked = shop.write("crooked.json", page(order(1001, total=120)))
    ran = shop.apply(orders=[crooked])
    assert ran.status == 4
    assert ran.summary["edits"]["held"] == 1
    assert (ran.folder / "updated-orders.json").read_bytes() == crooked.read_bytes()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "Usage"),
        (("aply",), "apply"),
        (("apply",), "--orders"),
        (("apply", "--orders"), "--orders"),
        (("apply", "--orders", "a.json"), "--edits"),
        (("apply", "--orders", "a.json", "--edits", "b.csv"), "--out"),
        (("apply", "--orders", "a.json", "--edits", "b.csv", "--out", ""), "--out"),
        (("apply", "--orders", "a.json", "--edits", "b.csv", "--out", "runs", "more"), "more"),
        (
            ("apply", "--orders", "a.json", "--edits", "b.csv", "--out", "runs", "--currency", "francs"),
            "francs",
        ),
        (
            ("apply", "--orders", "a.json", "--edits", "b.csv", "--out", "runs", "--format", "ecwid-jsn"),
            "ecwid-json",
        ),
        (
            (
                "apply",
                "--orders",
                "a",
                "--edits",
                "b",
                "--out",
                "c",
                "--mapping",
                "m",
                "--format",
                "ecwid-csv",
            ),
            "mapping",
        ),
        (("check",), "EXPORT"),
        (("check", "a.json", "--currency", "12"), "12"),
        (("explain", "a.json"), "EXPORT"),
        (("explain", "a.json", ""), "ORDER"),
        (("explain", "a.json", "1001", "--format", "ecwid-jsn"), "ecwid-json"),
        (("formats", "more"), "more"),
    ],
)
def test_status_2_for_wrong_use_with_a_word_on_what_is_wrong(
    words: tuple[str, ...], said: str, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shop.folder)
    before = sorted(path.name for path in shop.folder.iterdir())
    ran = shop.run(*words)
    assert ran.status == 2
    assert said in ran.result.output
    assert sorted(path.name for path in shop.folder.iterdir()) == before


def test_status_75_while_another_run_writes_there(shop: Shop) -> None:
    with hold_lock(shop.out):
        ran = shop.apply()
    assert ran.status == 75
    assert ran.folders == []
    assert "Another run" in ran.result.stderr
    assert shop.apply().status == 0


@pytest.mark.parametrize("place", ["file", "file/below", "x" * 300])
def test_status_1_when_nothing_can_be_written_there(place: str, shop: Shop) -> None:
    shop.write("file", "a file stands here")
    ran = shop.run("apply", "--orders", shop.orders, "--edits", shop.edits, "--out", shop.folder / place)
    assert ran.status == 1
    assert "could not be written" in ran.result.stderr
    assert "Traceback" not in ran.result.output
    assert sorted(path.name for path in shop.folder.iterdir()) == ["edits.csv", "file", "orders.json"]


def break_writing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the gears are stuck")

    monkeypatch.setattr("pipeline.run.write_reconciliation_csv", fail)


def test_status_1_for_an_unexpected_failure_without_traceback_or_leftovers(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ORDER_CORRECTIONS_DEBUG", raising=False)
    break_writing(monkeypatch)
    ran = shop.apply()
    assert (ran.status, ran.folders, ran.result.stdout) == (1, [], "")
    assert "the gears are stuck" in ran.result.stderr
    assert "Traceback" not in ran.result.stderr
    assert "ORDER_CORRECTIONS_DEBUG" in ran.result.stderr


def test_the_traceback_is_there_for_who_asks(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORDER_CORRECTIONS_DEBUG", "1")
    break_writing(monkeypatch)
    ran = shop.apply()
    assert ran.status == 1
    assert "Traceback" in ran.result.stderr


# check and formats


def test_check_says_how_the_shop_calculates_and_writes_nothing(shop: Shop) -> None:
    before = sorted(path.name for path in shop.folder.iterdir())
    ran = shop.run("check", shop.orders)
    assert ran.status == 0
    assert "orders.json: ecwid-json, 5 orders, 5 lines" in ran.result.stdout
    assert "holds on 5 of 5 orders" in ran.result.stdout
    assert "Every order adds up." in ran.result.stdout
    assert sorted(path.name for path in shop.folder.iterdir()) == before


def test_check_can_be_quiet_and_can_refuse(shop: Shop) -> None:
    assert shop.run("check", shop.orders, "--quiet").result.output == ""
    ran = shop.run("check", shop.folder / "no.json", shop.folder / "none.json")
    assert ran.status == 3
    assert ran.result.stderr.count("file-not-found") == 2


# explain


def test_explain_tells_how_an_order_came_about_and_writes_nothing(shop: Shop) -> None:
    before = sorted(path.name for path in shop.folder.iterdir())
    ran = shop.run("explain", shop.orders, "K1001", "--edits", shop.edits, "--currency", "CHF")
    assert ran.status == 0
    assert ran.result.stderr == ""
    for words in (
        "Order K1001, amounts in CHF",
        "holds on 5 of 5 orders (100 %)",
        "edits.csv, row 2: change item · applied · total -10.00 CHF",
        "Before the edits",
        "After the edits",
        "to refund            10.00 CHF",
    ):
        assert words in ran.result.stdout
    assert sorted(path.name for path in shop.folder.iterdir()) == before


def test_explain_takes_a_mapping_file_as_an_export(shop: Shop) -> None:
    ran = shop.run("explain", ROOT / "samples/tables/mapping.toml", "B40101")
    assert ran.status == 0
    assert "Order B40101" in ran.result.stdout


def test_explain_takes_several_exports_and_several_edit_files(shop: Shop) -> None:
    more = shop.write("more.json", page(order(2001)))
    others = shop.write("others.csv", edits("K2001,change,item:TASSE,price,,75.00"))
    ran = shop.run("explain", shop.orders, more, "K2001", "--edits", shop.edits, others, "--json")
    assert ran.status == 0
    printed = json.loads(ran.result.stdout)
    assert printed["convention"]["of_orders"] == 6
    assert [row["file"] for row in printed["edits"]] == ["others.csv"]


def test_explain_refuses_an_order_that_is_not_there(shop: Shop) -> None:
    ran = shop.run("explain", shop.orders, "K101")
    assert (ran.status, ran.result.stdout) == (3, "")
    assert "Did you mean K1001" in " ".join(ran.result.stderr.split())
    ran = shop.run("explain", shop.orders, "K101", "--json")
    assert [one["code"] for one in json.loads(ran.result.stdout)["problems"]] == ["unknown-order"]
    assert shop.run("explain", shop.folder / "no.json", "K1001").status == 3


def test_explain_says_the_same_twice(shop: Shop) -> None:
    first, second = (shop.run("explain", shop.orders, "K1001") for _ in range(2))
    assert first.result.stdout == second.result.stdout


def test_formats_are_listed_with_their_titles(shop: Shop) -> None:
    ran = shop.run("formats")
    assert ran.status == 0
    assert [line.split()[0] for line in ran.result.stdout.splitlines()] == [
        "ecwid-csv",
        "ecwid-json",
        "shopify-csv",
        "tables",
    ]
    assert list(json.loads(shop.run("formats", "--json").result.stdout)) == [
        "ecwid-csv",
        "ecwid-json",
        "shopify-csv",
        "tables",
    ]


# help, version, colours, progress


@pytest.mark.parametrize(
    "words",
    [
        (),
        *(("apply",), ("approve",), ("check",), ("conventions",), ("explain",), ("nightly",)),
        *(("plan",), ("policy",)),
    ],
)
def test_help_has_an_example(words: tuple[str, ...], shop: Shop) -> None:
    ran = shop.run(*words, "--help")
    assert ran.status == 0
    assert "Example" in ran.result.stdout
    assert f"order-corrections {' '.join(words)}".strip() in ran.result.stdout


def test_every_command_and_option_has_a_word_of_help(shop: Shop) -> None:
    for command in main.commands.values():
        assert command.help
        assert [option.name for option in command.params if not getattr(option, "help", "")] in (
            [],
            ["exports"],
            ["exports", "order"],
            ["words"],
            ["name"],
            ["run_folder"],
            ["run"],
            ["run", "orders"],
        )


def test_the_version_is_told(shop: Shop) -> None:
    assert VERSION in shop.run("--version").result.stdout


def test_no_colour_and_no_progress_when_not_on_a_terminal(shop: Shop) -> None:
    rejected = shop.write("bad.csv", edits("K9,change,item:TASSE,price,,1"))
    ran = run_program("apply", "--orders", shop.orders, "--edits", rejected, "--out", shop.out)
    assert ran.returncode == 4
    assert ESCAPE not in ran.stdout + ran.stderr
    assert "Problems" in ran.stdout
    assert ran.stderr == ""


def run_on_terminal(*words: str | Path, **environment: str) -> str:
    """What a terminal shows of the program, output and errors together."""
    ours, theirs = pty.openpty()
    program = subprocess.Popen(
        [sys.executable, "-m", "pipeline", *map(str, words)],
        cwd=ROOT,
        env={**os.environ, "TERM": "xterm", **environment},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    shown = b""
    with contextlib.suppress(OSError):  # so a terminal says that nobody is there any more
        while piece := os.read(ours, 65536):
            shown += piece
    os.close(ours)
    program.wait(timeout=120)
    return shown.decode()


def test_a_terminal_shows_progress_and_colours(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    shown = run_on_terminal("check", shop.orders)
    assert "Reading orders.json" in shown
    assert "100%" in shown
    assert f"{ESCAPE}[33m" in shown


def test_no_color_keeps_the_progress_and_quiet_json_drops_it(shop: Shop) -> None:
    shown = run_on_terminal("check", shop.orders, NO_COLOR="1")
    assert "100%" in shown
    assert f"{ESCAPE}[33m" not in shown
    assert json.loads(run_on_terminal("check", shop.orders, "--json"))["do_not_add_up"] == []


def test_a_terminal_that_lacks_characters_is_no_failure(shop: Shop) -> None:
    rejected = shop.write("bad.csv", edits("K9,change,item:TASSE,price,,1"))
    words = ("apply", "--orders", shop.orders, "--edits", rejected, "--out", shop.out)
    ran = run_program(*words, PYTHONIOENCODING="iso-8859-1:strict")
    assert ran.returncode == 4
    assert "? Check the number" in ran.stdout


def test_the_program_runs_as_a_module(shop: Shop) -> None:
    ran = run_program("apply", "--orders", shop.orders, "--edits", shop.edits, "--out", shop.out, "--json")
    assert ran.returncode == 0
    (folder,) = (path for path in shop.out.iterdir() if path.is_dir())
    assert json.loads(ran.stdout)["folder"] == str(folder)
    assert sorted(path.name for path in folder.iterdir()) == FILES
