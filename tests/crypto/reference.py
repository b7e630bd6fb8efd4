"""Kring's encryption once more, in Python with `cryptography`, written from RFC 9605 and docs/encryption.md.

It shares no code with static/js/crypto: where both agree, both follow the document. The tests also use it as the
eavesdropper who knows certain keys.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SUITE = 4  # AES_128_GCM_SHA256_128 (RFC 9605, section 8.1)
CLEAR = {"audio": 0, "video": 1}  # bytes in front that stay readable


def from_base64url(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def to_base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def hkdf(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(secret)


def encode_header(kid: int, ctr: int) -> bytes:
    """RFC 9605, section 4.3."""

    def part(value: int) -> tuple[int, bytes]:
        if value <= 7:
            return value, b""
        data = value.to_bytes((value.bit_length() + 7) // 8, "big")
        return 8 + len(data) - 1, data

    (k, kid_bytes), (c, ctr_bytes) = part(kid), part(ctr)
    return bytes([k * 16 + c]) + kid_bytes + ctr_bytes


def decode_header(data: bytes) -> tuple[int, int, int]:
    """KID, CTR and the length of the header."""
    at = 1

    def part(bits: int) -> int:
        nonlocal at
        if bits < 8:
            return bits
        start, at = at, at + bits - 7
        return int.from_bytes(data[start:at], "big")

    kid, ctr = part(data[0] // 16), part(data[0] % 16)
    return kid, ctr, at


def derive_key_salt(kid: int, base_key: bytes) -> tuple[bytes, bytes]:
    """RFC 9605, section 4.4.2."""
    end = kid.to_bytes(8, "big") + SUITE.to_bytes(2, "big")
    return (
        hkdf(base_key, b"", b"SFrame 1.0 Secret key " + end, 16),
        hkdf(base_key, b"", b"SFrame 1.0 Secret salt " + end, 12),
    )


def encrypt(kid: int, ctr: int, base_key: bytes, metadata: bytes, plaintext: bytes) -> bytes:
    """RFC 9605, section 4.4.3."""
    key, salt = derive_key_salt(kid, base_key)
    nonce = (int.from_bytes(salt, "big") ^ ctr).to_bytes(12, "big")
    header = encode_header(kid, ctr)
    return header + AESGCM(key).encrypt(nonce, plaintext, header + metadata)


def decrypt(frame: bytes, base_key: bytes, metadata: bytes) -> bytes:
    """RFC 9605, section 4.4.4. Raises InvalidTag."""
    kid, ctr, length = decode_header(frame)
    key, salt = derive_key_salt(kid, base_key)
    nonce = (int.from_bytes(salt, "big") ^ ctr).to_bytes(12, "big")
    return AESGCM(key).decrypt(nonce, frame[length:], frame[:length] + metadata)


def prove(secret: bytes, room: str, epoch: int, seat: int, public: str) -> str:
    """A proof of presence: docs/encryption.md, "Who is here"."""
    key = hkdf(secret, room.encode(), b"kring presence", 32)
    return to_base64url(hmac.digest(key, f"kring present|{room}|{epoch}|{seat}|{public}".encode(), "sha256"))


def seal_box(room: str, epoch: int, me: tuple[int, str], private: bytes, to: tuple[int, str], secret: bytes) -> str:
    """The same, made; the fixed IV is for tests alone."""
    shared = X25519PrivateKey.from_private_bytes(private).exchange(
        X25519PublicKey.from_public_bytes(from_base64url(to[1]))
    )
    info = f"kring box|{epoch}|{me[0]}|{me[1]}|{to[0]}|{to[1]}"
    iv = b"kring-iv-12b"
    return to_base64url(iv + AESGCM(hkdf(shared, room.encode(), info.encode(), 32)).encrypt(iv, secret, None))


def open_box(room: str, epoch: int, sender: tuple[int, str], me: tuple[int, str], private: bytes, box: str) -> bytes:
    """A secret sealed by one member (seat and public key) to another: docs/encryption.md, "A new secret"."""
    public = X25519PublicKey.from_public_bytes(from_base64url(sender[1]))
    shared = X25519PrivateKey.from_private_bytes(private).exchange(public)
    info = f"kring box|{epoch}|{sender[0]}|{sender[1]}|{me[0]}|{me[1]}"
    data = from_base64url(box)
    return AESGCM(hkdf(shared, room.encode(), info.encode(), 32)).decrypt(data[:12], data[12:], None)


def four_bytes(secret: bytes, room: str, epoch: int, members: dict[int, str]) -> bytes:
    """The bytes that the four words stand for: docs/encryption.md, "Four words"."""
    key = hkdf(secret, room.encode(), b"kring words", 32)
    listed = ",".join(f"{seat}:{public}" for seat, public in sorted(members.items()))
    return hmac.digest(key, f"kring words|{room}|{epoch}|{listed}".encode(), "sha256")[:4]


def open_text(secrets: dict[int, bytes], room: str, kind: str, sealed: str) -> str:
    """A name, title or question: docs/encryption.md, "Texts"."""
    data = from_base64url(sealed)
    key = hkdf(secrets[int.from_bytes(data[:2], "big")], room.encode(), b"kring text", 32)
    return AESGCM(key).decrypt(data[2:14], data[14:], f"{room}|{kind}".encode()).decode()


@dataclass(frozen=True)
class Sender:
    """Whose frames they are: what docs/encryption.md, "Voice and video", puts into their keys."""

    room: str
    seat: int
    public: str  # the public key announced for the seat, base64url

    def base_key(self, secret: bytes, kind: str, kid: int) -> bytes:
        info = f"kring frame|{kind}|{self.seat}|{self.public}|{kid:016x}"
        return hkdf(secret, self.room.encode(), info.encode(), 32)

    def seal(self, secret: bytes, kind: str, kid: int, ctr: int, frame: bytes) -> bytes:
        clear = CLEAR[kind]
        base = self.base_key(secret, kind, kid)
        return frame[:clear] + encrypt(kid, ctr, base, frame[:clear], frame[clear:])

    def open(self, secret: bytes, kind: str, frame: bytes) -> bytes:
        """The frame in the clear. Raises InvalidTag for every other key, seat, kind or a changed byte."""
        clear, sealed = frame[: CLEAR[kind]], frame[CLEAR[kind] :]
        base = self.base_key(secret, kind, decode_header(sealed)[0])
        return clear + decrypt(sealed, base, clear)
