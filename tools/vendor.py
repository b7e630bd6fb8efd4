"""Copies the browser's parts of others out of node_modules, and writes down what they are: `python -m tools.vendor`.

Run after `npm ci`. What it copies is committed, so that running the server needs neither Node nor npm; a test computes
every hash anew from `static/vendor/vendor.json`. An update is: a version in package.json, `npm install`, this script.
"""

import base64
import hashlib
import json
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
MODULES = ROOT / "node_modules"
LIST = ROOT / "static/vendor/vendor.json"
FONT = "@fontsource-variable/source-sans-3"
ICONS = (
    "arrow-left",
    "book-open",
    "check",
    "chevron-down",
    "circle-alert",
    "clock",
    "copy",
    "door-open",
    "eye",
    "eye-off",
    "hand",
    "headphones",
    "list-ordered",
    "lock",
    "lock-open",
    "log-out",
    "mic",
    "mic-off",
    "minus",
    "pause",
    "play",
    "plus",
    "settings-2",
    "shield-check",
    "users",
    "video",
    "video-off",
    "x",
)

# where it goes -> the package and the file inside it
WANTED = {
    "static/vendor/htmx.min.js": ("htmx.org", "dist/htmx.min.js"),
    "static/vendor/hx-ws.min.js": ("htmx.org", "dist/ext/hx-ws.min.js"),
    "static/vendor/source-sans-3.woff2": (FONT, "files/source-sans-3-latin-wght-normal.woff2"),
    "static/vendor/source-sans-3.LICENSE": (FONT, "LICENSE"),
    "static/vendor/icons/LICENSE": ("lucide-static", "LICENSE"),
    **{f"static/vendor/icons/{name}.svg": ("lucide-static", f"icons/{name}.svg") for name in ICONS},
    "tests/vendor/axe.min.js": ("axe-core", "axe.min.js"),
}


def integrity(data: bytes) -> str:
    """The value of an HTML integrity attribute (W3C Subresource Integrity)."""
    return "sha384-" + base64.b64encode(hashlib.sha384(data).digest()).decode()


def main() -> int:
    if not MODULES.is_dir():
        print("Run `npm ci` first: node_modules is not there.", file=sys.stderr)
        return 1
    entries = []
    for place, (package, inside) in WANTED.items():
        about = json.loads((MODULES / package / "package.json").read_text())
        target = ROOT / place
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(MODULES / package / inside, target)
        entries.append(
            {
                "file": place,
                "package": package,
                "version": about["version"],
                "licence": about["license"],
                "integrity": integrity(target.read_bytes()),
            }
        )
    LIST.write_text(json.dumps(entries, indent=1) + "\n")
    print(f"{len(entries)} files copied; {LIST.relative_to(ROOT)} written.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
