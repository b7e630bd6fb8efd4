"""The shelf of methods: reads the data files once, at start. Imports only methods."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from server.methods.method import Frame, Method
from server.methods.program import Program, program
from server.methods.reading import read_frame, read_method

FRAME = "kader"


@dataclass(frozen=True, slots=True)
class Shelf:
    """All methods by id, in the order of their titles, and the frame around each of them."""

    methods: Mapping[str, Method]
    frame: Frame

    def program(self, method: str) -> Program | None:
        """The whole meeting with this method, or None where there is no such method."""
        found = self.methods.get(method)
        return program(found, self.frame) if found else None


def read_shelf(folder: Path) -> Shelf:
    """Everything in a folder of method files. Raises FaultyMethod: a built-in file must be right."""
    files = sorted(folder.glob("*.toml"))
    methods = [read_method(file.name, file.read_text("utf-8")) for file in files if file.stem != FRAME]
    methods.sort(key=lambda method: method.title.nl)
    frame = read_frame(f"{FRAME}.toml", (folder / f"{FRAME}.toml").read_text("utf-8"))
    return Shelf(MappingProxyType({method.id: method for method in methods}), frame)
