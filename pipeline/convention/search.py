"""Searches the plausible conventions choice by choice, from the best so far; simplest first.

Every trial is kept with the orders it reproduces: ties, the orders between
them and what explains the others are read off it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from pipeline.convention.choices import Choice, Plausible
from pipeline.convention.compare import Calculate, component_gaps
from pipeline.money import Flags
from schemas.convention import Convention
from schemas.orders import Tables

SAMPLE_ORDERS = 2000
"""Above this many orders the search is done on a sample."""
_BEAM = 4
_PASSES = 3
_FARTHEST = 100
"""Gaps beyond this many minor units count alike: the order is wrong anyway."""


@dataclass(frozen=True)
class Trial:
    """One convention tried: which orders it reproduces, how many, and how far off the others are."""

    convention: Convention
    flags: Flags
    count: int
    distance: int


@dataclass
class Search:
    """The trials on some orders; grows as conventions are tried."""

    tables: Tables
    calculate: Calculate
    plausible: Plausible
    trials: dict[Convention, Trial] = field(default_factory=dict)

    def add(self, conventions: Iterable[Convention]) -> None:
        """Try those not tried yet."""
        for convention in conventions:
            if convention not in self.trials:
                gaps = component_gaps(self.tables, self.calculate(self.tables, convention))
                stacked = np.abs(np.stack(list(gaps.values())))
                flags = np.asarray(~stacked.any(axis=0), dtype=bool)
                distance = int(np.minimum(stacked, _FARTHEST).sum())
                self.trials[convention] = Trial(convention, flags, int(flags.sum()), distance)

    def leading(self, most: int) -> list[Trial]:
        """The best trials: most orders reproduced, then nearest to the others, then most usual."""
        return sorted(self.trials.values(), key=self._rank)[:most]

    def beam(self) -> list[Trial]:
        """What to go on from: the best trial, or the best of each of the leading tax levels.

        Where a tax is rounded can hide what a wrong value of something else costs.
        """
        ranked = self.leading(len(self.trials))
        if self.is_complete:
            return ranked[:1]
        best: dict[str, Trial] = {}
        for trial in ranked:
            best.setdefault(trial.convention.tax_level, trial)
        return list(best.values())[:_BEAM]

    def _rank(self, trial: Trial) -> tuple[int, int, tuple[int, ...]]:
        return -trial.count, trial.distance, self.plausible.unusualness(trial.convention)

    @property
    def is_complete(self) -> bool:
        """Whether one convention reproduces every order."""
        return any(trial.flags.all() for trial in self.trials.values())


def search(tables: Tables, calculate: Calculate, plausible: Plausible) -> Search:
    """The trials on these orders: the usual choices, and the odd ones if those leave orders unexplained."""
    found = Search(tables, calculate, plausible)
    found.add([plausible.start])
    _go_through(found, plausible.usual)
    if not found.is_complete and plausible.odd:
        _go_through(found, (*plausible.odd, *plausible.usual))
    return found


def _go_through(found: Search, choices: tuple[Choice, ...]) -> None:
    """Vary the leading conventions, choice by choice, until that finds nothing better."""
    for _ in range(_PASSES):
        (before,) = found.leading(1)
        for choice in choices:
            found.add(near for trial in found.beam() for near in choice.around(trial.convention))
        (after,) = found.leading(1)
        if found.is_complete or after.convention == before.convention:
            break


def take_sample(tables: Tables) -> Tables:
    """A regular sample of the orders, or all of them."""
    size = len(tables.orders)
    if size <= SAMPLE_ORDERS:
        return tables
    return tables.only(tables.orders["order_key"].iloc[:: -(-size // SAMPLE_ORDERS)])
