"""Records kept of orders give the very bytes back, wherever they stand and whatever was done to them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.formats.text.delimited import NewRecord, Rewrite, read_delimited, write_delimited
from pipeline.formats.text.kept_records import index_orders, keep_orders, of_file, restore_records
from schemas.kept import AS_BEFORE, AS_LEFT, CHANGED, KeptOrder

ORDERS = ("A", "B", "C", "")
quick = settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow])

cells = st.sampled_from(["", "x", '"q;q"', '"two\nlines"', '"é"', "12.50"])
ends = st.sampled_from(["\n", "\r\n"])
rows = st.lists(st.tuples(st.sampled_from(ORDERS), cells, cells, ends), min_size=1, max_size=9)
doings = st.lists(st.sampled_from(["keep", "delete", "change", "add"]), min_size=9, max_size=9)


def spell(drawn: list[tuple[str, ...]], *, ends_in_break: bool) -> str:
    text = "Order;One;Two\r\n" + "".join(f"{order};{one};{two}{end}" for order, one, two, end in drawn)
    return text if ends_in_break else text.rstrip("\r\n")


def rewrite_of(drawn: list[tuple[str, ...]], what: list[str]) -> Rewrite:
    named = [(record, order) for record, (order, *_) in enumerate(drawn) if order]
    doing = {record: what[record] for record, _ in named}
    return Rewrite(
        replaced={(record, 1): "new" for record, _ in named if doing[record] == "change"},
        deleted=frozenset(record for record, _ in named if doing[record] == "delete"),
        added=tuple(
            NewRecord(record, record, frozenset(), {0: order, 1: "more"}, order)
            for record, order in named
            if doing[record] == "add"
        ),
    )


def restore(path: Path, kept: dict[int, KeptOrder], destination: Path) -> dict[int, KeptOrder]:
    """Put the orders back; what is kept of them as they stood now."""
    records = index_orders(read_delimited(path), 0).encoded_as(kept.values(), 0)
    rewrite = restore_records(records, Rewrite(), of_file(kept.values(), 0))
    write_delimited(records.source, rewrite, destination)
    return keep_orders([(records, rewrite)], {key: one.order_id for key, one in kept.items()})


@quick
@given(
    drawn=rows,
    what=doings,
    ends_in_break=st.booleans(),
    encoding=st.sampled_from(["utf-8-sig", "utf-16", "cp1252"]),
)
def test_putting_back_gives_the_bytes_back(
    tmp_path_factory: Any, drawn: list, what: list, ends_in_break: bool, encoding: str
) -> None:
    folder = tmp_path_factory.mktemp("kept")
    original, updated, back, again = (folder / f"{n}.csv" for n in range(4))
    original.write_bytes(spell(drawn, ends_in_break=ends_in_break).encode(encoding))
    records = index_orders(read_delimited(original), 0)
    rewrite = rewrite_of(drawn, what)
    write_delimited(records.source, rewrite, updated)
    kept = keep_orders([(records, rewrite)], dict(enumerate(ORDERS[:3])))
    left = index_orders(read_delimited(updated), 0)
    assert {one.stands_as((left.texts(one.order_id),)) for one in kept.values()} == {AS_LEFT}
    undone = restore(updated, kept, back)
    assert back.read_bytes() == original.read_bytes()
    restore(back, undone, again)
    assert again.read_bytes() == updated.read_bytes()


def write(path: Path, text: str) -> Path:
    path.write_bytes(text.encode())
    return path


@pytest.fixture
def removed(tmp_path: Path) -> dict[int, KeptOrder]:
    """Orders A and B, of which the second and the third row were removed."""
    records = index_orders(read_delimited(write(tmp_path / "o.csv", "Order;One\nA;1\nA;2\nB;3\nB;4\n")), 0)
    rewrite = Rewrite(deleted=frozenset({1, 2}))
    return keep_orders([(records, rewrite)], {0: "A", 1: "B"})


def test_one_order_alone_is_put_back(tmp_path: Path, removed: dict[int, KeptOrder]) -> None:
    updated = write(tmp_path / "u.csv", "Order;One\nA;1\nB;4\n")
    restore(updated, {1: removed[1]}, tmp_path / "b.csv")
    assert (tmp_path / "b.csv").read_text() == "Order;One\nA;1\nB;3\nB;4\n"


def test_records_go_back_behind_their_own_in_another_file(
    tmp_path: Path, removed: dict[int, KeptOrder]
) -> None:
    fresh = write(tmp_path / "u.csv", "Order;One\nZ;0\nB;4\nZ;9\nA;1\nZ;7\n")
    restore(fresh, {0: removed[0]}, tmp_path / "b.csv")
    assert (tmp_path / "b.csv").read_text() == "Order;One\nZ;0\nB;4\nZ;9\nA;1\nA;2\nZ;7\n"


def test_a_neighbour_that_is_gone_is_done_without(tmp_path: Path, removed: dict[int, KeptOrder]) -> None:
    fresh = write(tmp_path / "u.csv", "Order;One\nB;4\nZ;9\n")
    restore(fresh, {1: removed[1]}, tmp_path / "b.csv")
    assert sorted((tmp_path / "b.csv").read_text().split()) == ["B;3", "B;4", "Order;One", "Z;9"]


def test_how_an_order_stands(removed: dict[int, KeptOrder]) -> None:
    assert removed[0].stands_as((("A;1",),)) == AS_LEFT
    assert removed[0].stands_as((("A;1", "A;2"),)) == AS_BEFORE
    assert removed[0].stands_as((("A;1", "A;3"),)) == CHANGED


def test_what_is_kept_can_be_written_down(removed: dict[int, KeptOrder]) -> None:
    plain = removed[1].as_plain()
    assert KeptOrder.from_plain(plain) == removed[1]
    with pytest.raises((TypeError, ValueError)):
        KeptOrder.from_plain({**plain, "files": [[{"text": 3}]]})
