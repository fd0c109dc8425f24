"""Every problem code with its severity and its sentences.

A sentence may hold `{facts}`; those not given are left blank. Codes are
stable: scripts and documentation refer to them.
"""

from pipeline.catalogue.files import FILES
from pipeline.catalogue.guards import GUARDS
from pipeline.catalogue.kinds import Kind
from pipeline.catalogue.orders import ORDERS
from pipeline.catalogue.requests import REQUESTS
from pipeline.catalogue.results import RESULTS

EDITS: dict[str, Kind] = {**REQUESTS, **RESULTS}
CATALOGUE: dict[str, Kind] = {**FILES, **ORDERS, **EDITS, **GUARDS}

__all__ = ["CATALOGUE", "EDITS", "FILES", "GUARDS", "ORDERS", "Kind"]
