"""P11: back together after a failure of the server. Shown where the recovery is; until it is there, said by name."""

import pytest

from tools.promises import ALSO, ROOT


@pytest.mark.skipif(
    any((ROOT / name).exists() for name in ALSO), reason="P11 is shown in a browser: tests/e2e/test_promise_recovery.py"
)
def test_p11_after_a_failure_everyone_is_back() -> None:
    pytest.skip("P11: this version cannot yet bring a room back after a failure of the server")
