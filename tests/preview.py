"""The pages without a server behind them: draws hand-made screens, answers clock pings, pushes another.

For the browser tests of the screens and for `make screenshots`. Bears the same content security policy as Kring itself.
"""

import asyncio
import json
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket, WebSocketDisconnect

from server.methods.method import Method
from server.web.render import Renderer

from . import mode_screens, screens
from .shelf import beforehand

ROOT = Path(__file__).parent.parent
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "media-src 'self' blob:; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class Preview:
    """What the preview remembers: every request it got, and the open sockets."""

    def __init__(self, methods: list[Method]) -> None:
        self.renderer = Renderer(ROOT)
        self.methods = methods
        self.heard: list[str] = []
        self.sockets: dict[WebSocket, asyncio.Event] = {}  # from before the browser sees it open; set when it is
        self.loop: asyncio.AbstractEventLoop | None = None

    def push(self, situation: str, language: str = "nl") -> None:
        """Send every open room page another screen; called from another thread."""
        text = self.renderer.push(mode_screens.EVERY[situation](), language, time.monotonic() * 1000, screens.ROOM)
        self.say(text)

    def say(self, text: str) -> None:
        self._on_every_socket(lambda line: line.send_text(text))

    def drop(self) -> None:
        """Break every connection, as a lost line does."""
        self._on_every_socket(lambda line: line.close(1011))

    def _on_every_socket(self, act: Callable[[WebSocket], Awaitable[None]]) -> None:
        async def on_one(line: WebSocket, ready: asyncio.Event) -> None:
            await ready.wait()
            with suppress(WebSocketDisconnect, RuntimeError):  # whoever left in the meantime
                await act(line)

        assert self.loop is not None
        for line, ready in list(self.sockets.items()):
            asyncio.run_coroutine_threadsafe(on_one(line, ready), self.loop).result(5)

    def page(self, request: Request, name: str, **context: object) -> HTMLResponse:
        language = request.query_params.get("lang", "nl")
        return HTMLResponse(self.renderer.page(name, language, path=request.url.path, **context))

    async def home(self, request: Request) -> Response:
        return self.page(request, "home", methods=self.methods)

    async def room(self, request: Request) -> Response:
        situation = request.query_params.get("screen", "member")
        if situation in ("join", "waiting"):
            return self.page(request, situation, room=screens.ROOM)
        overlay = mode_screens.EVERY[situation]()
        return self.page(request, "room", room=screens.ROOM, overlay=overlay, now_ms=time.monotonic() * 1000)

    async def shelf(self, request: Request) -> Response:
        return self.page(request, "methods", methods=self.methods)

    async def method(self, request: Request) -> Response:
        method = self.methods[0]
        return self.page(request, "methods/page", method=method, **beforehand(method))

    async def bye(self, request: Request) -> Response:
        return self.page(request, "bye")

    async def error(self, request: Request) -> Response:
        return self.page(request, "error", status=404)

    async def post(self, request: Request) -> Response:
        self.heard.append(f"{request.url.path} {(await request.body()).decode()}")
        if request.url.path.endswith("/do/extend"):
            return HTMLResponse(self.renderer.page("message", "nl", message="stale"), 409)
        if "/do/" in request.url.path and "hx-request" in request.headers:
            return Response(status_code=204)
        if request.url.path == "/rooms":
            return RedirectResponse(f"/r/{screens.ROOM}?screen=join", 303)
        return RedirectResponse(f"/r/{screens.ROOM}", 303)

    async def socket(self, line: WebSocket) -> None:
        self.loop = asyncio.get_running_loop()
        ready = self.sockets[line] = asyncio.Event()
        try:
            await line.accept()
            ready.set()
            while True:
                message = json.loads(await line.receive_text())
                await line.send_text(json.dumps({"pong": message["ping"], "server_ms": time.monotonic() * 1000}))
        except WebSocketDisconnect:
            pass
        finally:
            del self.sockets[line]

    def app(self) -> Starlette:
        routes = [
            Route("/", self.home),
            Route("/methods", self.shelf),
            Route("/methods/{id}", self.method),
            Route("/bye", self.bye),
            Route("/error", self.error),
            Route("/r/{room}", self.room),
            WebSocketRoute("/r/{room}/push", self.socket),
            Route("/{rest:path}", self.post, methods=["POST"]),
            Mount("/static", StaticFiles(directory=ROOT / "static")),
        ]
        return Starlette(routes=routes, middleware=[Middleware(BaseHTTPMiddleware, dispatch=self._guard)])

    async def _guard(self, request: Request, go_on: RequestResponseEndpoint) -> Response:
        self.heard.append(f"{request.method} {request.url} {dict(request.headers)}")
        response = await go_on(request)
        response.headers["content-security-policy"] = POLICY
        response.headers["referrer-policy"] = "no-referrer"
        return response


@contextmanager
def previewed(preview: Preview) -> Iterator[str]:
    """Serve the preview from a thread on a free port; gives its address."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen()  # whoever comes before the server has started waits a moment
    port = listening.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(preview.app(), log_level="error", ws="websockets-sansio"))
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)
        listening.close()
