"""The methods on the shelf, for pages that show them."""

import tomllib
from pathlib import Path

from server.methods.method import Method

SHELF = Path(__file__).parent.parent / "server/methods"


def methods_on_the_shelf() -> list[Method]:
    """Every method file, the incidentmethode first."""
    read = [tomllib.loads(path.read_text()) for path in sorted(SHELF.glob("[a-z]*.toml"))]
    methods = [Method.model_validate(data) for data in read if "fit" in data]
    return sorted(methods, key=lambda method: method.id != "incident")
