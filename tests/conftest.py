"""What every test shares: how hard hypothesis looks. `HYPOTHESIS_PROFILE=thorough` looks much harder (nightly)."""

import os

from hypothesis import HealthCheck, settings

# No deadline and no health check on time: no test asserts an absolute speed, whatever else the machine is doing.
QUIET = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow], "print_blob": True}
settings.register_profile("quick", max_examples=60, **QUIET)  # type: ignore[arg-type]
settings.register_profile("thorough", max_examples=3000, **QUIET)  # type: ignore[arg-type]
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))
