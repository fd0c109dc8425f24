"""How many examples the property tests try: a few here, many with HYPOTHESIS_PROFILE=long."""

import os

from hypothesis import settings

settings.register_profile("quick", max_examples=8, deadline=None)
settings.register_profile("long", max_examples=800, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))
