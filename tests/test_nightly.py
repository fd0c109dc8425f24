"""The night: what `nightly` prints, its exit status, and where it leaves every file."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import pipeline.run
from pipeline.nightly import one_file
from pipeline.publish import hold_lock
from shop_files import PRICE_90, Ran, Shop, edits, order, page

ROOT = Path(__file__).parent.parent
PRICE_80 = "K1002,change,item:TASSE,price,,80.00"
UNKNOWN = "K9,change,item:TASSE,price,,1"
RUN = r"[0-9]{8}-[0-9]{6}-[0-9a-f]{6}-[0-9]{3}"


class Nights(Shop):
    """A shop with an empty inbox."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.inbox = folder / "inbox"
        self.inbox.mkdir()

    def drop(self, name: str, *rows: str) -> Path:
        """A CSV file of edits in the inbox."""
        return self.write(f"inbox/{name}", edits(*rows))

    def words(self, *more: str | Path) -> list[str]:
        """The command line of a night that does not wait."""
        given = ["nightly", "--inbox", self.inbox, "--orders", self.orders, "--out", self.out]
        return [str(word) for word in (*given, "--currency", "CHF", "--settle-seconds", "0", *more)]

    def night(self, *more: str | Path) -> Ran:
        """One night."""
        return self.run(*self.words(*more))

    def list_inbox(self) -> list[str]:
        """Every file below the inbox but the lock, without the names of runs."""
        found = (path.relative_to(self.inbox) for path in self.inbox.rglob("*") if path.is_file())
        names = sorted(re.sub(RUN, "RUN", path.as_posix()) for path in found)
        return [name for name in names if name != ".order-corrections.lock"]

    def read_reason(self) -> str:
        """The one reason that lies in needs-attention/."""
        (place,) = self.inbox.glob("needs-attention/*.txt")
        return place.read_text(encoding="utf-8-sig")

    def totals(self, folder: Path) -> dict[str, Any]:
        """The totals of the orders in a run's folder."""
        orders = json.loads((folder / "updated-orders.json").read_text(encoding="utf-8"))
        return {one["id"]: one["total"] for one in orders["items"]}


@pytest.fixture
def shop(tmp_path: Path) -> Nights:
    return Nights(tmp_path)


def printed(ran: Ran) -> list[str]:
    return [re.sub(RUN, "RUN", line) for line in ran.result.stdout.splitlines()]


def test_an_empty_inbox_is_nothing_to_do(shop: Nights) -> None:
    for _ in range(2):
        ran = shop.night()
        assert (ran.status, printed(ran)) == (0, ["order-corrections: nothing to do"])
    assert ran.folders == []
    assert sorted(path.name for path in shop.inbox.iterdir()) == [
        ".order-corrections.lock",
        "done",
        "needs-attention",
    ]


def test_a_good_file_goes_to_done_and_a_second_night_has_nothing_to_do(shop: Nights) -> None:
    dropped = shop.drop("edits.csv", PRICE_90)
    content = dropped.read_bytes()
    ran = shop.night()
    assert ran.status == 0
    assert printed(ran) == [
        "done            edits.csv -> done/RUN-edits.csv",
        "order-corrections: 1 done; refund 10.00 CHF",
    ]
    assert shop.list_inbox() == ["done/RUN-edits.csv"]
    assert next(shop.inbox.glob("done/*")).read_bytes() == content
    assert shop.totals(ran.folder)["K1001"] == 90
    again = shop.night()
    assert (again.status, printed(again)) == (0, ["order-corrections: nothing to do"])
    assert again.folders == [ran.folder]


