"""The composition root: builds everything once and wires it together. May import everything; nobody imports it."""

import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.staticfiles import StaticFiles

from server import __version__
from server.live import House
from server.media.counters import DELAY_BOUNDS
from server.media.plane import MediaPlane
from server.observe import Counts
from server.settings import ROOT, Settings
from server.shelf import read_shelf
from server.web.actions import actions
from server.web.entrance import entrance
from server.web.guard import Guard, add_headers
from server.web.guessing import Guessing
from server.web.limits import Limits
from server.web.making import making
from server.web.methods import methods
from server.web.pages import pages
from server.web.practice import practice
from server.web.push import push
from server.web.render import Renderer
from server.web.services import DEFAULT_LANGUAGE, Services, language_of
from server.web.sessions import Sessions
from server.web.whip import whip

LOOPBACK = {"127.0.0.1", "::1"}


class LastingFiles(StaticFiles):
    """Static files; their addresses change with their content, so a browser may keep them."""

    async def get_response(self, path: str, scope: dict[str, object]) -> Response:  # type: ignore[override]
        response = await super().get_response(path, scope)
        lasting = response.status_code in (200, 304) and b"v=" in bytes(scope.get("query_string", b""))  # type: ignore[call-overload]
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if lasting else "no-cache"
        return response


def build(settings: Settings) -> FastAPI:
    """The whole application."""
    plane = MediaPlane(port=settings.media_port, addresses=settings.media_address, clock=time.monotonic)
    house = House(plane, time.monotonic, settings.most_rooms)
    renderer = Renderer(ROOT)
    shelf = read_shelf(ROOT / "server/methods", settings.methods_dir)
    for fault in shelf.skipped:
        print(fault.nl, file=sys.stderr)
    counts = Counts(lambda: len(house), plane.counters, DELAY_BOUNDS)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await plane.start()
        yield
        house.close()
        await plane.close()

    # A hypermedia application: its addresses are in docs/protocol.md, not in an OpenAPI schema.
    app = FastAPI(title="Kring", version=__version__, lifespan=lifespan, openapi_url=None)
    app.state.services = Services(house, shelf, renderer, Sessions(), Limits(time.monotonic))
    for router in (pages, making, methods, practice, entrance, actions, push, whip):
        app.include_router(router)
    app.mount("/static", LastingFiles(directory=ROOT / "static"), name="static")
    app.add_middleware(Guessing)
    app.add_middleware(Guard)

    @app.get("/metrics")
    async def metrics(request: Request) -> Response:
        """Counts for whoever runs this machine: answered to the machine itself only."""
        if request.client is None or request.client.host not in LOOPBACK:
            raise StarletteHTTPException(404)
        return PlainTextResponse(counts.text())

    @app.exception_handler(StarletteHTTPException)
    async def refused(request: Request, error: StarletteHTTPException) -> Response:
        return _error_page(renderer, request, error.status_code)

    @app.exception_handler(Exception)
    async def faulty(request: Request, error: Exception) -> Response:
        page = _error_page(renderer, request, 500)
        add_headers(page.headers, request.scope)  # Starlette answers a fault outside of every middleware
        return page

    return app


def _error_page(renderer: Renderer, request: Request, status: int) -> Response:
    language = language_of(request, DEFAULT_LANGUAGE)
    if status == 429 and "hx-request" in request.headers:
        return HTMLResponse(renderer.page("message", language, message="too fast"), status_code=status)
    path = request.url.path if request.url.path.startswith("/r/") and status != 404 else "/"
    page = renderer.page("error", language, status=status, path="/".join(path.split("/")[:3]) or "/")
    return HTMLResponse(page, status_code=status)
