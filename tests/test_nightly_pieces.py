"""The pieces of a night: looking twice, names, the journal, languages and sentences."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.catalogue import CATALOGUE
from pipeline.intake import Sources
from pipeline.languages import ENGLISH, LANGUAGES
from pipeline.nightly.chain import CannotChain, Chain, lay_out, read_chain
from pipeline.nightly.clock import Clock
from pipeline.nightly.facts import STATUS_OF, find_status
from pipeline.nightly.inbox import find_free_place, find_settled, look_at, name_beside
from pipeline.nightly.journal import JOURNAL_NAME, Journal, clear_beside, read_journal, write_journal
from pipeline.nightly.night import name_night, run_night
from pipeline.nightly.reason import PLAINER, explain_rows
from pipeline.nightly.settings import Settings
from pipeline.workbook.header_language import TELLTALES, find_language, tell_language
from pipeline.workbook.wording import fold, split_wordings
from report_fixture import make_report
from shop_files import PRICE_90, Shop, edits

NOW = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
YEAR_NS = 365 * 86_400 * 10**9


# looking twice


def test_a_file_that_grows_is_left_until_it_has_settled(tmp_path: Path) -> None:
    for name in ("b.csv", "a.csv", "growing.csv"):
        (tmp_path / name).write_text("x")

    def grow(seconds: int) -> None:
        assert seconds == 5
        with (tmp_path / "growing.csv").open("a") as file:
            file.write("y")
        (tmp_path / "new.csv").write_text("z")
        (tmp_path / "b.csv").unlink()

    settled, unsettled = find_settled(tmp_path, 5, grow)
    assert [path.name for path in settled] == ["a.csv"]
    assert [path.name for path in unsettled] == ["growing.csv", "new.csv"]
    settled, unsettled = find_settled(tmp_path, 5, lambda _: None)
    assert [path.name for path in settled] == ["a.csv", "growing.csv", "new.csv"]
    assert unsettled == []


def test_a_file_that_keeps_its_size_but_not_its_time_or_itself_has_not_settled(tmp_path: Path) -> None:
    for name in ("touched.csv", "replaced.csv"):
        (tmp_path / name).write_text("x")
    times = (tmp_path / "replaced.csv").stat()

    def change(_: int) -> None:
        os.utime(tmp_path / "touched.csv", ns=(1, 1))
        (tmp_path / ".new").write_text("y")
        os.utime(tmp_path / ".new", ns=(times.st_mtime_ns, times.st_mtime_ns))
        (tmp_path / ".new").rename(tmp_path / "replaced.csv")

    assert find_settled(tmp_path, 5, change)[0] == []


@pytest.mark.parametrize("ahead_ns", [YEAR_NS, -YEAR_NS])
def test_the_time_of_a_file_does_not_matter_as_long_as_it_stays(tmp_path: Path, ahead_ns: int) -> None:
    place = tmp_path / "a.csv"
    place.write_text("x")
    time_ns = place.stat().st_mtime_ns + ahead_ns
    os.utime(place, ns=(time_ns, time_ns))
    assert find_settled(tmp_path, 5, lambda _: None) == ([place], [])


def test_an_empty_inbox_is_not_waited_for(tmp_path: Path) -> None:
    def wait(_: int) -> None:
        raise AssertionError

    assert find_settled(tmp_path, 5, wait) == ([], [])


# clocks


def make_clock(*, now: datetime = NOW, step: timedelta = timedelta(), ticks: int = 1_500_000_000) -> Clock:
    """A clock that says `now`, `step` later each time it is asked, and takes `ticks` in all."""
    times, spans = [now], [0]

    def tell() -> datetime:
        times.append(times[-1] + step)
        return times[-2]

    def tick() -> int:
        spans.append(spans[-1] + ticks)
        return spans[-2]

    return Clock(now=tell, monotonic_ns=tick, wait=lambda _: None)


def test_a_clock_set_back_during_the_night_disturbs_neither_order_nor_duration(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    for name in ("a.csv", "b.csv"):
        shop.write(f"inbox/{name}", edits(PRICE_90))
    settings = Settings(
        inbox=tmp_path / "inbox",
        sources=Sources(orders=(shop.orders,), currency="CHF"),
        out=shop.out,
        token="abc123",
    )
    night = run_night(settings, make_clock(step=-timedelta(hours=1)), lambda *_: None)
    assert (night.status, night.duration_ms) == (0, 1500)
    assert [one.name for one in night.handled] == ["a.csv", "b.csv"]
    assert [Path(folder).name for folder in night.folders] == sorted(
        path.name for path in night_folders(shop)
    )
    again = run_night(settings, make_clock(now=NOW - timedelta(hours=2)), lambda *_: None)
    assert again.night_id > night.night_id


def night_folders(shop: Shop) -> list[Path]:
    return [path for path in shop.out.iterdir() if path.is_dir()]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([], "20261025-013000-t"),
        (["20261024-233000-a-001", "notes", ".order-corrections.lock"], "20261025-013000-t"),
        (["20261025-013000-a-001", "20261025-012959-b-001"], "20261025-013001-t"),
        (["20261025-235959-a-001"], "20261026-000000-t"),
        (["20990101-000000-a-001", "20261025-020000-b-001"], "20261025-020001-t"),
        (["20261025-999999-a-001"], "20261025-013000-t"),
    ],
)
def test_a_night_is_named_so_that_it_sorts_behind_those_before(names: list[str], expected: str) -> None:
    assert name_night(NOW, names, "t") == expected


# names


def test_a_place_that_is_taken_is_never_overwritten(tmp_path: Path) -> None:
    for expected in ("a.csv", "a-2.csv", "a-3.csv"):
        place = find_free_place(tmp_path, "a.csv")
        assert place.name == expected
        place.write_text("")


def test_a_long_name_is_cut_between_letters(tmp_path: Path) -> None:
    name = name_beside("run", Path("é" * 125 + ".xlsx"), "-result.xlsx")
    assert len(name.encode()) <= 240
    assert name.endswith("é-result.xlsx")


def test_only_plain_files_are_looked_at(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    assert [look_at(tmp_path), look_at(tmp_path / "link"), look_at(tmp_path / "gone")] == [None] * 3


# the journal


def make_chain(folder: Path) -> Chain:
    (folder / "orders.json").write_text("{}")
    (folder / "updated.json").write_text("{1}")
    digest = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    pair = (folder / "orders.json", folder / "updated.json")
    return Chain(updated=((pair,),), digests=((pair[0], digest),))


def test_a_journal_is_read_as_it_was_written(tmp_path: Path) -> None:
    chain = make_chain(tmp_path)
    journal = Journal("a\udcff.csv", Chain(), ("x",), chain, tries=2, beside=("b.txt",))
    write_journal(tmp_path, journal)
    assert read_journal(tmp_path) == journal
    assert read_chain(json.loads(json.dumps(chain.as_plain()))) == chain


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b'{"running": 1}', b"\xff"])
def test_a_damaged_journal_counts_as_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / JOURNAL_NAME).write_bytes(content)
    assert read_journal(tmp_path).running == ""


def test_a_night_goes_on_from_before_or_behind_the_run_it_was_cut_off_at(tmp_path: Path) -> None:
    after = make_chain(tmp_path)
    journal = Journal("a.csv", Chain(), ("x",), after)
    assert journal.find_start(tmp_path, ("x",)) == after
    assert journal.find_start(tmp_path, ("y",)) == Chain()
    (tmp_path / "a.csv").write_text("")
    assert journal.find_start(tmp_path, ("x",)) == Chain()


@pytest.mark.parametrize("spoil", ["orders.json", "updated.json"])
def test_a_state_that_is_gone_is_not_gone_on_from(tmp_path: Path, spoil: str) -> None:
    journal = Journal("a.csv", Chain(), ("x",), make_chain(tmp_path))
    (tmp_path / spoil).unlink()
    assert journal.find_start(tmp_path, ("x",)) == Chain()


def test_what_was_half_put_beside_a_file_is_cleared_away(tmp_path: Path) -> None:
    folder = tmp_path / "needs-attention"
    folder.mkdir()
    for name in ("run-a.txt", ".run-a-result.xlsx.part", "run-b.txt"):
        (folder / name).write_text("")
    journal = Journal("a.csv", Chain(), after=Chain(), beside=("run-a.txt", "run-a-result.xlsx"))
    clear_beside(tmp_path, journal)
    assert len(list(folder.iterdir())) == 3
    (tmp_path / "a.csv").write_text("")
    clear_beside(tmp_path, journal)
    assert [path.name for path in folder.iterdir()] == ["run-b.txt"]


# the chain


@pytest.mark.parametrize("lines", ["elsewhere/lines.csv", "shop/../elsewhere/lines.csv"])
def test_a_mapping_that_names_files_elsewhere_cannot_be_chained(tmp_path: Path, lines: str) -> None:
    mapping = tmp_path / "shop/mapping.toml"
    chain = Chain(updated=(((tmp_path / lines, tmp_path / "updated.csv"),),))
    with pytest.raises(CannotChain, match=r"outside its own folder; give --no-chain"):
        lay_out(Sources(orders=(mapping,)), chain, tmp_path / "links")


# exit statuses


@pytest.mark.parametrize(
    ("reasons", "status"),
    [
        ((), 0),
        (("applied", "settling", "gone"), 0),
        (("applied", "rows"), 4),
        (("refused", "locked"), 75),
        (("exports", "locked", "rows"), 3),
        (("exports", "failed"), 1),
        (("unmovable",), 1),
        (("no-room",), 1),
    ],
)
def test_the_gravest_reason_decides(reasons: tuple[str, ...], status: int) -> None:
    assert find_status(reasons) == status
    assert set(reasons) <= set(STATUS_OF)


# languages


def test_sentences_of_problem_codes_are_of_errors_that_exist() -> None:
    assert set(PLAINER) <= {code for code, kind in CATALOGUE.items() if kind.severity == "error"}


def test_no_telltale_belongs_to_two_languages() -> None:
    keys = [fold(word) for wordings in TELLTALES.values() for word in split_wordings(wordings)]
    assert sorted(keys) == sorted(set(keys))
    assert sorted(TELLTALES) == sorted(LANGUAGES)


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("order;item;price;quantity", "en"),
        ("Commande;Article;Prix;Quantité", "fr"),
        ("n° de commande;référence;ancien prix", "fr"),
        ("Bestell-Nr.;Artikel;Menge;alter Preis", "de"),
        ("Ordine;Articolo;Prezzo (CHF);Quantità", "it"),
        ("SKU;Name", ""),
    ],
)
def test_the_language_of_a_file(tmp_path: Path, header: str, language: str) -> None:
    assert tell_language(header.split(";")) == language
    place = tmp_path / "edits.csv"
    place.write_bytes(f"{header}\n1;2\n".encode("cp1252"))
    assert find_language(place) == language
    shop = Shop(tmp_path)
    assert find_language(shop.workbook("edits.xlsx", {"X": [[], header.split(";"), [1, 2]]})) == language


def test_a_long_file_is_told_by_its_beginning(tmp_path: Path) -> None:
    place = tmp_path / "edits.csv"
    place.write_text("Commande;Prix\n" + "é" * 20_000 + "\n", encoding="utf-8")
    assert find_language(place) == "fr"


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_a_file_that_cannot_be_read_has_no_language(tmp_path: Path, content: bytes) -> None:
    place = tmp_path / "edits.xlsx"
    place.write_bytes(content)
    assert find_language(place) == ""
    assert find_language(tmp_path / "gone.csv") == ""


@pytest.mark.parametrize(
    ("to_fix", "said"),
    [
        (
            "a-to-fix.xlsx",
            "a-to-fix.xlsx holds the rows to correct, coloured and explained: correct them there and put it "
            "into the inbox.\n",
        ),
        ("", "Correct these rows and put a new file with them alone into the inbox.\n"),
    ],
)
def test_a_reason_says_what_to_do_with_the_workbooks_beside_it(to_fix: str, said: str) -> None:
    report, folder = make_report(), Path("runs/RUN")
    reason = explain_rows(ENGLISH, "a.csv", report, to_fix=to_fix, workbook="a-result.xlsx", folder=folder)
    told = "a-result.xlsx is your file with the cells coloured and explained.\n"
    assert f"\n\n{said}{told}All results are in runs/RUN.\n" in reason