def test_a_bad_file_stops_none_of_the_others(shop: Nights) -> None:
    shop.drop("a.csv", PRICE_90)
    shop.write("inbox/b.pdf", b"%PDF-1.7 no edits")
    shop.write("inbox/c.xlsx", b"PK\x03\x04 cut off")
    shop.drop("d.csv", UNKNOWN, PRICE_80)
    shop.write("inbox/e.csv", b"")
    shop.drop("f.csv", "K1003,change,item:TASSE,price,,70.00")
    ran = shop.night()
    assert ran.status == 4
    assert shop.list_inbox() == [
        "done/RUN-a.csv",
        "done/RUN-f.csv",
        "needs-attention/RUN-b.pdf",
        "needs-attention/RUN-b.txt",
        "needs-attention/RUN-c.txt",
        "needs-attention/RUN-c.xlsx",
        "needs-attention/RUN-d-result.xlsx",
        "needs-attention/RUN-d-to-fix.xlsx",
        "needs-attention/RUN-d.csv",
        "needs-attention/RUN-d.txt",
        "needs-attention/RUN-e.csv",
        "needs-attention/RUN-e.txt",
    ]
    assert printed(ran)[-1] == "order-corrections: 2 done, 4 to look at; refund 60.00 CHF"
    totals = shop.totals(ran.folders[-1])
    assert (totals["K1001"], totals["K1002"], totals["K1003"]) == (90, 80, 70)
    again = shop.night()
    assert (again.status, again.folders) == (0, ran.folders)


def test_the_workbooks_beside_a_file_are_those_of_the_run(shop: Nights) -> None:
    shop.drop("edits.csv", UNKNOWN)
    folder = shop.night().folder
    for ending, name in (("to-fix", "edits-to-fix.xlsx"), ("result", "edits-result.xlsx")):
        (copy,) = shop.inbox.glob(f"needs-attention/*-{ending}.xlsx")
        assert copy.read_bytes() == (folder / name).read_bytes()


def test_what_lies_beside_a_file_can_be_read_by_those_who_dropped_it(shop: Nights) -> None:
    shop.inbox.chmod(0o2770)
    shop.drop("edits.csv", UNKNOWN).chmod(0o660)
    assert shop.night().status == 4
    folder = shop.inbox / "needs-attention"
    assert folder.stat().st_mode & 0o7777 == 0o2770
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o660}


def test_the_reason_is_in_the_language_of_the_headers(shop: Nights) -> None:
    shop.workbook("inbox/edits.xlsx", {"Artikel": [["Bestellung", "Artikel", "Preis"], ["K9", "TASSE", 90]]})
    assert shop.night().status == 4
    reason = shop.read_reason()
    assert reason.startswith("edits.xlsx: 1 Zeilen gelesen, 0 ausgeführt, 0 ohne etwas zu tun")
    assert (
        "- Blatt Artikel, Zeile 2, Zelle A2, Bestellung K9 (nicht ausgeführt): Keine Bestellung K9" in reason
    )
    assert re.search(rf"{RUN}-edits-to-fix\.xlsx enthält die zu berichtigenden Zeilen", reason)
    assert "Berichtigen Sie sie dort und legen Sie die Datei in den Eingang." in reason
    assert "neue Datei" not in reason
    assert f"Alle Ergebnisse liegen in {shop.out}" in reason


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "could not be used"),
        ("fr", "n’a pas pu être utilisé"),
        ("de", "konnte nicht verwendet werden"),
        ("it", "Non è stato possibile usare edits.csv"),
    ],
)
def test_a_refusal_is_told_in_the_language_asked_for(shop: Nights, language: str, words: str) -> None:
    shop.write("inbox/edits.csv", "Bestellung;Unsinn\nK1001;1\n")
    assert shop.night("--lang", language).status == 4
    assert words in shop.read_reason()


def test_a_reason_never_takes_the_place_of_a_text_file(shop: Nights) -> None:
    shop.drop("edits.txt", UNKNOWN)
    assert shop.night().status == 4
    assert shop.list_inbox() == [
        "needs-attention/RUN-edits-reason.txt",
        "needs-attention/RUN-edits-result.xlsx",
        "needs-attention/RUN-edits-to-fix.xlsx",
        "needs-attention/RUN-edits.txt",
    ]


def test_lock_files_hidden_files_unfinished_files_and_folders_are_left_alone(shop: Nights) -> None:
    left = [".hidden.csv", "edits.csv.part", "edits.xlsx.tmp", "sub/edits.csv", "~$edits.xlsx", "Thumbs.db"]
    (shop.inbox / "sub").mkdir()
    for name in left:
        (shop.inbox / name).write_text(edits(PRICE_90))
    (shop.inbox / "link.csv").symlink_to(shop.edits)
    ran = shop.night()
    assert (ran.status, printed(ran)) == (0, ["order-corrections: nothing to do"])
    assert shop.list_inbox() == sorted([*left, "link.csv"])


