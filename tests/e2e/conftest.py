"""A running Kring and the browsers of this machine, shared by all browser tests. A missing browser skips, by name."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from .machine import CHROMIUM_FLAGS, FIREFOX_PREFERENCES, Server, chromium_path, firefox_path, running_server


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with running_server() as server:
        yield server


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    path = chromium_path(playwright)
    if path is None:
        pytest.skip("Chromium is not installed: the browser tests cannot run")
    browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def whole_chromium(playwright: Playwright) -> Iterator[Browser]:
    """Chromium as people have it, whose cameras keep their ids from page to page."""
    path = chromium_path(playwright, whole=True)
    if path is None:
        pytest.skip("Chromium is not installed as a whole: choosing a camera cannot be tested")
    browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def firefox(playwright: Playwright) -> Iterator[Browser]:
    path = firefox_path()
    if path is None:
        pytest.skip("Firefox is not installed: the test with a Firefox cannot run")
    browser = playwright.firefox.launch(
        channel="moz-firefox", executable_path=path, firefox_user_prefs=FIREFOX_PREFERENCES
    )
    yield browser
    browser.close()
