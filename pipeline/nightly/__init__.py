"""An inbox worked through unattended: each file run on its own, then moved to where it belongs."""

from pipeline.nightly.clock import Clock
from pipeline.nightly.settings import Settings
from pipeline.nightly.shift import Outlets, work_shift

__all__ = ["Clock", "Outlets", "Settings", "work_shift"]
