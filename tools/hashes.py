"""The hashes of everything a browser gets: `python -m tools.hashes` lists them, with an address it compares.

Published with a release, so that anyone can see whether a server serves the released files (P12):
`python -m tools.hashes https://kring.example.nl`. Standard library only.
"""

import hashlib
import sys
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent


def of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def listed() -> dict[str, str]:
    """Name and SHA-256 of every file under static/."""
    files = sorted(path for path in (ROOT / "static").rglob("*") if path.is_file())
    return {path.relative_to(ROOT).as_posix(): of(path.read_bytes()) for path in files}


def differences(published: Mapping[str, str], served: Mapping[str, str]) -> list[str]:
    """The files that are not what was published."""
    return [name for name, digest in published.items() if served.get(name) != digest]


def fetched(server: str) -> dict[str, str]:
    """The same list, of what a server serves."""
    found = {}
    for name in listed():
        with urllib.request.urlopen(f"{server.rstrip('/')}/{name}", timeout=20) as answer:
            found[name] = of(answer.read())
    return found


def main(arguments: Sequence[str]) -> int:
    if not arguments:
        print("\n".join(f"{digest}  {name}" for name, digest in listed().items()))
        return 0
    different = differences(listed(), fetched(arguments[0]))
    print("\n".join(f"anders: {name}" for name in different) or "Alle bestanden zijn gelijk.")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
