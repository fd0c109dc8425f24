"""From requested edits to a plan: which cells change, which rows come and go."""

from pipeline.plan.make_plan import Matches, Planned, make_plan, match_rows

__all__ = ["Matches", "Planned", "make_plan", "match_rows"]
