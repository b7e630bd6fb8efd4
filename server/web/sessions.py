"""Who is asking: a sealed token in one HttpOnly cookie, valid in one room only. Imports nothing of the house.

The token is AES-256-GCM over the person's id and language, with the room as associated data: it cannot be read, altered
or carried to another room. The key lives as long as the process.
"""

import binascii
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import asdict, dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from starlette.requests import HTTPConnection
from starlette.responses import Response

COOKIE = "kring"
NONCE = 12  # bytes, NIST SP 800-38D


@dataclass(frozen=True, slots=True)
class Session:
    """A person in a room, and the language this person reads."""

    person: str
    language: str


class Sessions:
    """Seals and opens session tokens."""

    def __init__(self, key: bytes | None = None) -> None:
        self._cipher = AESGCM(key or AESGCM.generate_key(256))

    def seal(self, room: str, session: Session) -> str:
        nonce = secrets.token_bytes(NONCE)
        text = json.dumps(asdict(session)).encode()
        return urlsafe_b64encode(nonce + self._cipher.encrypt(nonce, text, _purpose(room))).decode()

    def open(self, room: str, token: str) -> Session | None:
        """The session in a token, or None for anything that was not sealed here for this room."""
        try:
            data = urlsafe_b64decode(token)
            return Session(**json.loads(self._cipher.decrypt(data[:NONCE], data[NONCE:], _purpose(room))))
        except (InvalidTag, binascii.Error, ValueError):
            return None

    def of(self, room: str, connection: HTTPConnection) -> Session | None:
        """Who asks this of this room."""
        return self.open(room, connection.cookies.get(COOKIE, ""))

    def remember(self, response: Response, room: str, session: Session, *, secure: bool) -> None:
        """Set the cookie: for this room's addresses only, gone with the browser, never readable by a script."""
        response.set_cookie(
            COOKIE, self.seal(room, session), path=f"/r/{room}", httponly=True, samesite="lax", secure=secure
        )

    def forget(self, response: Response, room: str, *, secure: bool) -> None:
        response.delete_cookie(COOKIE, path=f"/r/{room}", httponly=True, samesite="lax", secure=secure)


def _purpose(room: str) -> bytes:
    return b"kring session|" + room.encode()
