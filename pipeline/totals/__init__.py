"""Totals of whole tables of orders, exact and without a loop over orders."""

from pipeline.totals.calculate import calculate
from pipeline.totals.mixed import calculator

__all__ = ["calculate", "calculator"]
