"""Empty pages from a real server in a real browser, to run the modules under static/js in."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.async_api import Browser, Page, Playwright, async_playwright

from tests.e2e.machine import chromium_path, firefox_path

ROOT = Path(__file__).parents[2]

NewPage = Callable[..., Awaitable[Page]]


class Files(SimpleHTTPRequestHandler):
    """The project's static files, and an empty page at the root."""

    def do_GET(self) -> None:
        if self.path == "/":
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>empty</title><body data-room='room'>")
        else:
            super().do_GET()

    def log_message(self, format: str, *args: object) -> None:
        pass


class Desk:
    """The files of the project on 127.0.0.1, which counts as secure, so that WebCrypto is there; each browser once."""

    def __init__(self, url: str, playwright: Playwright) -> None:
        self._url = url
        self._playwright = playwright
        self._browsers: dict[str, Browser] = {}

    async def new_page(self, browser: str = "chromium") -> Page:
        """A page with a storage of its own. Skips, by name, where this browser is not installed."""
        if browser not in self._browsers:
            self._browsers[browser] = await self._launched(browser)
        page = await (await self._browsers[browser].new_context()).new_page()
        await page.goto(self._url)
        return page

    async def _launched(self, browser: str) -> Browser:
        path = chromium_path(self._playwright) if browser == "chromium" else firefox_path()
        if path is None:
            pytest.skip(f"{browser} is not installed")
        if browser == "chromium":
            return await self._playwright.chromium.launch(executable_path=path)
        return await self._playwright.firefox.launch(channel="moz-firefox", executable_path=path)

    async def close(self) -> None:
        for browser in self._browsers.values():
            await browser.close()


@asynccontextmanager
async def desk() -> AsyncIterator[Desk]:
    """Shared by the tests of one file."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=str(ROOT)))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        async with async_playwright() as playwright:
            shared = Desk(f"http://127.0.0.1:{server.server_address[1]}/", playwright)
            yield shared
            await shared.close()
    finally:
        server.shutdown()
        server.server_close()
