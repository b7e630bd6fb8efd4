"""What the process asks of the system: seen from a process that asked it."""

import subprocess
import sys

import pytest

ASKED = """
import os, resource, sys
from server.process import harden
{}
print(resource.getrlimit(resource.RLIMIT_CORE)[0])
print(*resource.getrlimit(resource.RLIMIT_NOFILE))
import ctypes
print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""


def asked(what: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", ASKED.format(what)], capture_output=True, text=True, check=True)
    return done.stdout.split()


@pytest.mark.skipif(sys.platform != "linux", reason="prctl exists on Linux only: see docs/host.md for other systems")
def test_no_core_dump_and_no_look_inside() -> None:
    core, soft, hard, dumpable = asked("harden()")
    assert (core, dumpable) == ("0", "0")
    assert soft == hard
    assert asked("")[3] == "1"  # so that the test can fail


SETTLED = """
import gc
from server.process import settle
kept = [[] for _ in range(1000)]
settle()
print(gc.get_freeze_count() > 1000, len(gc.get_objects()) < 1000)
"""


def test_what_lasts_is_not_looked_at_again() -> None:
    done = subprocess.run([sys.executable, "-c", SETTLED], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True"]
