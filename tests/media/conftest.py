"""How much the fuzz tests try: a little in every run, KRING_FUZZ examples when that is set (10000 before a release)."""

import os

from hypothesis import settings

# No deadline: these tests share the machine with browsers.
settings.register_profile("media", deadline=None, max_examples=int(os.environ.get("KRING_FUZZ", "100")))
settings.load_profile("media")
