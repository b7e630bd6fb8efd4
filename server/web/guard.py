"""What holds for every request: where it may come from, how large it may be, and the headers every answer carries.

Plain ASGI, so that it covers pages, files, errors and websockets alike. Imports nothing of the house.
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "media-src 'self' blob: mediastream:",
            "connect-src 'self'",
            "worker-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    ),
    "Permissions-Policy": "camera=(self), microphone=(self), display-capture=(), geolocation=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


class Guard:
    """Refuses what comes from another site, and puts the security headers on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif not from_own_pages(scope):
            await _refuse(scope, receive, send)
        else:
            await self._app(scope, receive, _with_headers(scope, send))


def from_own_pages(scope: Scope) -> bool:
    """Whether a state change or a websocket comes from a page of this very server.

    A form sent under `Referrer-Policy: no-referrer` carries `Origin: null` (Fetch standard, 3.1), so `Sec-Fetch-Site`
    speaks first; a websocket handshake always carries its origin.
    """
    if scope["type"] == "http" and scope["method"] in SAFE_METHODS:
        return True
    headers = Headers(scope=scope)
    if scope["type"] == "http" and "sec-fetch-site" in headers:
        return headers["sec-fetch-site"] == "same-origin"
    origin = urlsplit(headers.get("origin", ""))
    return origin.scheme in ("http", "https") and bool(origin.netloc) and origin.netloc == headers.get("host")


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})  # before the handshake: the browser sees a 403
        return
    refusal = PlainTextResponse("Dit verzoek komt niet van een pagina van Kring.\n", status_code=403)
    await refusal(scope, receive, _with_headers(scope, send))


def _with_headers(scope: Scope, send: Send) -> Send:
    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            add_headers(MutableHeaders(scope=message), scope)
        await send(message)

    return with_headers


def add_headers(headers: MutableHeaders, scope: Scope) -> None:
    """Put the headers on an answer to this request, where it has none of its own."""
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    headers.setdefault("Cache-Control", "no-store")
    if scope.get("scheme") == "https":
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
