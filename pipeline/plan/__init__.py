"""From requested edits to a plan: which cells change, which rows come and go."""

from pipeline.plan.cells import DecimalMarks, settle_decimal_marks
from pipeline.plan.make_plan import Matches, Planned, make_plan, match_rows
from pipeline.plan.match_orders import OrderFinder

__all__ = [
    "DecimalMarks",
    "Matches",
    "OrderFinder",
    "Planned",
    "make_plan",
    "match_rows",
    "settle_decimal_marks",
]
