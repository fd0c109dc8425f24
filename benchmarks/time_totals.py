"""Times the totals of whole tables of orders, beside DuckDB and Polars: `time_totals.py [LINES]`.

Every row is measured in a process of its own (medians of five calls, peak
memory), for the lines asked for and for a tenth of them: where the cost is
linear, both rates are the same. Processor seconds count all threads and
change little when the machine has other work to do. DuckDB and Polars reckon the first convention
only; nothing is timed before their totals equal the program's.
"""

from __future__ import annotations

import multiprocessing
import resource
import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace

import numpy as np
from make_tables import CURRENCIES, PLATFORMS, make_tables, with_compound_taxes

from pipeline.totals import calculate, calculator
from schemas.convention import Convention
from schemas.orders import Tables

CALLS = 5
LINE = Convention()
CONVENTIONS = {
    "taxes rounded on each line": LINE,
    "taxes rounded once per order": Convention(tax_level="order"),
    "taxes rounded on each unit": Convention(tax_level="unit"),
    "fractions carried line to line": Convention(tax_level="order_carry"),
    "percentages and lines unrounded": Convention(percent_rounding="none", line_rounding="none"),
}
COMPOUND, MIXED = "a compound tax on every line", "four conventions in one call"
ELSEWHERE = ("duckdb", "polars")
MIXTURE = (LINE, *(replace(LINE, tax_level=level) for level in ("order", "unit", "order_carry")))


def prepare(name: str, lines: int) -> Callable[[], object]:
    """The call that is to be timed, its tables made."""
    tables = make_tables(lines)
    if name in ELSEWHERE:
        return prepare_elsewhere(name, tables)
    if name == MIXED:
        groups = [(platform, currency) for platform in PLATFORMS for currency in CURRENCIES]
        calculate_each = calculator(dict(zip(groups, MIXTURE, strict=True)))
        return lambda: calculate_each(tables)
    if name == COMPOUND:
        tables = with_compound_taxes(tables)
    return lambda: calculate(tables, CONVENTIONS.get(name, LINE))


def prepare_elsewhere(name: str, tables: Tables) -> Callable[[], np.ndarray]:
    """The same sums in DuckDB or Polars; imported here so that each has its memory for itself."""
    if name == "duckdb":
        from totals_in_duckdb import prepare_duckdb  # noqa: PLC0415

        return prepare_duckdb(tables)
    from totals_in_polars import prepare_polars  # noqa: PLC0415

    return prepare_polars(tables)


def compare(lines: int) -> list[str]:
    """Which of the others come to other totals than the program."""
    tables = make_tables(lines)
    totals = calculate(tables, LINE).orders["total_minor"].to_numpy()
    return [name for name in ELSEWHERE if not np.array_equal(prepare_elsewhere(name, tables)(), totals)]


def measure(name: str, lines: int) -> tuple[int, int, int, int]:
    """Nanoseconds of one call and of processors in it (medians), MiB before the first call and at most."""
    call = prepare(name, lines)
    before = peak_memory()
    taken, worked = [], []
    for _ in range(CALLS):
        started, began = time.perf_counter_ns(), time.process_time_ns()
        call()
        taken.append(time.perf_counter_ns() - started)
        worked.append(time.process_time_ns() - began)
    return int(statistics.median(taken)), int(statistics.median(worked)), before, peak_memory()


def peak_memory() -> int:
    """The largest memory of this process so far, MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main(lines: int) -> None:
    """Print the table of rates."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, spawn, max_tasks_per_child=1) as alone:
        different = alone.submit(compare, lines).result()
        if different:
            sys.exit(f"other totals: {', '.join(different)}")
        print(
            f"{'':34}{'seconds':>8}{'processor':>11}{'lines/s':>12}{'a tenth':>12}{'MiB':>8}{'of tables':>11}"
        )
        for name in (*CONVENTIONS, COMPOUND, MIXED, *ELSEWHERE):
            (some, *_), (taken, worked, before, most) = (
                alone.submit(measure, name, size).result() for size in (lines // 10, lines)
            )
            rates = f"{lines * 10**9 // taken:12,}{lines // 10 * 10**9 // some:12,}"
            seconds = f"{taken / 10**9:8.2f}{worked / 10**9:11.2f}"
            print(f"{name:34}{seconds}{rates}{most:8,}{before:11,}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
