"""Limits, control totals and approvals on the command line: exit status 5 or held, and nothing half done."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipeline.ledger import history, open_ledger, show
from shop_files import PRICE_90, Ran, Shop, edits

pytestmark = pytest.mark.thorough

NOW = "2026-11-26T03:00:00+00:00"
LIMIT = 'largest_refund = {CHF = "9.99"}\n'


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def codes(ran: Ran) -> list[str]:
    return [found["code"] for found in ran.problems]


def last(shop: Shop) -> str:
    """The run recorded last."""
    with open_ledger(shop.folder / "ledger.db", now=NOW) as ledger:
        return str(history(ledger)["run_id"].iloc[-1])


def recorded_orders(shop: Shop) -> list[dict[str, Any]]:
    """The orders of the run recorded last; every run has the digest of its plan."""
    with open_ledger(shop.folder / "ledger.db", now=NOW) as ledger:
        shown = show(ledger, last(shop))
    assert shown is not None
    assert len(shown.entry.run.plan_digest) == 64
    assert len(shown.entry.held) == (shown.entry.orders["result"] == "held").sum()
    return shown.entry.orders.to_dict("records")


def approve(shop: Shop, run: str, *orders: str, by: str = "Anna", words: tuple[str | Path, ...] = ()) -> Ran:
    return shop.run("approve", run, *orders, "--by", by, "--ledger", shop.folder / "ledger.db", *words)


def night(shop: Shop, *words: str | Path, by: str = "Beat") -> Ran:
    """The edits applied with a ledger, and a policy where there is one."""
    policy = shop.folder / "policy.toml"
    given = ("--policy", policy) if policy.exists() else ()
    shop.out = shop.folder / f"runs-{len(list(shop.folder.iterdir()))}"
    return shop.apply("--ledger", shop.folder / "ledger.db", "--requested-by", by, *given, *words)


# control totals


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--expect-rows", "2"), ["1 edit rows were read instead of 2"]),
        (("--expect-difference", "CHF=-9.99"), ["by -10.00 CHF in all instead of -9.99 CHF"]),
        (("--expect-difference", "CHF=10"), ["by -10.00 CHF in all instead of 10.00 CHF"]),
        (("--expect-difference", "EUR=1"), ["by 0.00 EUR in all instead of 1.00 EUR"]),
        (
            ("--expect-rows", "0", "--expect-difference", "CHF=0", "--expect-difference", "JPY=5"),
            ["instead of 0", "instead of 0.00 CHF", "instead of 5 JPY"],
        ),
    ],
)
def test_a_control_total_that_is_off_stops_the_run(
    words: tuple[str, ...], said: list[str], shop: Shop
) -> None:
    ran = shop.apply(*words)
    assert ran.status == 5
    told = " ".join(ran.result.stderr.split())
    assert [one for one in said if one not in told] == []
    assert told.endswith("Nothing was written.")
    assert not shop.out.exists()
    refused = shop.apply("--json", *words)
    assert refused.status == 5
    assert '"exit_status": 5' in refused.result.stdout
    assert shop.run("plan", "--orders", shop.orders, "--edits", shop.edits, "--currency", "CHF",
                    "-o", shop.folder / "plan.json", *words).status == 5  # fmt: skip
    assert not (shop.folder / "plan.json").exists()


@pytest.mark.parametrize("difference", ["CHF=-10", "chf=-10.00", "CHF=-10.000"])
def test_control_totals_that_hold_let_the_run_through(difference: str, shop: Shop) -> None:
    ran = shop.apply("--expect-rows", "1", "--expect-difference", difference, "--expect-difference", "EUR=0")
    assert ran.status == 0


@pytest.mark.parametrize(
    "given", ["CHF", "CHF=", "CHF=1,5", "CHF=1.005", "JPY=1.5", "=5", "FRANCS=5", "CHF=1e3"]
)
def test_a_control_total_that_cannot_be_read_is_wrong_use(given: str, shop: Shop) -> None:
    ran = shop.apply("--expect-difference", given)
    assert ran.status == 2
    assert "CHF=-120.50" in ran.result.output


def test_a_control_total_given_twice_or_negative_rows_are_wrong_use(shop: Shop) -> None:
    assert shop.apply("--expect-difference", "CHF=1", "--expect-difference", "chf=2").status == 2
    assert shop.apply("--expect-rows", "-1").status == 2


# limits


def test_an_order_above_the_limit_is_held_and_the_others_go_on(shop: Shop) -> None:
    shop.write("edits.csv", edits(PRICE_90, "K1002,change,item:TASSE,price,,90.01"))
    ran = shop.apply("--policy", shop.write("policy.toml", LIMIT))
    assert ran.status == 4
    assert [(found["code"], found["order"]) for found in ran.problems] == [("needs-approval", "K1001")]
    assert ran.summary["control_totals"][0]["difference"] == "-9.99"
    assert ran.summary["broken_ties"] == []
    updated = (ran.folder / "updated-orders.json").read_text(encoding="utf-8")
    assert updated.count('"total": 90') == 1


def test_a_policy_without_edits_of_orders_holds_them(shop: Shop) -> None:
    ran = shop.apply("--policy", shop.write("policy.toml", 'allowed_edits = ["customer"]\n'))
    assert ran.status == 4
    assert codes(ran) == ["edit-not-allowed"]
    assert (ran.folder / "updated-orders.json").read_bytes() == shop.orders.read_bytes()


def test_the_sum_of_a_run_holds_every_order_that_adds_to_it(shop: Shop) -> None:
    shop.write("edits.csv", edits(PRICE_90, "K1002,change,item:TASSE,price,,95.00"))
    policy = shop.write("policy.toml", 'largest_refund_of_run = {CHF = "14.99"}\n')
    ran = shop.apply("--policy", policy)
    assert ran.status == 4
    assert codes(ran) == ["needs-approval", "needs-approval"]
    shop.write("policy.toml", 'largest_refund_of_run = {CHF = "15.00"}\n')
    shop.out = shop.folder / "more"
    assert shop.apply("--policy", policy).status == 0


# approvals


def test_what_is_approved_goes_through_next_time_and_is_asked_for_once(shop: Shop) -> None:
    shop.write("policy.toml", LIMIT)
    held = night(shop)
    assert (held.status, codes(held)) == (4, ["needs-approval"])
    ran = approve(shop, last(shop), "K1001")
    assert (ran.status, ran.result.stderr) == (0, "")
    assert "Approved by Anna: K1001" in ran.result.stdout
    done = night(shop)
    assert done.status == 0
    assert [row["amount_new_minor"] for row in recorded_orders(shop)] == [1000]
    again = night(shop)  # a stale export gives the same result, reported once
    assert again.status == 0
    assert (again.folder / "updated-orders.json").read_bytes() == (
        done.folder / "updated-orders.json"
    ).read_bytes()
    assert [row["amount_new_minor"] for row in recorded_orders(shop)] == [0]


def test_a_run_that_an_approval_released_comes_out_the_same_when_it_is_verified(shop: Shop) -> None:
    shop.write("policy.toml", LIMIT)
    night(shop)
    approve(shop, last(shop), "K1001")
    night(shop)
    verified = shop.run("verify", last(shop), "--ledger", shop.folder / "ledger.db", "--out", shop.out)
    assert (verified.status, verified.result.stderr) == (0, "")


@pytest.mark.parametrize("change", ["edits", "orders"])
def test_an_approval_does_not_cover_what_changed_since(change: str, shop: Shop) -> None:
    shop.write("policy.toml", LIMIT)
    night(shop)
    approve(shop, last(shop), "K1001")
    if change == "edits":
        shop.write("edits.csv", edits("K1001,change,item:TASSE,price,,80.00"))
    else:
        text = shop.orders.read_text(encoding="utf-8")
        shop.write("orders.json", text.replace('"name": "Tasse"', '"name": "Tasse gross"', 1))
    ran = night(shop)
    assert (ran.status, codes(ran)) == (4, ["needs-approval"])


def test_an_approval_releases_what_the_policy_does_not_allow(shop: Shop) -> None:
    shop.write("policy.toml", 'allowed_edits = ["customer"]\n')
    assert codes(night(shop)) == ["edit-not-allowed"]
    approve(shop, last(shop), "K1001")
    assert night(shop).status == 0


def test_an_approval_releases_a_possible_repeat(shop: Shop) -> None:
    shop.write("edits.csv", edits('K1001,add,item,,,"sku=X; name=Sirup; price=5.00; quantity=1"'))
    assert night(shop).status == 0
    text = shop.orders.read_text(encoding="utf-8")
    shop.write("orders.json", text.replace('"name": "Tasse"', '"name": "Tasse gross"', 1))
    held = night(shop)
    assert (held.status, codes(held)) == (4, ["possible-repeat"])
    assert approve(shop, last(shop), "K1001").status == 0
    assert night(shop).status == 0


def test_the_requester_may_not_approve_where_the_policy_says_so(shop: Shop) -> None:
    policy = shop.write("policy.toml", LIMIT + "approver_is_not_requester = true\n")
    night(shop)
    refused = approve(shop, last(shop), "K1001", by="beat", words=("--policy", policy))
    assert refused.status == 5
    assert "beat requested the edits" in " ".join(refused.result.stderr.split())
    assert approve(shop, last(shop), "K1001", by="Beat").status == 0  # without a policy nobody minds
    assert night(shop).status == 4  # but it does not count
    assert approve(shop, last(shop), "K1001", by="Anna", words=("--policy", policy)).status == 0
    assert night(shop, by="Anna").status == 4  # who asks now may not be the one who approved
    assert night(shop).status == 0


def test_only_what_was_held_can_be_approved_all_of_it_or_nothing(shop: Shop) -> None:
    shop.write("policy.toml", LIMIT)
    night(shop)
    ran = approve(shop, last(shop), "K1001", "K1002", "K9")
    assert ran.status == 3
    told = " ".join(ran.result.stderr.split())
    assert "did not hold order K1002" in told
    assert "did not hold order K9" in told
    assert "It held K1001." in told
    assert night(shop).status == 4
    unknown = approve(shop, "20260101-000000-abcdef", "K1001")
    assert unknown.status == 3
    assert "The ledger holds no run 20260101-000000-abcdef" in " ".join(unknown.result.stderr.split())


def test_approve_makes_no_ledger_and_needs_one(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ORDER_CORRECTIONS_LEDGER", raising=False)
    assert approve(shop, "run", "K1001").status == 3
    assert not (shop.folder / "ledger.db").exists()
    ran = shop.run("approve", "run", "K1001", "--by", "Anna")
    assert ran.status == 2
    assert "--ledger" in ran.result.output
    assert shop.run("approve", "run", "--by", "Anna").status == 2
    assert approve(shop, "run", "K1001", by=" ").status == 2


def test_a_plan_with_a_ledger_knows_what_was_approved(shop: Shop) -> None:
    shop.write("policy.toml", LIMIT)
    night(shop)
    words = (*("--orders", shop.orders, "--edits", shop.edits, "--currency", "CHF"),
             *("--policy", shop.folder / "policy.toml", "--ledger", shop.folder / "ledger.db"))  # fmt: skip
    plan = shop.folder / "plan.json"
    assert shop.run("plan", *words, "-o", plan).status == 4
    approve(shop, last(shop), "K1001")
    stale = night(shop, "--plan", plan)
    assert stale.status == 5
    assert "it comes out otherwise now for order K1001" in " ".join(stale.result.stderr.split())
    assert shop.run("plan", *words, "-o", plan).status == 0
    assert night(shop, "--plan", plan).status == 0
