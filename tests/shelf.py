"""The methods on the shelf, for pages that show them."""

import tomllib
from pathlib import Path

from server.methods.fitting import TOTALS, fitted
from server.methods.method import Method
from server.methods.program import Program, Step

SHELF = Path(__file__).parent.parent / "server/methods"


def methods_on_the_shelf() -> list[Method]:
    """Every method file, the incidentmethode first."""
    read = [tomllib.loads(path.read_text()) for path in sorted(SHELF.glob("[a-z]*.toml"))]
    methods = [Method.model_validate(data) for data in read if "fit" in data]
    return sorted(methods, key=lambda method: method.id != "incident")


def beforehand(method: Method) -> dict[str, object]:
    """What the page of a method needs beside the method: its own steps as a plan."""
    steps = tuple(Step(phase, "method") for phase in method.phase)
    plan = fitted(Program(method.id, method.title, steps), 5)
    return {"plan": plan, "people": 5, "sizes": range(3, 11), "totals": TOTALS}
