"""What stops a run that could be done: a plan that no longer holds, control totals that are off.

Each guard raises `GuardRefused` (exit status 5) with everything it found; nothing is written then.
"""

from pipeline.guards.control_totals import Expected, check_expected
from pipeline.guards.plan_file import Plan, build_plan, check_plan, print_plan_file, read_plan

__all__ = ["Expected", "Plan", "build_plan", "check_expected", "check_plan", "print_plan_file", "read_plan"]
