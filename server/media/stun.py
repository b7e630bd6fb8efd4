"""ICE-lite (RFC 8445): the browser checks, the server answers. aioice reads and writes the messages."""

import ipaddress
from typing import Final

from aioice import stun

LONGEST: Final = 548  # octets: no connectivity check is longer


def read_check(data: bytes) -> stun.Message | None:
    """A binding request that names its user; None for anything else. Whatever aioice stumbles over is None as well.

    aioice 0.13 lets struct.error, UnicodeDecodeError and others out for malformed input (only ValueError is promised).
    """
    if len(data) > LONGEST:
        return None
    try:
        message = stun.parse_message(data)
    except Exception:
        return None
    binding = message.message_method == stun.Method.BINDING and message.message_class == stun.Class.REQUEST
    return message if binding and "USERNAME" in message.attributes else None


def local_user(message: stun.Message) -> str:
    """The fragment of the user name that this server gave out: what stands before the colon (RFC 8445 part 7.2.2)."""
    user: str = message.attributes["USERNAME"]
    return user.partition(":")[0]


def reply(check: stun.Message, address: tuple[str, int], password: str) -> bytes:
    """The answer to an authenticated check: the address it came from, signed with the server's password."""
    answer = stun.Message(stun.Method.BINDING, stun.Class.RESPONSE, transaction_id=check.transaction_id)
    answer.attributes["XOR-MAPPED-ADDRESS"] = address
    answer.add_message_integrity(password.encode())
    return bytes(answer)


def plain(host: str) -> str:
    """An IPv4 address that came in over an IPv6 socket (::ffff:a.b.c.d), in its own notation."""
    mapped = ipaddress.IPv6Address(host.partition("%")[0]).ipv4_mapped if ":" in host else None
    return str(mapped) if mapped else host
