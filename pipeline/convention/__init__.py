"""How a shop calculates: found by trying, compared order by order; misfits explained. Pure."""

from pipeline.convention.compare import component_gaps, is_reproduced, states_figures
from pipeline.convention.explain import explain_misfits
from pipeline.convention.find import find_conventions
from pipeline.convention.search import SAMPLE_ORDERS

__all__ = [
    "SAMPLE_ORDERS",
    "component_gaps",
    "explain_misfits",
    "find_conventions",
    "is_reproduced",
    "states_figures",
]
