"""Ready conventions: they reproduce what they rest on, and a policy file can take them."""

from __future__ import annotations

import inspect
import json
import re
import tomllib
from dataclasses import fields, replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipeline import presets
from pipeline.policy import PolicyError, policy_from
from pipeline.presets import PRESETS
from pipeline.show_presets import as_toml, print_preset
from reckoning import Settings, apply_edits, compare_expected, reckon, round_to, spread
from reckoning.comparing import Difference
from schemas.convention import CHOICES, Convention
from schemas.convention_words import LANGUAGES, in_words
from shop_files import Ran, Shop

HERE = Path(__file__).resolve().parent
PRESET_NAMES = pytest.mark.parametrize("name", PRESETS)
ROUNDED_NOWHERE = "medusa"
"""A system that keeps fractions of cents: only its totals can come out."""

EVIDENCE = {
    "ecwid": ["ecwid-payment"],
    "shopify-us": ["shopify-order-450789469", "shopify-draft-206", "shopify-order-tenoff"],
    "woocommerce": ["woo-26582-line", "woo-17647", "edit-woo-add-20pc-excl"],
    "woocommerce-vat": ["woo-17517-10", "woo-19390-50", "woo-20997-2", "edit-woo-remove-20pc-incl"],
    "woocommerce-subtotal": ["woo-26582-order", "woo-doc-155", "woo-doc-728"],
    "woocommerce-subtotal-vat": ["woo-discount-and-taxes", "woo-24695"],
    "magento-unit": [
        "magento-calc-unit-one-product",
        "magento-scenario-excluding-tax-unit",
        "magento-scenario-multi-tax-rule-unit-calculate-subtotal-no",
    ],
    "magento-unit-vat": [
        "magento-calc-unit-one-product-tax-included",
        "magento-calc-unit-one-product-tax-included-but-differs-from-store-rate",
        "magento-calc-unit-two-products-tax-included",
        "magento-scenario-including-tax-cross-border-trade-disabled",
        "magento-scenario-including-tax-unit",
    ],
    "magento-row": [
        "magento-calc-row-one-product",
        "magento-scenario-excluding-tax-multi-item-row",
        "magento-scenario-excluding-tax-row",
        "magento-scenario-multi-tax-rule-two-row-calculate-subtotal-yes-row",
    ],
    "magento-row-vat": [
        "magento-calc-row-multirule-multi-rules-multi-rows",
        "magento-calc-row-two-products-tax-included",
        "magento-functional-variation1",
    ],
    "magento-total": [
        "magento-functional-groupedproduct",
        "magento-scenario-excluding-tax-apply-tax-after-discount",
        "magento-scenario-multi-tax-rule-two-row-calculate-subtotal-yes-total",
    ],
    "magento-total-vat": [
        "magento-calc-total-multirule-multi-rules-multi-rows",
        "magento-scenario-including-tax-total",
    ],
    "odoo-line": ["odoo-comp-taxes-ordering-1", "odoo-loyalty-cabinet", "odoo-disc-taxes-l10n-in-20"],
    "odoo-global": ["odoo-disc-taxes-l10n-in-13", "odoo-doc-discount-with-round-globally-1"],
    "sylius": ["sylius-rounding-taxes-on-order-item-level-3"],
    "sylius-unit": ["sylius-tax-item-units-with-discount-for-item-3"],
    "vendure": [
        "vendure-mixed-incl",
        "vendure-e2e-zone-change",
        "vendure-e2e-excl",
        "edit-vendure-surcharge",
    ],
    "saleor": ["edit-saleor-0114-pct-fix-add", "saleor-manual-10"],
    "medusa": ["medusa-inclusive", "medusa-mixed-incl-excl", "edit-medusa-full-flow"],
    "solidus": ["solidus-alloc-10-3", "solidus-alloc-15-weighted", "solidus-de-book"],
    "shopware-line": ["shopware-net-1999-horizontal", "shopware-gross-mixed-horizontal"],
    "shopware-global": [
        "shopware-net-1999-vertical",
        "shopware-gross-mixed-vertical",
        "shopware-net-gross-1",
        "shopware-net-gross-2",
        "shopware-net-gross-4",
        "shopware-net-gross-5",
    ],
    "commercetools-unit": ["ct-unit-price-level"],
    "commercetools-line": ["ct-line-item-level"],
    "gobl-sum": ["gobl-sum-then-round", "gobl-incl-by-sum"],
    "gobl-line": ["gobl-round-then-sum", "gobl-incl-by-line"],
    "square": ["square-8875-2", "square-bankers"],
    "stax": ["stax-half-even"],
    "dynamics-up": ["dynamics-four-lines"],
    "dynamicweb-unit": ["dynamicweb-per-unit"],
    "zuora": ["zuora-incl-redistributed"],
    "yen-down": ["storesjp-8-to-10"],
}
FROM_EXPORTS = {"ecwid-vat", "shopify-vat"}
"""These rest on real exports alone."""
TRANSLATED = {
    "tax_level": {"order": "order_by_tax"},
    "several_taxes": {"apart": "separate", "together": "combined", "together_carried": "combined_carry"},
    "order_percent": {"spread": "allocate", "by_line": "per_line", "off_total": "anchor_total"},
    "allocation_weights": {"left": "current"},
    "home_tax": {"net_kept": "raw", "net_rounded": "rounded", "gross_kept": "kept"},
    "total_rounding": {"parts": "sum_rounded", "once": "round_raw"},
}
"""What the plain reckoning calls a choice, where it has another word."""


