"""`plan` and `apply --plan`: what would be done as a file, and its refusal as soon as anything changed."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from pipeline.guards import build_plan, check_plan
from pipeline.problems import GuardRefused
from schemas.outcome import Outcome
from shop_files import PRICE_90, Ran, Shop, edits, order, page


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def plan(shop: Shop, *words: str | Path) -> Ran:
    return shop.run(
        *("plan", "--orders", shop.orders, "--edits", shop.edits, "--currency", "CHF"),
        *("-o", shop.folder / "plan.json", *words),
    )


def read(shop: Shop) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((shop.folder / "plan.json").read_text(encoding="utf-8"))
    return found


def apply_plan(shop: Shop, *words: str | Path, **files: Any) -> Ran:
    return shop.apply("--plan", shop.folder / "plan.json", *words, **files)


def assert_refused(ran: Ran, said: str, *, status: int = 5) -> None:
    assert ran.status == status
    assert said in " ".join(ran.result.stderr.split())
    assert ran.folders == []
    assert not ran.out.exists()


def test_a_plan_is_written_and_nothing_else(shop: Shop) -> None:
    ran = plan(shop)
    assert (ran.status, ran.result.stderr) == (0, "")
    assert sorted(path.name for path in shop.folder.iterdir()) == ["edits.csv", "orders.json", "plan.json"]
    assert stat.S_IMODE((shop.folder / "plan.json").stat().st_mode) == 0o600
    written = read(shop)
    for words in (
        "To refund    10.00 CHF  on 1 order",
        "Changes      1\n  K1001: total 100.00 → 90.00 CHF, refund 10.00\n",
        "    TASSE (#1) price: 100.00 → 90.00  [edits.csv row 2]\n",
        f"Digest       {written['digest']}\n",
    ):
        assert words in ran.result.stdout
    assert written["differences"] == {"CHF": "-10.00"}
    assert [one["kind"] for one in written["inputs"]] == ["orders", "edits"]
    assert written["orders"][0]["difference"] == "-10.00"
    assert {
        "order_id": "K1001",
        "old": "100.00",
        "new": "90.00",
        "rule": "edit",
        "row": 2,
    }.items() <= written["changes"][0].items()


def test_a_plan_says_the_same_twice_wherever_its_files_are(shop: Shop, tmp_path: Path) -> None:
    plan(shop)
    first = (shop.folder / "plan.json").read_bytes()
    plan(shop)
    assert (shop.folder / "plan.json").read_bytes() == first
    (tmp_path / "elsewhere").mkdir()
    other = Shop(tmp_path / "elsewhere")
    plan(other)
    assert (other.folder / "plan.json").read_bytes() == first
    assert str(tmp_path) not in first.decode()


def test_a_plan_that_still_holds_is_done(shop: Shop) -> None:
    plan(shop)
    assert apply_plan(shop).status == 0
    ran = apply_plan(shop)
    assert ran.status == 0
    assert len(ran.folders) == 2


def test_a_plan_of_edits_that_cannot_all_be_done_says_so(shop: Shop) -> None:
    shop.write("edits.csv", edits(PRICE_90, "K9,change,item:TASSE,price,,1"))
    ran = plan(shop, "--json")
    assert ran.status == 4
    printed = json.loads(ran.result.stdout)
    assert printed == read(shop)
    assert [(row["order_id"], row["result"]) for row in printed["not_done"]] == [("K9", "rejected")]
    assert apply_plan(shop).status == 4
    assert plan(shop, "--quiet").result.output == ""


def test_changed_orders_are_refused(shop: Shop) -> None:
    plan(shop)
    shop.write("orders.json", page(*(order(number) for number in range(1001, 1007))))
    assert_refused(
        apply_plan(shop),
        "plan-stale · plan.json The plan plan.json no longer holds: orders.json (orders) changed.",
    )


def test_changed_edits_are_refused_even_if_nothing_comes_of_it(shop: Shop) -> None:
    plan(shop)
    shop.write("edits.csv", edits(PRICE_90, ",,,,,"))
    assert_refused(apply_plan(shop), "edits.csv (edits) changed")


def test_other_missing_and_additional_files_are_refused(shop: Shop) -> None:
    more = shop.write("more.csv", edits("K1002,change,item:TASSE,price,,75.00"))
    plan(shop)
    assert_refused(apply_plan(shop, edits=[shop.edits, more]), "more.csv (edits) was not part of it")
    assert_refused(apply_plan(shop, edits=[more]), "more.csv was given (edits) instead of edits.csv")
    shop.run(
        *("plan", "--orders", shop.orders, "--edits", shop.edits, more, "--currency", "CHF"),
        *("-o", shop.folder / "plan.json"),
    )
    assert_refused(apply_plan(shop), "more.csv (edits) was not given")


def test_another_policy_is_refused(shop: Shop) -> None:
    policy = shop.write("policy.toml", "tolerance_hundredths = 5\n")
    plan(shop)
    assert_refused(apply_plan(shop, "--policy", policy), "policy.toml (policy) was not part of it")
    plan(shop, "--policy", policy)
    assert apply_plan(shop, "--policy", policy, "--dry-run").status == 0
    shop.write("policy.toml", "tolerance_hundredths = 6\n")
    ran = shop.run(*("apply", "--orders", shop.orders, "--edits", shop.edits, "--currency", "CHF"),
                   *("--out", shop.folder / "more", "--policy", policy, "--plan", shop.folder / "plan.json"))  # fmt: skip
    assert ran.status == 5
    said = " ".join(ran.result.stderr.split())
    assert "policy.toml (policy) changed" in said
    assert "the policy's tolerance_hundredths was 5 and is 6" in said
    assert not (shop.folder / "more").exists()


def test_another_version_is_refused(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    plan(shop)
    monkeypatch.setattr("pipeline.work_out.VERSION", "99.0")
    assert_refused(apply_plan(shop), "this is version 99.0")


def test_another_currency_is_refused(shop: Shop) -> None:
    plan(shop)
    ran = shop.run(*("apply", "--orders", shop.orders, "--edits", shop.edits, "--currency", "EUR"),
                   *("--out", shop.out, "--plan", shop.folder / "plan.json"))  # fmt: skip
    assert_refused(ran, 'the setting currency was "CHF" and is "EUR"')


def test_a_mapping_file_is_part_of_the_plan(shop: Shop) -> None:
    samples = Path(__file__).parent.parent / "samples" / "tables"
    for path in samples.iterdir():
        if path.is_file():
            shop.write(f"tables/{path.name}", path.read_bytes())
    mapping = shop.folder / "tables" / "mapping.toml"
    shop.run(
        "plan",
        "--orders",
        mapping,
        "--edits",
        shop.edits,
        "-o",
        shop.folder / "plan.json",
        "--currency",
        "CHF",
    )
    assert "mapping.toml" in [one["name"] for one in read(shop)["inputs"] if one["kind"] == "mapping"]
    mapping.write_text(mapping.read_text(encoding="utf-8") + "# seen\n", encoding="utf-8")
    assert_refused(apply_plan(shop, orders=[mapping]), "mapping.toml (mapping) changed")


def test_a_plan_somebody_changed_is_refused(shop: Shop) -> None:
    plan(shop)
    path = shop.folder / "plan.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"90.00"', '"9.00"'), encoding="utf-8")
    assert_refused(apply_plan(shop), "plan-altered")


@pytest.mark.parametrize("content", ["", "{", "[]", '{"kind": "something"}', "\xff\xfe"])
def test_what_is_no_plan_is_an_invalid_input(content: str, shop: Shop) -> None:
    shop.write("plan.json", content.encode("latin-1"))
    assert_refused(apply_plan(shop), "plan-broken", status=3)


def test_a_plan_that_is_not_there_is_an_invalid_input(shop: Shop) -> None:
    assert_refused(apply_plan(shop), "file-not-found", status=3)


def test_what_comes_out_otherwise_is_named_by_order() -> None:
    given: dict[str, Any] = {"inputs": [], "settings": {}, "policy": {}, "version": "1"}
    now = build_plan(Outcome.empty(), **given)
    check_plan(now, now, name="plan.json")
    planned = {**now, "digest": "of another content", "changes": [{"order_id": "K7", "new": "1"}]}
    with pytest.raises(GuardRefused, match="it comes out otherwise now for order K7"):
        check_plan(planned, now, name="plan.json")


def test_the_plan_never_replaces_what_it_is_made_from(shop: Shop) -> None:
    before = shop.edits.read_bytes()
    ran = shop.run("plan", "--orders", shop.orders, "--edits", shop.edits, "-o", shop.edits)
    assert ran.status == 2
    assert "is an input of the plan" in ran.result.output
    assert shop.edits.read_bytes() == before


def test_no_plan_is_written_where_the_input_is_refused(shop: Shop) -> None:
    shop.write("orders.json", "{")
    assert plan(shop).status == 3
    assert not (shop.folder / "plan.json").exists()


def test_a_long_plan_is_printed_in_part_and_says_so(shop: Shop) -> None:
    shop.write("orders.json", page(*(order(number) for number in range(1001, 1051))))
    shop.write(
        "edits.csv", edits(*(f"K{number},change,item:TASSE,price,,90.00" for number in range(1001, 1051)))
    )
    said = plan(shop).result.stdout
    assert "K1040" in said
    assert "  and 10 more: see the plan\n" in said
    assert len(read(shop)["changes"]) == 50
