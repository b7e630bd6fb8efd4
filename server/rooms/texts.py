"""The shape of sealed texts: what a browser encrypted and only browsers can read. Imports nothing but the error."""

import re

from .errors import Reason, Refused

# base64url of IV, ciphertext and tag: 4 characters for 3 bytes, 28 bytes more than the text's UTF-8.
LONGEST_NAME = 400
LONGEST_LINE = 1200
LONGEST_QUESTION = 2400
LONGEST_CARD = 1200
LONGEST_SHEET = 4000

_SEALED = re.compile(r"[A-Za-z0-9_-]*")


def sealed(text: str, longest: int, *, required: bool = False) -> str:
    """The text if it has the shape of ciphertext; otherwise Refused. Empty means: take it back."""
    if len(text) > longest or not _SEALED.fullmatch(text) or (required and not text):
        raise Refused(Reason.BAD_TEXT)
    return text
