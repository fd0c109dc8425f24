"""Calculations and edits with results that other commerce systems state, component by component.

`pytest --cases FILE` runs a further file of the same form (see
`peer_cases/`). What no convention can express stands with its reason in
`peer_cases/exceptions.toml`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from peer_edits import Edited, edit_all
from peer_files import Peer, read_exceptions, read_peers
from peer_tables import (
    ALLOCATIONS,
    Builder,
    NotExpressibleError,
    Result,
    decimals_of,
    reckon_all,
    scaled,
    settings_of,
)
from pipeline.money import divide_rounded_to
from pipeline.money.spread import spread
from reckoning import apply_edits, compare, compare_expected

pytestmark = pytest.mark.thorough

Case = dict[str, Any]
EXCEPTIONS = read_exceptions()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "peer" in metafunc.fixturenames:
        peers = read_peers(metafunc.config.getoption("--cases"))
        metafunc.parametrize("peer", peers, ids=[peer.name for peer in peers])


@pytest.fixture(scope="session")
def reckoned(request: pytest.FixtureRequest) -> tuple[Result, dict[str, str]]:
    """Every order of every file in one call of the engine, and why the others are not in it."""
    builder, refused = Builder(), {}
    for peer in read_peers(request.config.getoption("--cases")):
        if peer.kind != "order":
            continue
        settings = settings_of(peer.case)
        try:
            builder.add(
                peer.name, peer.case, settings, decimals_of(peer.case, [peer.case["expected"]], settings)
            )
        except NotExpressibleError as error:
            refused[peer.name] = str(error)
    return reckon_all(builder), refused


@pytest.fixture(scope="session")
def edited(request: pytest.FixtureRequest) -> tuple[Edited, dict[str, str], dict[str, int]]:
    """Every edit of every file, carried out by `correct`."""
    peers = read_peers(request.config.getoption("--cases"))
    return edit_all([peer.case for peer in peers if peer.kind == "edit"])


def test_the_figures_are_those_the_other_system_states(
    peer: Peer, request: pytest.FixtureRequest, record_property: Any
) -> None:
    record_property("peer", f"{peer.system}\t{peer.family}\t{int(peer.name not in EXCEPTIONS)}")
    found = _check(peer, request)
    if peer.name in EXCEPTIONS:
        assert found != [], "this exception has become needless: remove it from exceptions.toml"
    else:
        assert found == []


def _check(peer: Peer, request: pytest.FixtureRequest) -> list[Any]:
    if peer.kind == "rounding":
        return _check_rounding(peer.case)
    if peer.kind == "allocation":
        return _check_allocation(peer.case)
    if peer.kind == "edit":
        return _check_edit(peer, *request.getfixturevalue("edited"))
    result, refused = request.getfixturevalue("reckoned")
    if peer.name in refused:
        return [f"not expressible: {refused[peer.name]}"]
    return compare(peer.case, result.figures(peer.name, peer.case))


def _check_edit(peer: Peer, edited: Edited, refused: dict[str, str], decimals: dict[str, int]) -> list[Any]:
    case, name = peer.case, peer.name
    if name in refused:
        return [f"not expressible: {refused[name]}"]
    found: list[Any] = [*edited.problems[name]]
    sides = (
        ("before", edited.before, case["order"]),
        ("after", edited.after, apply_edits(case["order"], case["edits"])),
    )
    for side, result, order in sides:
        expected = case.get(f"expected_{side}") or {}
        found += [(side, *rest) for rest in compare_expected(expected, result.figures(name, order))]
    stated = case.get("expected_difference")
    difference = Fraction(edited.differences[name], 10 ** decimals[name])
    if stated is not None and Fraction(stated) != difference:
        found.append(("difference", stated, difference))
    return found


def _check_rounding(case: Case) -> list[Any]:
    policy, found = case["reproduced_by"]["policy"], []
    mode, first = policy.get("mode", "half_up"), str(policy.get("pre_round", "None"))
    for sample in case["samples"]:
        places = max(len(sample["in"].partition(".")[2]), 3)
        value = np.array([scaled(sample["in"], places, "a sample")])
        if first != "None":
            value = divide_rounded_to(value, 10 ** (places - int(first)), mode)
        step = scaled(sample.get("increment", case["increment"]), places, "a step")
        rounded = Fraction(int(divide_rounded_to(value, step, mode)[0]), 10**places)
        if rounded != Fraction(sample["out"]):
            found.append((sample["in"], sample["out"], rounded))
    return found


def _check_allocation(case: Case) -> list[Any]:
    rule = case["reproduced_by"]["policy"].get("alloc", "largest_remainder")
    if rule not in ALLOCATIONS:
        return [f"not expressible: allocation {rule}"]
    places = max(len(str(weight).partition(".")[2]) for weight in case["weights"])
    weights = np.array([scaled(str(weight), places, "a weight") for weight in case["weights"]])
    amount = np.array([scaled(case["amount"], case["decimals"], "the amount")])
    parts = spread(amount, np.zeros(weights.size, dtype=np.int64), weights, ALLOCATIONS[rule])
    found = [Fraction(int(part), 10 ** case["decimals"]) for part in parts]
    return [] if found == [Fraction(part) for part in case["expected"]["parts"]] else [found]


def test_every_exception_is_of_a_case_and_has_a_reason() -> None:
    names = {peer.name for peer in read_peers(None)}
    assert set(EXCEPTIONS) <= names
    assert all(reason.strip() for reason in EXCEPTIONS.values())


def test_nearly_every_case_is_met() -> None:
    peers = read_peers(None)
    for kind, least in (("order", 97), ("edit", 98), ("allocation", 100), ("rounding", 100)):
        named = [peer.name for peer in peers if peer.kind == kind]
        met = [name for name in named if name not in EXCEPTIONS]
        assert 100 * len(met) >= least * len(named), kind