def settings_like(convention: Convention) -> Settings:
    def word(name: str) -> str:
        choice = getattr(convention, name)
        return TRANSLATED.get(name, {}).get(choice, choice)

    assert convention.rounding == convention.tax_rounding, "the plain reckoning has one mode"
    return Settings(
        mode=word("rounding"),
        included_tax_mode=word("inside_tax_rounding"),
        percent_mode=word("discount_rounding"),
        level=word("tax_level"),
        extraction=word("tax_extraction"),
        several_taxes=word("several_taxes"),
        tax_base="before_discount" if convention.tax_before_discount else "after_discount",
        percent_basis=word("percent_basis"),
        fixed_basis=word("fixed_basis"),
        percent_rounding=word("percent_rounding"),
        order_percent=word("order_percent"),
        allocation=word("allocation").replace("half_up", "round"),
        weights=word("allocation_weights"),
        rebasing=word("home_tax"),
        total=word("total_rounding"),
        subtotal=word("line_rounding"),
        shipping_scope="apart" if convention.charges_apart else "together",
    )


@cache
def cases() -> dict[str, dict[str, Any]]:
    lines = [
        line
        for name in ("cases.jsonl", "edits.jsonl")
        for line in (HERE / "peer_cases" / name).read_text(encoding="utf-8").splitlines()
    ]
    return {case["id"]: case for case in map(json.loads, lines)}


def differences(case: dict[str, Any], settings: Settings, names: set[str] | None) -> list[Difference]:
    """The figures of a case that the settings do not reproduce: those of these names, or all."""
    if case.get("kind") == "allocation":
        weights = [Fraction(weight) for weight in case["weights"]]
        parts = spread(Fraction(case["amount"]), weights, settings.allocation, case["decimals"])
        return (
            [] if parts == [Fraction(part) for part in case["expected"]["parts"]] else [("parts", "", None)]
        )
    if case.get("kind") == "rounding":
        unit = Fraction(case["increment"])
        return [
            ("out", one["out"], None)
            for one in case["samples"]
            if round_to(Fraction(one["in"]), unit, settings.mode) != Fraction(one["out"])
        ]
    states = [(case.get("expected"), case)]
    if "edits" in case:
        edited = apply_edits(case["order"], case["edits"])
        states = [(case["expected_before"], case["order"]), (case["expected_after"], edited)]
    return [
        difference
        for expected, order in states
        for difference in compare_expected(
            {name: value for name, value in (expected or {}).items() if names is None or name in names},
            reckon(order, settings),
        )
    ]


# what they are


def test_every_preset_rests_on_something() -> None:
    assert set(PRESETS) == set(EVIDENCE) | FROM_EXPORTS