def test_the_same_name_twice_is_fine(shop: Nights) -> None:
    for price in ("90.00", "85.00"):
        shop.drop("edits.csv", f"K1001,change,item:TASSE,price,,{price}")
        assert shop.night().status == 0
    assert shop.list_inbox() == ["done/RUN-edits.csv"] * 2
    assert len({path.name for path in shop.inbox.glob("done/*")}) == 2


def test_a_name_that_is_too_long_or_no_text_is_moved_all_the_same(shop: Nights) -> None:
    shop.drop(f"{'x' * 251}.csv", PRICE_90)
    with open(os.path.join(os.fsencode(shop.inbox), b"b\xff.csv"), "wb") as file:  # noqa: PTH118, PTH123
        file.write(edits(PRICE_80).encode())
    ran = shop.night()
    assert ran.status == 4
    assert sorted(path.suffix for path in shop.inbox.rglob("*-x*")) == [".csv"]
    assert [os.fsencode(path.name)[-7:] for path in shop.inbox.glob("needs-attention/*.csv")] == [
        b"-b\xff.csv"
    ]


# the chain


def read_table_row(folder: Path, order_id: str) -> list[str]:
    """The row of an order in the sample tables as a run left them."""
    lines = (folder / "updated-orders-orders.csv").read_text(encoding="cp1252").splitlines()
    (row,) = (line.split(";") for line in lines if line.startswith(f"{order_id};"))
    return row


def test_each_run_goes_on_from_the_one_before_so_that_the_last_folder_holds_all_edits(shop: Nights) -> None:
    shop.drop("b.csv", PRICE_80)
    shop.drop("a.csv", PRICE_90)
    shop.drop("c.csv", "K1001,change,item:TASSE,price,90.00,95.00")
    ran = shop.night()
    assert ran.status == 0
    assert [shop.totals(folder) for folder in ran.folders] == [
        {"K1001": 90, "K1002": 100, "K1003": 100, "K1004": 100, "K1005": 100},
        {"K1001": 90, "K1002": 80, "K1003": 100, "K1004": 100, "K1005": 100},
        {"K1001": 95, "K1002": 80, "K1003": 100, "K1004": 100, "K1005": 100},
    ]
    differences = [
        json.loads((folder / "summary.json").read_text())["control_totals"][0]["difference"]
        for folder in ran.folders
    ]
    assert differences == ["-10.00", "-20.00", "5.00"]


def test_the_manifest_of_a_later_run_names_what_the_earlier_one_wrote(shop: Nights) -> None:
    shop.drop("a.csv", PRICE_90)
    shop.drop("b.csv", PRICE_80)
    first, second = (json.loads((one / "manifest.json").read_text()) for one in shop.night().folders)
    written = next(one["sha256"] for one in first["outputs"] if one["name"] == "updated-orders.json")
    read = next(one for one in second["inputs"] if one["kind"] == "orders")
    assert (read["name"], read["digest"]) == ("orders.json", written)
    assert second["command"] == [
        *("order-corrections", "nightly", "--inbox", "inbox", "--orders", "orders.json", "--out", "runs")
    ]


def test_without_a_chain_each_run_works_on_the_exports(shop: Nights) -> None:
    shop.drop("a.csv", PRICE_90)
    shop.drop("b.csv", PRICE_80)
    ran = shop.night("--no-chain")
    assert ran.status == 0
    assert [(shop.totals(one)["K1001"], shop.totals(one)["K1002"]) for one in ran.folders] == [
        (90, 100),
        (100, 80),
    ]


def test_several_exports_and_a_mapping_keep_their_names_along_the_chain(shop: Nights) -> None:
    shutil.copytree(ROOT / "samples/tables", shop.folder / "tables")
    more = shop.write("other/orders.json", page(order(2001)))
    exports = ["--orders", shop.orders, more, shop.folder / "tables/mapping.toml"]
    for name, rows in {
        "a.csv": (PRICE_90, "B40102,change,order,shipping_fee,,0"),
        "b.csv": ("K2001,change,item:TASSE,price,,70.00",),
        "c.csv": ("B40102,change,order,payment_method,,Virement",),
    }.items():
        shop.drop(name, *rows)
    words = ["nightly", "--inbox", shop.inbox, *exports, "--out", shop.out, "--settle-seconds", "0"]
    ran = shop.run(*words, "--currency", "CHF")
    assert ran.status == 0, ran.result.output
    names = [sorted(path.name for path in one.glob("updated-orders*")) for one in ran.folders]
    assert names[0] == names[1] == names[2]
    last = ran.folders[-1]
    assert '"total": 90,' in (last / "updated-orders-orders.json").read_text()
    assert '"total": 70,' in (last / "updated-orders-orders-2.json").read_text()
    assert read_table_row(last, "B40102")[13:18:4] == ["Virement", "0.00"]


