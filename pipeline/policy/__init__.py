"""What the shop decides: tolerance, allowed edits, limits, closed orders, fixed conventions and the like."""

from pipeline.policy.edit_kinds import EDIT_KINDS, EVERY_TARGET, is_allowed
from pipeline.policy.entries import policy_from
from pipeline.policy.file_text import write_policy
from pipeline.policy.journal import OF_ONE_CURRENCY, Datev, Journal
from pipeline.policy.policy_error import PolicyError
from pipeline.policy.settings import LIMITS, ORDER_LIMITS, RUN_LIMITS, Policy
from pipeline.policy.words import tell_policy

__all__ = [
    "EDIT_KINDS",
    "EVERY_TARGET",
    "LIMITS",
    "OF_ONE_CURRENCY",
    "ORDER_LIMITS",
    "RUN_LIMITS",
    "Datev",
    "Journal",
    "Policy",
    "PolicyError",
    "is_allowed",
    "policy_from",
    "tell_policy",
    "write_policy",
]