@pytest.mark.parametrize(("name", "case_id"), [(name, one) for name, ids in EVIDENCE.items() for one in ids])
def test_a_preset_reproduces_the_case_it_rests_on(name: str, case_id: str) -> None:
    names = {"total"} if name == ROUNDED_NOWHERE else None
    assert differences(cases()[case_id], settings_like(PRESETS[name]), names) == []


@pytest.mark.parametrize(
    ("case_id", "name"),
    [
        ("ct-line-item-level", "commercetools-unit"),
        ("ct-unit-price-level", "commercetools-line"),
        ("gobl-incl-by-sum", "gobl-line"),
        ("stax-half-even", "gobl-line"),
        ("storesjp-8-to-10", "ecwid-vat"),
        ("magento-scenario-including-tax-unit", "magento-row-vat"),
        ("magento-scenario-multi-tax-rule-two-row-calculate-subtotal-yes-total", "magento-total-vat"),
        ("woo-26582-order", "woocommerce"),
        ("solidus-alloc-10-3", "sylius"),
        ("vendure-mixed-incl", "sylius"),
    ],
)
def test_a_case_tells_its_preset_from_another(case_id: str, name: str) -> None:
    assert differences(cases()[case_id], settings_like(PRESETS[name]), None) != []


def test_the_cases_named_beside_the_presets_exist() -> None:
    source = inspect.getsource(presets)
    comments = "\n".join(line for line in source.splitlines() if line.strip().startswith("#"))
    named = set(re.findall(r"\b[a-z]+-[a-z0-9-]*[a-z0-9]\b", comments))
    assert named - set(cases()) == set()
    assert len(named) > 30
    assert named <= {case_id for ids in EVIDENCE.values() for case_id in ids}


# in a policy file


@PRESET_NAMES
def test_a_preset_comes_back_from_the_settings_it_prints(name: str) -> None:
    printed = tomllib.loads(print_preset(name, "fr"))
    platform = name.partition("-")[0]
    assert policy_from(printed).conventions == {platform: PRESETS[name]}
    assert list(printed["conventions"][platform]) == [field.name for field in fields(Convention)]


@pytest.mark.parametrize(
    ("name", "choice"),
    [
        *((name, choice) for name, choices in CHOICES.items() for choice in choices),
        ("step_minor", 5),
        ("charges_apart", False),
    ],
)
def test_every_parameter_comes_back_from_what_is_printed(name: str, choice: str | bool) -> None:
    odd = replace(Convention(), **{name: choice})
    assert Convention(**tomllib.loads(as_toml(odd))) == odd


def test_a_policy_file_takes_a_preset_by_name() -> None:
    policy = policy_from(tomllib.loads('conventions.shopify = "shopify-vat"'))
    assert policy.conventions == {"shopify": PRESETS["shopify-vat"]}


def test_a_parameter_beside_a_preset_changes_it() -> None:
    text = """
    [conventions.Kasse]
    preset = "shopify-vat"
    tax_charges = true
    step_minor = 5
    several_taxes = "together"
    """
    (convention,) = policy_from(tomllib.loads(text)).conventions.values()
    assert convention == replace(
        PRESETS["shopify-vat"], tax_charges=True, step_minor=5, several_taxes="together"
    )


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("shopify-vta", "conventions.x: there is no preset 'shopify-vta' .did you mean shopify-vat"),
        ("zzzzzz", "conventions.x: there is no preset 'zzzzzz'$"),
        (["shopify-vat"], "conventions.x must be a table or the name of a preset, not"),
        ({"preset": "ecwidd"}, "conventions.x: there is no preset 'ecwidd' .did you mean ecwid"),
        ({"preset": 5}, "conventions.x.preset must be a text, not 5"),
        ({"prest": "ecwid"}, "conventions.x has no setting 'prest' .did you mean preset"),
        ({"preset": "ecwid", "step_minors": 5}, "no setting 'step_minors' .did you mean step_minor"),
        ({"step_minor": "5"}, "conventions.x.step_minor must be a whole number, not '5'"),
        ({"step_minor": True}, "conventions.x.step_minor must be a whole number, not True"),
        ({"step_minor": 0}, "conventions.x: step_minor is 0: it must be 1 to 999"),
        ({"step_minor": 1000}, "conventions.x: step_minor is 1000: it must be 1 to 999"),
        ({"preset": "saleor", "tax_extraction": 1}, "conventions.x.tax_extraction must be a text, not 1"),
    ],
)
def test_what_a_convention_cannot_be_is_refused(entry: object, words: str) -> None:
    with pytest.raises(PolicyError, match=words):
        policy_from({"conventions": {"x": entry}})


