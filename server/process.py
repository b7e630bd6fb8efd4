"""What the process asks of the system before it serves: leave nothing behind, and let nobody look inside.

Linux only where it says so; elsewhere the deployment has to see to it (docs/host.md). Imports nothing of the house.
"""

import ctypes
import gc
import resource
import sys

PR_SET_DUMPABLE = 4  # prctl(2): 0 means no core dump, and no reading of the memory by other processes of this user


def harden() -> None:
    """No core dumps; on Linux, no looking into the memory either. As many connections as the system lets us have."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def settle() -> None:
    """What was built at the start stays until the end: the collector need not look at it again.

    A full collection over some 100,000 lasting objects stopped everything, voice included, for about a tenth of a
    second whenever many people came or went; without them it takes microseconds.
    """
    gc.collect()
    gc.freeze()
