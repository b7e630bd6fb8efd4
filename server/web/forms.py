"""Plain forms and other bodies, read with a limit. Multipart is not spoken here: it would spool to disk.

Imports nothing of the house.
"""

from collections.abc import Mapping
from urllib.parse import parse_qsl

from fastapi import HTTPException, Request

LARGEST_FORM = 16 * 1024


async def read_body(request: Request, largest: int) -> bytes:
    """The whole body. Answers 413 as soon as it grows beyond `largest` bytes."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > largest:
            raise HTTPException(413)
    return bytes(body)


async def read_form(request: Request, largest: int = LARGEST_FORM) -> Mapping[str, str]:
    """The fields of an urlencoded form; of a name that comes twice, the last. Answers 415 or 400 for anything else."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind not in ("application/x-www-form-urlencoded", ""):
        raise HTTPException(415)
    try:
        text = (await read_body(request, largest)).decode("utf-8")
        return dict(parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=50))
    except ValueError:
        raise HTTPException(400) from None


def whole_number(form: Mapping[str, str], name: str) -> int:
    """A field that holds a whole number of at most nine digits. Answers 400 otherwise."""
    text = form.get(name, "").strip()
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise HTTPException(400)
    return int(text)