def test_tables_given_with_a_mapping_are_chained_too(shop: Nights) -> None:
    shutil.copytree(ROOT / "samples/tables", shop.folder / "tables")
    shop.drop("a.csv", "B40102,change,order,shipping_fee,,0")
    shop.drop("b.csv", "B40102,change,order,payment_method,,Virement")
    tables = shop.folder / "tables"
    words = ["nightly", "--inbox", shop.inbox, "--orders", tables / "orders.csv"]
    ran = shop.run(*words, "--mapping", tables / "mapping.toml", "--out", shop.out, "--settle-seconds", "0")
    assert ran.status == 0, ran.result.output
    assert read_table_row(ran.folders[-1], "B40102")[13:18:4] == ["Virement", "0.00"]


# left for next time


def test_another_night_at_work_exits_75_and_touches_nothing(shop: Nights) -> None:
    shop.drop("edits.csv", PRICE_90)
    metrics = shop.folder / "night.prom"
    with hold_lock(shop.inbox):
        ran = shop.night("--metrics", metrics)
    assert ran.status == 75
    assert "another night is at work" in ran.result.stdout
    assert shop.list_inbox() == ["edits.csv"]
    assert not metrics.exists()
    assert shop.night().status == 0


def test_a_run_that_finds_the_folder_locked_leaves_the_file(shop: Nights) -> None:
    shop.drop("edits.csv", PRICE_90)
    with hold_lock(shop.out):
        ran = shop.night()
    assert ran.status == 75
    assert printed(ran)[-1] == "order-corrections: 1 left for next time"
    assert shop.list_inbox() == ["edits.csv"]
    assert shop.night().status == 0


