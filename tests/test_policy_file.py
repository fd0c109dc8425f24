"""`policy init` and `policy check`: every setting with its default, and what a policy means in words."""

from __future__ import annotations

import json
import stat
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from pipeline.policy import EDIT_KINDS, Policy, policy_from, tell_policy, write_policy
from schemas.edits import FIELDS_OF_TARGET
from shop_files import Shop


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def test_the_file_written_is_the_default_policy(shop: Shop) -> None:
    path = shop.folder / "policy.toml"
    ran = shop.run("policy", "init", "-o", path)
    assert (ran.status, ran.result.stdout) == (0, f"Written to {path}.\n")
    assert policy_from(tomllib.loads(path.read_text(encoding="utf-8"))) == Policy()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert sorted(one.name for one in shop.folder.iterdir()) == ["edits.csv", "orders.json", "policy.toml"]
    assert shop.apply("--policy", path).status == 0


def test_every_setting_stands_in_the_file_below_what_it_is_about() -> None:
    text = write_policy()
    assert list(tomllib.loads(text)) == [setting.name for setting in fields(Policy)]
    words = " ".join(text.replace("#", " ").split())
    for setting in fields(Policy):
        assert " ".join(setting.metadata["about"].split()) in words
    assert max(map(len, text.splitlines())) <= 100


def test_a_table_of_a_convention_can_be_put_below_the_file() -> None:
    text = write_policy() + 'shopify = "shopify-vat"\n'
    assert policy_from(tomllib.loads(text)).conventions["shopify"].tax_level == "order"


def test_without_a_file_the_policy_is_printed_and_a_file_is_never_overwritten(shop: Shop) -> None:
    assert shop.run("policy", "init").result.stdout == write_policy()
    path = shop.write("policy.toml", "tolerance_hundredths = 1\n")
    ran = shop.run("policy", "init", "-o", path)
    assert ran.status == 2
    assert "is there already" in ran.result.output
    assert path.read_text(encoding="utf-8") == "tolerance_hundredths = 1\n"
    nowhere = shop.run("policy", "init", "-o", shop.folder / "no" / "policy.toml")
    assert nowhere.status == 1
    assert "could not be written" in nowhere.result.stderr


def test_a_policy_is_told_in_words(shop: Shop) -> None:
    path = shop.write(
        "policy.toml",
        'allowed_edits = ["customer", "item.price"]\nclosed_states = ["partially_paid", "cancelled"]\n'
        'largest_refund = {CHF = "200.00", EUR = "180.00"}\napprover_is_not_requester = true\n'
        'cash_rounding = ["CHF"]\nrejects_everything = true\norder_discounts = "proportional"\n'
        '[conventions]\nshopify = "shopify-vat"\n',
    )
    ran = shop.run("policy", "check", path)
    assert ran.status == 0
    said = ran.result.stdout.splitlines()
    assert said[:11] == [
        "Allowed are edits of customer and item.price; orders with any other edit wait for a person.",
        "A gap of up to 0.05 does not hold an order's edits of money.",
        "Edits of money of partially paid and cancelled orders wait for a person.",
        "A refund of one order needs an approval above 200.00 CHF and 180.00 EUR.",
        "A change of one order's total, up or down, needs no approval, however large.",
        "The refunds of one run together need no approval, however large.",
        "The changes of one run, up and down added together, need no approval, however large.",
        "An approval counts only if it is not by whoever requested the edits.",
        "One rejected edit rejects the whole batch.",
        "A fixed discount of a whole order follows the items in proportion.",
        "Amounts due in CHF are rounded to 0.05.",
    ]
    assert said[-1].startswith("Orders of shopify are calculated so: ")
    printed = json.loads(shop.run("policy", "check", path, "--json").result.stdout)
    assert printed["largest_refund"] == {"CHF": "200.00", "EUR": "180.00"}


def test_a_policy_of_defaults_and_one_without_edits_are_told_too() -> None:
    assert tell_policy(Policy())[0] == "Every kind of edit is allowed."
    assert tell_policy(Policy(allowed_edits=()))[0].startswith("No edit is allowed")
    assert len(tell_policy(Policy())) == len(fields(Policy))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("largest_refund = {CHF = 200.0}", "write an amount as text"),
        ('allowed_edits = ["items"]', "did you mean item"),
        ("tolerance = 5", "did you mean tolerance_hundredths"),
        ("tolerance", "policy-broken"),
    ],
)
def test_a_policy_that_cannot_be_is_refused(content: str, said: str, shop: Shop) -> None:
    ran = shop.run("policy", "check", shop.write("policy.toml", content))
    assert (ran.status, ran.result.stdout) == (3, "")
    assert said in " ".join(ran.result.stderr.split())
    assert shop.run("policy", "check", shop.folder / "no.toml").status == 3


def test_every_field_has_its_kind() -> None:
    known = {f"{target}.{name}" for target, names in FIELDS_OF_TARGET.items() for name in names}
    assert known - set(EDIT_KINDS) == {"discount.kind"}
