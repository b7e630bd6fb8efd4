"""Kring as a process, as it is or with faults planted: `python -m tests.promises.launch [fault ...]`.

The faults are here and nowhere in the server: nothing can be switched on in what people run.
"""

import os
import resource
import socket
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from starlette.types import Receive, Scope, Send

from server.__main__ import main
from server.live import House, LiveRoom
from server.web.guard import Guard


def log_who_asks() -> None:
    """P4: an access log, as many servers have."""
    guarded = Guard.__call__

    async def logged(self: Guard, scope: Scope, receive: Receive, send: Send) -> None:
        print(scope.get("client"), scope.get("path"), scope.get("headers"), flush=True)
        await guarded(self, scope, receive, send)

    Guard.__call__ = logged  # type: ignore[method-assign]


def at_opening(do: Callable[[LiveRoom], None]) -> None:
    opened = House.open

    def opening(self: House, *all_: Any, **named: Any) -> tuple[LiveRoom, str]:
        live, opener = opened(self, *all_, **named)
        do(live)
        return live, opener

    House.open = opening  # type: ignore[method-assign]


def write_a_file() -> None:
    """P3: a file with the room in it."""

    def write(live: LiveRoom) -> None:
        with suppress(OSError), open(os.path.join(tempfile.gettempdir(), "kring-planted"), "w") as file:
            file.write(live.id)

    at_opening(write)


def need_a_file() -> None:
    """P3: a program that cannot go on without writing; where nothing can be written, no room opens."""

    def write(live: LiveRoom) -> None:
        with open(os.path.join(tempfile.gettempdir(), "kring-planted"), "w") as file:
            file.write(live.id)

    at_opening(write)


def call_elsewhere() -> None:
    """P3: a connection to somewhere else."""

    def call(live: LiveRoom) -> None:
        with socket.socket() as elsewhere:
            elsewhere.setblocking(False)
            elsewhere.connect_ex(("127.0.0.9", 9))

    at_opening(call)


def keep_rooms() -> None:
    """P5: a room that stays when everyone has left."""
    House._forget = lambda self, id: None  # type: ignore[method-assign]


FAULTS = {each.__name__: each for each in (log_who_asks, write_a_file, need_a_file, call_elsewhere, keep_rooms)}


if __name__ == "__main__":
    for name in sys.argv[1:]:
        FAULTS[name]()
    if not sys.argv[1:]:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # no file may grow beyond 0 bytes
    sys.exit(main(["run"]))
