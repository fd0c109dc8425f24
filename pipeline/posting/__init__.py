"""Double entries of what a run changes: one document per order, its debits equal to its credits."""

from pipeline.posting.documents import build_postings, find_missing_accounts
from pipeline.posting.earned import list_earned, list_posted_orders
from pipeline.posting.pairs import pair_postings

__all__ = [
    "build_postings",
    "find_missing_accounts",
    "list_earned",
    "list_posted_orders",
    "pair_postings",
]
