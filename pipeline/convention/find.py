"""Finds how a shop calculates: the convention that reproduces most of its orders.

Every order is recalculated under the plausible conventions and compared with
what the export states, component by component, to the minor unit.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from pipeline.convention.choices import Plausible, list_plausible
from pipeline.convention.compare import Calculate, is_reproduced, states_figures
from pipeline.convention.search import Search, Trial, search, take_sample
from pipeline.convention.ties import find_deciders, find_undecided
from pipeline.money import Flags
from schemas.convention import Convention, Found, Second
from schemas.orders import Tables

_FINALISTS = 6
_CLOSE_SHARE = 20
"""Finalists come within a twentieth of the sample of the best one."""
_FEWEST_FOR_ODD = 2
"""An odd convention must explain so many orders that no usual one explains."""
_FEWEST_FOR_SECOND = 5
_WORTH_A_SEARCH = 25
"""One order in so many must be left over before another convention is searched for them."""
_SHARE_OF_REST = 2
_SHARE_OF_ALL = 5
_MOST_OTHERS = 4
_MOST_NAMED = 5


def find_conventions(tables: Tables, calculate: Calculate, fixed: dict[str, Convention]) -> list[Found]:
    """One finding per platform and currency, in order of appearance."""
    groups = tables.orders[["platform", "currency"]].drop_duplicates()
    return [
        _find_one(tables, platform, currency, calculate, fixed.get(platform))
        for platform, currency in zip(groups["platform"], groups["currency"], strict=True)
    ]


def _find_one(
    tables: Tables, platform: str, currency: str, calculate: Calculate, fixed: Convention | None
) -> Found:
    orders = tables.orders
    is_here = (orders["platform"] == platform) & (orders["currency"] == currency)
    part = tables.only(orders.loc[is_here, "order_key"])
    is_stated = states_figures(part.orders)
    has_figures = bool(is_stated.any())
    found = Found(
        platform,
        currency,
        fixed or Convention(),
        orders=int(is_stated.sum()),
        reproduced=0,
        undecided={},
        source="assumed" if fixed is None else "policy",
        has_tax=bool((part.orders["tax_minor"] != 0).any()) or len(part.taxes) > 0,
        is_mixed=part.orders["tax_mode"].nunique() > 1,
        has_figures=has_figures,
    )
    if fixed is not None:
        flags = is_reproduced(part, calculate(part, fixed))
        return replace(found, reproduced=int((flags & is_stated).sum()))
    if not has_figures:
        return replace(found, convention=list_plausible(part).start)
    return _search_all(found, _Group(part, is_stated, calculate, list_plausible(part)))


@dataclass(frozen=True)
class _Group:
    """The orders of one platform and currency, and what to try on them."""

    tables: Tables
    is_stated: Flags
    calculate: Calculate
    plausible: Plausible

    def search(self) -> tuple[Search, Search]:
        """The trials on a sample, and those on all the orders: the finalists and their ties."""
        sampled = search(take_sample(self.tables), self.calculate, self.plausible)
        if len(sampled.tables.orders) == len(self.tables.orders):
            return sampled, sampled
        whole = Search(self.tables, self.calculate, self.plausible)
        leaders = sampled.leading(_FINALISTS)
        lowest = leaders[0].count - len(sampled.tables.orders) // _CLOSE_SHARE
        first = choose(sampled.trials.values(), self.plausible)
        whole.add([first.convention, *(t.convention for t in leaders if first.count > t.count >= lowest)])
        for _ in range(2):  # the ties of the first, and of what may come before it on all the orders
            best = choose(whole.trials.values(), self.plausible)
            whole.add(_ties_beside(best.convention, sampled))
        return sampled, whole


def _ties_beside(convention: Convention, sampled: Search) -> list[Convention]:
    """Those that do as well on the sample and differ in one parameter."""
    count = sampled.trials[convention].count
    return [
        other
        for other, trial in sampled.trials.items()
        if trial.count == count and len(convention.differences(other)) == 1
    ]


def choose(trials: Iterable[Trial], plausible: Plausible) -> Trial:
    """The trial that reproduces the most orders; of equals the most usual.

    Where none reproduces any, the nearest. An odd convention is taken only if
    it reproduces more orders than chance would let it.
    """
    tried = list(trials)

    def rank(trial: Trial) -> tuple[int, int, tuple[int, ...]]:
        distance = 0 if trial.count else trial.distance
        return -trial.count, distance, plausible.unusualness(trial.convention)

    best = min(tried, key=rank)
    usual = [trial for trial in tried if plausible.is_usual(trial.convention)]
    best_usual = min(usual, key=rank, default=best)
    return best_usual if best.count - best_usual.count < _FEWEST_FOR_ODD else best


def _search_all(found: Found, group: _Group) -> Found:
    sampled, whole = group.search()
    best = choose(whole.trials.values(), group.plausible)
    tied = _find_tied(best, whole)
    undecided = find_undecided(tied, group.plausible.values) if best.count else {}
    rest = group.is_stated & ~best.flags
    others = _list_others(sampled, best.convention)
    second = _find_second(group, rest)
    if second is not None:
        others = [second.convention, *(other for other in others if other != second.convention)]
    return replace(
        found,
        convention=best.convention,
        reproduced=int((best.flags & group.is_stated).sum()),
        undecided=undecided,
        source="found",
        deciders=find_deciders(tied, undecided, group.tables.orders["order_id"]),
        second=second,
        others=tuple(others),
    )


def _find_tied(best: Trial, whole: Search) -> list[Trial]:
    """The trials that reproduce as many orders, the best first, then the most usual.

    Odd ones count only where the best is odd itself: they were tried for
    orders that the usual ones leave, and do no better.
    """
    rank = whole.plausible.unusualness
    is_odd = not whole.plausible.is_usual(best.convention)
    tied = [
        trial
        for trial in whole.trials.values()
        if trial.count == best.count
        and trial.convention != best.convention
        and (is_odd or whole.plausible.is_usual(trial.convention))
    ]
    return [best, *sorted(tied, key=lambda trial: rank(trial.convention))]


def _list_others(sampled: Search, convention: Convention) -> list[Convention]:
    """A few conventions that together reproduce most of what this one leaves, of those tried."""
    left = ~sampled.trials[convention].flags
    others: list[Convention] = []
    while left.any() and len(others) < _MOST_OTHERS:
        counts = {other: int((trial.flags & left).sum()) for other, trial in sampled.trials.items()}
        best = min(counts, key=lambda other: (-counts[other], sampled.plausible.unusualness(other)))
        if counts[best] == 0:
            break
        others.append(best)
        left &= ~sampled.trials[best].flags
    return others


def _find_second(group: _Group, rest: Flags) -> Second | None:
    """The convention of a substantial part of the orders that the first leaves, if there is one."""
    is_many = int(rest.sum()) >= _FEWEST_FOR_SECOND
    if not is_many or int(rest.sum()) * _WORTH_A_SEARCH < int(group.is_stated.sum()):
        return None
    keys = group.tables.orders.loc[rest, "order_key"]
    part = group.tables.only(keys)
    other = replace(group, tables=part, is_stated=np.ones(len(keys), dtype=bool))
    _, whole = other.search()
    best = choose(whole.trials.values(), group.plausible)
    is_substantial = best.count * _SHARE_OF_REST >= len(keys)
    is_substantial |= best.count * _SHARE_OF_ALL >= int(group.is_stated.sum())
    if best.count < _FEWEST_FOR_SECOND or not is_substantial:
        return None
    named = _first_names(part.orders, best.flags)
    return Second(best.convention, best.count, named)


def _first_names(orders: pd.DataFrame, flags: Flags) -> tuple[str, ...]:
    return tuple(orders.loc[flags, "order_id"].head(_MOST_NAMED))
