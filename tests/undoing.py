"""Runs and their undoing in tests: a folder of exports corrected, taken over and taken back."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from pipeline.intake import Sources
from pipeline.reports.report import find_broken_ties
from pipeline.run import Result, run_correction
from pipeline.work_out import Request

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
EDITS = (SAMPLES / "edits.xlsx", SAMPLES / "edits.csv")
CONVENTIONS = """
[conventions.ecwid]
tax_level = "line"
tax_charges = true
prices_include_tax = true
[conventions.shopify]
tax_level = "line"
tax_charges = true
prices_include_tax = true
"""
"""How the samples' shops calculate: it need not be found each time."""
NOW = "2026-11-26T10:00:00+00:00"


@dataclass(frozen=True)
class Shop:
    """A place with exports, runs and perhaps a ledger."""

    home: Path
    currency: str = "CHF"
    has_ledger: bool = False
    mapping: Path | None = None
    policy: str = ""

    @property
    def ledger(self) -> Path:
        return self.home / "ledger.db"

    def run(self, run_id: str, orders: list[Path], *edits: Path, is_dry_run: bool = False) -> Result:
        """A run; every sum of its report ties out."""
        policy = self.home / "policy.toml"
        policy.write_text(self.policy + CONVENTIONS, encoding="utf-8")
        sources = Sources(tuple(orders), edits, mapping=self.mapping, currency=self.currency, policy=policy)
        request = Request(
            sources,
            self.home / "runs",
            run_id,
            (),
            lambda: NOW,
            is_dry_run=is_dry_run,
            ledger=str(self.ledger) if self.has_ledger else "",
        )
        result = run_correction(request, lambda _: None)
        assert find_broken_ties(result.report) == []
        return result

    def take_over(self, result: Result, orders: list[Path]) -> list[Path]:
        """The run's updated orders as the shop's next exports, under their old names."""
        folder = self.home / f"after-{result.folder.name}"
        folder.mkdir()
        names = [f"updated-orders-{path.name}" for path in orders]
        if len(orders) == 1:
            names = [f"updated-orders{orders[0].suffix}"]
        for name, path in zip(names, orders, strict=True):
            shutil.copy(result.folder / name, folder / path.name)
        return [folder / path.name for path in orders]


def same_bytes(some: list[Path], others: list[Path]) -> bool:
    return [path.read_bytes() for path in some] == [path.read_bytes() for path in others]
