"""Totals of whole tables of orders, exact and without a loop over orders."""

from pipeline.totals.calculate import Trace, calculate, trace
from pipeline.totals.mixed import calculator

__all__ = ["Trace", "calculate", "calculator", "trace"]
