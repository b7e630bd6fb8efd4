"""A whole Kring for tests: the real application on a free media port, and visitors with their own cookies."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from fastapi import FastAPI
from httpx2 import Response
from starlette.testclient import TestClient, WebSocketTestSession

from server.app import build
from server.live import LiveRoom
from server.settings import Settings
from server.web.services import Services

OWN = {"origin": "http://testserver"}
HTMX = {**OWN, "hx-request": "true"}


def application() -> FastAPI:
    return build(Settings(media_port=0, media_address=("127.0.0.1",)))


@dataclass
class Visitor:
    """Somebody with a browser of their own, visiting one server together with the others."""

    client: TestClient
    room: str = ""

    def post(self, path: str, *, headers: dict[str, str] = OWN, **form: str | int) -> Response:
        return self.client.post(
            path, data={k: str(v) for k, v in form.items()}, headers=headers, follow_redirects=False
        )

    def open_room(self, *, seats: int = 4, guidance: str = "guided", method: str = "incident") -> str:
        answer = self.post("/rooms", method=method, seats=seats, guidance=guidance)
        assert answer.status_code == 303
        self.room = answer.headers["location"].removeprefix("/r/")
        return self.room

    def join(self, name: str = "QUJD", *, agree: str = "on") -> Response:
        return self.post(f"/r/{self.room}/join", sealed_name=name, agree=agree)

    def do(self, command: str, *, headers: dict[str, str] = HTMX, **form: str | int) -> Response:
        return self.post(f"/r/{self.room}/do/{command}", headers=headers, **form)

    def push(self, query: str = "") -> WebSocketTestSession:
        return self.client.websocket_connect(f"/r/{self.room}/push{query}", headers=OWN)

    def get(self, path: str = "") -> Response:
        return self.client.get(f"/r/{self.room}{path}")

    @property
    def services(self) -> Services:
        app = self.client.app
        assert isinstance(app, FastAPI)
        services = app.state.services
        assert isinstance(services, Services)
        return services

    @property
    def live(self) -> LiveRoom:
        live = self.services.house.find(self.room)
        assert live is not None
        return live


@contextmanager
def kring() -> Iterator[Visitor]:
    """A running server and its first visitor."""
    with TestClient(application()) as client:
        yield Visitor(client)


def another(visitor: Visitor) -> Visitor:
    """Someone else on the same server, with no cookies yet, invited to the same room."""
    client = TestClient(visitor.client.app)
    client.portal = visitor.client.portal  # the same event loop, so that both see one server
    return Visitor(client, visitor.room)
