"""What a room can reach for during a meeting: other methods, and modules to insert. Imports what a method is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from .method import Frame, Method
from .program import Program, program


def _nothing() -> Mapping[str, Method]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True, eq=False)
class Library:
    """Methods and modules by id, and the frame around a method (none: nothing stands around it)."""

    methods: Mapping[str, Method] = field(default_factory=_nothing)
    modules: Mapping[str, Method] = field(default_factory=_nothing)
    frame: Frame | None = None

    def program(self, method: str) -> Program | None:
        """The whole meeting with this method, or None where there is no such method."""
        found = self.methods.get(method)
        return None if found is None else program(found, self.frame)
