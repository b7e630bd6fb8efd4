"""`make sbom`: what is inside, in CycloneDX 1.6 (JSON), from the lock file and vendor.json, to build/sbom.json."""

import json
import re
import sys
from pathlib import Path
from typing import Any

from server import __version__

ROOT = Path(__file__).parent.parent
LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)(.*?)(?=^\S|\Z)", re.MULTILINE | re.DOTALL)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def python_parts(lock: str) -> list[dict[str, Any]]:
    """The locked packages, with the hashes pip checks."""
    return [
        {
            "type": "library",
            "bom-ref": f"pkg:pypi/{name.lower()}@{version}",
            "name": name,
            "version": version,
            "purl": f"pkg:pypi/{name.lower()}@{version}",
            "hashes": [{"alg": "SHA-256", "content": digest} for digest in HASH.findall(rest)],
        }
        for name, version, rest in LOCKED.findall(lock)
    ]


def browser_parts(vendored: list[dict[str, str]]) -> list[dict[str, Any]]:
    """The packages whose files stand in static/vendor, each once."""
    packages = {(entry["package"], entry["version"]) for entry in vendored}
    return [
        {
            "type": "library",
            "bom-ref": f"pkg:npm/{name}@{version}",
            "name": name,
            "version": version,
            "purl": f"pkg:npm/{name.replace('@', '%40')}@{version}",
        }
        for name, version in sorted(packages)
    ]


def bill() -> dict[str, Any]:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    vendored = json.loads((ROOT / "static/vendor/vendor.json").read_text("utf-8"))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "bom-ref": "kring", "name": "kring", "version": __version__}},
        "components": [*python_parts(lock), *browser_parts(vendored)],
    }


def main() -> int:
    (ROOT / "build").mkdir(exist_ok=True)
    target = ROOT / "build/sbom.json"
    target.write_text(json.dumps(bill(), indent=2) + "\n", "utf-8")
    print(target.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
