"""A run planned: everything worked out, nothing written but the plan."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.guards import Plan, print_plan_file
from pipeline.intake import Tell
from pipeline.languages import phrase
from pipeline.publish import replace_file
from pipeline.reports.report import Report
from pipeline.work_out import Request, plan_of, work_out


@dataclass(frozen=True)
class Planned:
    """A plan that was written, the report behind it, and the exit status the run would have."""

    plan: Plan
    report: Report
    exit_status: int


def plan_correction(request: Request, destination: Path, tell: Tell) -> Planned:
    """Write the plan of the run to that file, whole or not at all.

    Raises what `run_correction` raises.
    """
    with work_out(request, tell) as worked:
        plan = plan_of(request, worked)
        tell(phrase("Writing {file}", file=destination.name))
        replace_file(destination, print_plan_file(plan))
        return Planned(plan, worked.report, worked.exit_status)
