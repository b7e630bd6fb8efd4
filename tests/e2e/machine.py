"""What browser tests and benchmarks need of this machine: a running Kring, and the browsers that are installed."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.async_api import Playwright as AsyncPlaywright
from playwright.sync_api import Playwright

from server.settings import ROOT

# Five frames a second (the least it knows): six browsers with real encoders share the two cores of a small machine.
# Four cameras, of which the last is like the first (the second gives depth, which no encoder takes).
CHROMIUM_FLAGS = ["--use-fake-device-for-media-stream=device-count=4,fps=5", "--use-fake-ui-for-media-stream"]
FIREFOX_PREFERENCES: dict[str, str | float | bool] = {
    "media.navigator.streams.fake": True,
    "media.navigator.permission.disabled": True,
    # Without these two Firefox offers no address that works on a machine by itself.
    "media.peerconnection.ice.obfuscate_host_addresses": False,
    "media.peerconnection.ice.loopback": True,
    "media.autoplay.default": 0,
}


@dataclass(frozen=True)
class Server:
    """A server process and its address."""

    url: str
    process: subprocess.Popen[bytes]


def free_port(kind: socket.SocketKind) -> int:
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_server() -> Iterator[Server]:
    """Kring, started by its own command on free ports."""
    port = free_port(socket.SOCK_STREAM)
    ports = {"KRING_PORT": str(port), "KRING_MEDIA_PORT": str(free_port(socket.SOCK_DGRAM))}
    process = subprocess.Popen([sys.executable, "-m", "server", "run"], cwd=ROOT, env={**os.environ, **ports})
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"{url}/healthz", timeout=1).close()
                break
            except OSError:
                if process.poll() is not None:
                    raise RuntimeError("the server has stopped") from None
                time.sleep(0.1)
        yield Server(url, process)
    finally:
        process.terminate()
        process.wait(20)


def chromium_path(playwright: Playwright | AsyncPlaywright, *, whole: bool = False) -> str | None:
    """The system's Chromium, else Playwright's own, else None.

    The build without windows does a third less work; but its cameras have another id on every page.
    """
    own = playwright.chromium.executable_path
    windowless = None if whole else shutil.which("chromium-headless-shell")
    return windowless or shutil.which("chromium") or (own if os.path.exists(own) else None)


def firefox_path() -> str | None:
    return shutil.which("firefox-esr") or shutil.which("firefox")
