"""The checks behind the promises: each takes what was seen and answers with the breaches in it."""

import re
from collections.abc import Iterable, Mapping

from tests.crypto.reference import decode_header

# The system may be asked for files to read; whatever makes, names or opens one for writing is a breach.
WRITES = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|\b(?:creat|mkdir|rename|link|symlink|mknod|truncate)(?:at2?)?\(")
NO_FILE = re.compile(r'"/dev/(?:null|urandom|random)"')
ELSEWHERE = re.compile(r"\bconnect\(.*AF_INET")
VP8_KEYFRAME = b"\x9d\x01\x2a"  # RFC 6386, 9.1


def written(trace: str) -> list[str]:
    """P3: system calls that write, make or rename a file."""
    return [line for line in trace.splitlines() if WRITES.search(line) and not NO_FILE.search(line)]


def connected(trace: str) -> list[str]:
    """P3: connections the server itself began."""
    return [line for line in trace.splitlines() if ELSEWHERE.search(line)]


def told(output: bytes, needles: Mapping[str, list[bytes]]) -> list[str]:
    """P2, P4: what of the meeting stands in something the server lets out."""
    return [name for name, forms in needles.items() if any(form in output for form in forms)]


def remembered(stores: Mapping[str, object]) -> list[str]:
    """P8: places in a browser that are not empty after leaving."""
    return [name for name, content in stores.items() if content]


def readable(kind: str, frames: Iterable[bytes]) -> list[bytes]:
    """P1: frames that are not sealed: pictures with VP8's start code, or without a whole SFrame header and tag."""
    return [frame for frame in frames if not _sealed(frame[1:] if kind == "video" else frame) or _picture(kind, frame)]


def _picture(kind: str, frame: bytes) -> bool:
    return kind == "video" and frame[3:6] == VP8_KEYFRAME


def _sealed(frame: bytes) -> bool:
    """An SFrame header with a 64-bit KID as docs/encryption.md lays it out, and a tag behind it."""
    if len(frame) < 1 + 6 + 16 or frame[0] // 16 < 8:
        return False
    kid, _, length = decode_header(frame)
    return kid >> 48 < 1000 and len(frame) >= length + 16


def recorders(sources: Mapping[str, str]) -> list[str]:
    """P6: files that could record, or keep: a recorder, a database, a writer of files."""
    names = re.compile(
        r"MediaRecorder|captureStream|indexedDB|localStorage|serviceWorker|showSaveFilePicker"
        r"|^\s*(?:import|from) (?:sqlite3|shelve|dbm|sqlalchemy|redis|av|aiortc\.contrib|pickle)\b"
        r"|open\([^)]*[\"'](?:w|a|x|wb|ab|xb|r\+)[\"']|\.write_(?:text|bytes)\(",
        re.MULTILINE,
    )
    return [name for name, text in sources.items() if names.search(text)]