@pytest.mark.parametrize("name", CHOICES)
def test_a_word_that_is_no_choice_is_refused_with_the_choices(name: str) -> None:
    with pytest.raises(PolicyError, match=f"{name} is 'sideways': it must be one of {CHOICES[name][0]}, "):
        policy_from({"conventions": {"x": {name: "sideways"}}})


# on the command line


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def listed(ran: Ran) -> dict[str, str]:
    pairs = [line.split(maxsplit=1) for line in ran.result.stdout.splitlines()]
    return {name: sentence.strip() for name, sentence in pairs}


def test_the_command_lists_every_preset_with_its_sentence(shop: Shop) -> None:
    ran = shop.run("conventions")
    assert (ran.status, ran.result.stderr) == (0, "")
    assert list(listed(ran)) == list(PRESETS)
    assert listed(ran)["shopify-vat"] == (
        "Prices include tax; tax half up, rounded once per rate over the order; shipping is not taxed; "
        "order discounts spread by largest remainder"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_command_speaks_four_languages(language: str, shop: Shop) -> None:
    ran = shop.run("conventions", "--lang", language)
    sentence = listed(ran)["medusa"]
    assert sentence[0].isupper()
    assert sentence[1:] == in_words(PRESETS["medusa"], language)[1:]


def test_the_command_prints_one_preset_for_a_policy_file(shop: Shop) -> None:
    before = sorted(path.name for path in shop.folder.iterdir())
    ran = shop.run("conventions", "zuora", "--lang", "de")
    assert ran.status == 0
    lines = ran.result.stdout.splitlines()
    assert lines[:4] == [
        "# Die Preise enthalten die MwSt.; MwSt. kaufmännisch gerundet, Zeile für Zeile, der Bruchteil geht auf die "
        "nächste über; die Versandkosten werden besteuert; Bestellrabatte nach grössten Resten verteilt",
        "[conventions.zuora]  # the platform, as `check` names it",
        "prices_include_tax = true",
        'tax_level = "order_carry"  # line, unit, unit_split, order, order_sum, order_carry',
    ]
    assert len(lines) == 2 + len(fields(Convention))
    assert sorted(path.name for path in shop.folder.iterdir()) == before


def test_what_the_command_prints_is_a_policy_that_a_run_takes(shop: Shop) -> None:
    policy = shop.write("policy.toml", shop.run("conventions", "ecwid-vat").result.stdout)
    ran = shop.run("check", shop.orders, "--policy", policy)
    assert ran.status == 0
    assert "(set by the policy)" in ran.result.stdout


def test_the_command_prints_json(shop: Shop) -> None:
    every = json.loads(shop.run("conventions", "--json", "--lang", "it").result.stdout)
    assert [one["name"] for one in every] == list(PRESETS)
    one = json.loads(shop.run("conventions", "yen-down", "--json", "--lang", "it").result.stdout)
    assert one in every
    assert one["in_words"].startswith(
        "I prezzi comprendono l’IVA; IVA arrotondata per troncamento, riga per riga;"
    )
    assert Convention(**one["parameters"]) == PRESETS["yen-down"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("shopify-vta",), "there is no convention shopify-vta. Did you mean shopify-vat"),
        (("zzzzzz",), "Did you mean ecwid, ecwid-vat"),
        (("ecwid", "more"), "more"),
        (("--lang", "rm"), "'rm' is not one of 'en', 'fr', 'de', 'it'"),
    ],
)
def test_wrong_use_of_the_command_is_said(words: tuple[str, ...], said: str, shop: Shop) -> None:
    ran = shop.run("conventions", *words)
    assert (ran.status, ran.result.stdout) == (2, "")
    assert said in ran.result.stderr