def test_an_unexpected_failure_leaves_the_file_and_goes_on(
    shop: Nights, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.drop("a.csv", PRICE_90)
    shop.drop("b.csv", PRICE_80)
    real = pipeline.run.run_correction

    def fail_once(request: Any, tell: Any) -> Any:
        if request.sources.edits[0].name == "a.csv":
            raise RuntimeError("boom")
        return real(request, tell)

    monkeypatch.setattr(one_file, "run_correction", fail_once)
    ran = shop.night()
    assert ran.status == 1
    assert printed(ran) == [
        "left            a.csv: Unexpected failure: RuntimeError: boom",
        "done            b.csv -> done/RUN-b.csv",
        "order-corrections: 1 done, 1 left for next time (1 failed); refund 20.00 CHF",
    ]
    assert shop.list_inbox() == ["a.csv", "done/RUN-b.csv"]


def test_a_full_disk_leaves_the_file(shop: Nights, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.drop("a.csv", PRICE_90)

    def fill(*_: Any) -> Any:
        raise one_file.CannotPublish(28, "there is no room left on the disk")

    monkeypatch.setattr(one_file, "run_correction", fill)
    ran = shop.night()
    assert (ran.status, shop.list_inbox()) == (1, ["a.csv"])
    assert "no room" in ran.result.stdout


def test_broken_exports_leave_everything_and_exit_3(shop: Nights) -> None:
    shop.drop("a.csv", PRICE_90)
    shop.drop("b.csv", PRICE_80)
    shop.orders.write_text('{"items": [')
    ran = shop.night()
    assert ran.status == 3
    assert shop.list_inbox() == ["a.csv", "b.csv"]
    assert printed(ran)[-1] == "order-corrections: 2 left for next time (the exports cannot be read)"
    assert ran.folders == []
    shop.orders.unlink()
    assert shop.night().status == 3
    shop.orders.write_text(page(order(1001), order(1002)))
    assert shop.night().status == 0


def test_a_missing_inbox_is_said_and_not_made(shop: Nights) -> None:
    shop.inbox.rmdir()
    ran = shop.night()
    assert ran.status == 1
    assert "there is no folder" in printed(ran)[0]
    assert not shop.inbox.exists()


def test_a_file_that_cannot_be_moved_stays_and_the_others_go_on(
    shop: Nights, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.drop("a.csv", PRICE_90)
    shop.drop("b.csv", PRICE_80)
    real = one_file.move_away

    def refuse(path: Path, place: Path) -> None:
        if path.name == "a.csv":
            raise PermissionError(13, "Permission denied")
        real(path, place)

    monkeypatch.setattr(one_file, "move_away", refuse)
    ran = shop.night()
    assert ran.status == 1
    assert "left            a.csv: It could not be moved: Permission denied." in printed(ran)
    assert shop.list_inbox() == ["a.csv", "done/RUN-b.csv"]


@pytest.mark.parametrize("is_saved_again", [True, False])
def test_a_file_saved_again_or_taken_away_during_its_run_is_not_moved(
    shop: Nights, monkeypatch: pytest.MonkeyPatch, is_saved_again: bool
) -> None:
    dropped = shop.drop("a.csv", PRICE_90)
    real = pipeline.run.run_correction

    def disturb(request: Any, tell: Any) -> Any:
        if not is_saved_again:
            dropped.unlink()
            return real(request, tell)
        result = real(request, tell)
        shop.drop("a.csv", PRICE_90, PRICE_80)
        return result

    monkeypatch.setattr(one_file, "run_correction", disturb)
    ran = shop.night()
    assert ran.status == 0
    assert printed(ran)[0].startswith("left            a.csv: It ")
    assert shop.list_inbox() == (["a.csv"] if is_saved_again else [])
    monkeypatch.undo()
    assert shop.night().status == 0
    assert shop.list_inbox() == (["done/RUN-a.csv"] if is_saved_again else [])


def test_a_mapping_that_names_files_elsewhere_fails_in_words(shop: Nights) -> None:
    shutil.copytree(ROOT / "samples/tables", shop.folder / "tables")
    mapping = shop.folder / "tables/mapping.toml"
    shop.write("elsewhere/mapping.toml", "")
    text = mapping.read_text(encoding="utf-8")
    shop.write("elsewhere/mapping.toml", text.replace('file = "', f'file = "{shop.folder / "tables"}/'))
    shop.drop("a.csv", "B40102,change,order,shipping_fee,,0")
    shop.drop("b.csv", "B40102,change,order,payment_method,,Virement")
    words = ["nightly", "--inbox", shop.inbox, "--orders", shop.folder / "elsewhere/mapping.toml"]
    ran = shop.run(*words, "--out", shop.out, "--settle-seconds", "0")
    assert ran.status == 1
    assert "give --no-chain" in printed(ran)[1]
    assert shop.list_inbox() == ["b.csv", "done/RUN-a.csv"]
    assert shop.run(*words, "--out", shop.out, "--settle-seconds", "0", "--no-chain").status == 0


def test_a_file_in_place_of_done_is_said(shop: Nights) -> None:
    (shop.inbox / "done").write_text("")
    shop.drop("a.csv", PRICE_90)
    ran = shop.night()
    assert ran.status == 1
    assert printed(ran)[-1].startswith("order-corrections: failed: ")
    assert (shop.inbox / "a.csv").exists()


# the ledger

ADD = "K1001,add,item,,,sku=S; name=Sieb; price=5.00; quantity=1"


def test_with_a_ledger_a_file_dropped_again_asks_for_nothing(shop: Nights) -> None:
    ledger = ["--ledger", str(shop.folder / "ledger.db")]
    shop.drop("a.csv", PRICE_90)
    shop.drop("b.csv", ADD)
    first = shop.night(*ledger)
    assert printed(first)[-1] == "order-corrections: 2 done; collect 5.00 CHF; refund 10.00 CHF"
    shop.drop("c.csv", PRICE_90)
    shop.drop("d.csv", ADD)
    second = shop.night(*ledger)
    assert second.status == 0
    assert printed(second)[-1] == "order-corrections: 2 done"
    assert shop.totals(second.folders[-1]) == shop.totals(first.folders[-1])


def test_a_killed_night_with_a_ledger_asks_for_its_money_once(shop: Nights) -> None:
    ledger = ["--ledger", str(shop.folder / "ledger.db")]
    shop.drop("a.csv", PRICE_90)
    shop.drop("b.csv", ADD)
    kill_night(shop, 1, "before", *ledger)
    ran = shop.night(*ledger)
    assert printed(ran)[-1] == "order-corrections: 2 done; collect 5.00 CHF"
    assert shop.totals(ran.folders[-1])["K1001"] == 95


def test_a_ledger_that_cannot_be_used_leaves_everything_and_exits_3(shop: Nights) -> None:
    shop.drop("a.csv", PRICE_90)
    shop.drop("b.csv", PRICE_80)
    broken = shop.write("ledger.db", b"no database" * 1000)
    ran = shop.night("--ledger", broken)
    assert ran.status == 3
    assert shop.list_inbox() == ["a.csv", "b.csv"]
    assert printed(ran)[-1] == "order-corrections: 2 left for next time (the ledger cannot be used)"


# killed

KILLED = """
    import os, signal, sys
    from pipeline.cli import main
    from pipeline.nightly import one_file

    real, moves = one_file.move_away, []
    def die(path, place):
        moves.append(path)
        if len(moves) == int(sys.argv[1]):
            if sys.argv[2] == "after":
                real(path, place)
            os.kill(os.getpid(), signal.SIGKILL)
        real(path, place)
    one_file.move_away = die
    main(sys.argv[3:])
"""


def kill_night(shop: Nights, move: int, when: str, *more: str) -> None:
    """A night in a process of its own that is killed before or after that move."""
    code = "\n".join(line[4:] for line in KILLED.splitlines())
    words = [sys.executable, "-c", code, str(move), when, *shop.words(*more)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == -9, done.stderr


@pytest.mark.parametrize(("move", "when"), [(1, "before"), (2, "before"), (2, "after"), (3, "after")])
def test_a_night_killed_around_a_move_is_completed_by_the_next(shop: Nights, move: int, when: str) -> None:
    undisturbed = shop.folder / "undisturbed"
    undisturbed.mkdir()
    other = Nights(undisturbed)
    for one in (shop, other):
        one.drop("a.csv", PRICE_90)
        one.drop("b.csv", UNKNOWN, PRICE_80, "K1001,add,item,,,sku=S; name=Sieb; price=5.00; quantity=1")
        one.drop("c.csv", "K1003,change,item:TASSE,price,,70.00")
    expected = other.night().folders[-1]
    kill_night(shop, move, when)
    ran = shop.night()
    assert ran.status in (0, 4)
    assert shop.list_inbox() == other.list_inbox()
    if move < 3:
        assert printed(ran)[0] == f"The last night was cut off at {'abc'[move - 1]}.csv."
    last = ran.folders[-1]
    assert (last / "updated-orders.json").read_bytes() == (expected / "updated-orders.json").read_bytes()
    assert not (shop.inbox / ".order-corrections-night.json").exists()
    assert shop.night().folders == ran.folders


def test_a_killed_night_is_completed_from_another_folder_too(
    shop: Nights, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.drop("a.csv", PRICE_90)
    shop.drop("b.csv", PRICE_80)
    kill_night(shop, 1, "after")
    monkeypatch.chdir(shop.folder)
    words = ["nightly", "--inbox", "inbox", "--orders", "orders.json", "--out", "runs"]
    ran = shop.run(*words, "--currency", "CHF", "--settle-seconds", "0")
    assert ran.status == 0
    totals = shop.totals(ran.folders[-1])
    assert (totals["K1001"], totals["K1002"]) == (90, 80)


def test_a_killed_night_is_not_gone_on_from_when_the_exports_changed(shop: Nights) -> None:
    shop.drop("a.csv", PRICE_90)
    shop.drop("b.csv", PRICE_80)
    kill_night(shop, 1, "after")
    shop.orders.write_text(page(*(order(number) for number in range(1001, 1005))))
    ran = shop.night()
    assert shop.totals(ran.folders[-1]) == {"K1001": 100, "K1002": 80, "K1003": 100, "K1004": 100}


def test_a_file_that_killed_two_nights_is_taken_last(shop: Nights) -> None:
    shop.drop("a.csv", PRICE_90)
    shop.drop("b.csv", PRICE_80)
    for _ in range(2):
        kill_night(shop, 1, "before")
    ran = shop.night()
    assert [line.split()[1] for line in printed(ran)[1:3]] == ["b.csv", "a.csv"]
    assert shop.list_inbox() == ["done/RUN-a.csv", "done/RUN-b.csv"]
