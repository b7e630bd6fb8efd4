"""How much is tried: a little in every run, KRING_FUZZ cases of a kind when that is set (`make fuzz`: 10,000)."""

import os

from hypothesis import HealthCheck, settings

CASES = settings(
    deadline=None,
    max_examples=int(os.environ.get("KRING_FUZZ", "50")),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)
