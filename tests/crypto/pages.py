"""An empty page from a real server in a real browser, to run the modules under static/js in."""

import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.async_api import Page, async_playwright

ROOT = Path(__file__).parents[2]


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


@asynccontextmanager
async def empty_page(browser: str = "chromium") -> AsyncIterator[Page]:
    """One page on 127.0.0.1, which counts as secure, so that WebCrypto is there."""
    path = shutil.which("chromium" if browser == "chromium" else "firefox-esr")
    if path is None:
        pytest.skip(f"{browser} is not installed")
    async with AsyncExitStack() as stack:
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=str(ROOT)))
        stack.callback(server.server_close)
        Thread(target=server.serve_forever, daemon=True).start()
        stack.callback(server.shutdown)
        playwright = await stack.enter_async_context(async_playwright())
        if browser == "chromium":
            started = await playwright.chromium.launch(executable_path=path)
        else:
            started = await playwright.firefox.launch(channel="moz-firefox", executable_path=path)
        stack.push_async_callback(started.close)
        page = await started.new_page()
        await page.goto(f"http://127.0.0.1:{server.server_address[1]}/")
        yield page
