"""A running Kring and the browsers of this machine, shared by all browser tests. A missing browser skips, by name."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from server.settings import ROOT

CHROMIUM_FLAGS = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
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
    """A server process: its address, and everything it wrote."""

    url: str
    process: subprocess.Popen[bytes]


def free_port(kind: socket.SocketKind) -> int:
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Kring, started by its own command."""
    port = free_port(socket.SOCK_STREAM)
    ports = {"KRING_PORT": str(port), "KRING_MEDIA_PORT": str(free_port(socket.SOCK_DGRAM))}
    process = subprocess.Popen([sys.executable, "-m", "server", "run"], cwd=ROOT, env={**os.environ, **ports})
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(f"{url}/healthz", timeout=1).close()
                break
            except OSError:
                assert process.poll() is None, "the server has stopped"
                time.sleep(0.1)
        yield Server(url, process)
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """The system's Chromium, else Playwright's own."""
    own = playwright.chromium.executable_path
    path = shutil.which("chromium") or (own if os.path.exists(own) else None)
    if path is None:
        pytest.skip("Chromium is not installed: the browser tests cannot run")
    browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def firefox(playwright: Playwright) -> Iterator[Browser]:
    path = shutil.which("firefox-esr") or shutil.which("firefox")
    if path is None:
        pytest.skip("Firefox is not installed: the test with a Firefox cannot run")
    browser = playwright.firefox.launch(
        channel="moz-firefox", executable_path=path, firefox_user_prefs=FIREFOX_PREFERENCES
    )
    yield browser
    browser.close()
