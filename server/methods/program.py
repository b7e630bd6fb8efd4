"""A meeting's program: the frame's first half, the method, the frame's second half; and modules put into it.

Imports only what a method is.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from .method import Frame, Method, Phase, Words


@dataclass(frozen=True, slots=True)
class Step:
    """One phase in its place in the whole meeting."""

    phase: Phase
    part: str  # "before", "method" or "after"
    module: str = ""  # the module it belongs to
    instead: Phase | None = None  # the phase whose place the module took


@dataclass(frozen=True, slots=True)
class Program:
    """Everything a meeting walks through, in order."""

    method: str
    title: Words
    steps: tuple[Step, ...]

    @property
    def first_of_method(self) -> int:
        return next(index for index, step in enumerate(self.steps) if step.part == "method")

    def index_of(self, id: str) -> int | None:
        """Where the phase with this id stands."""
        return next((index for index, step in enumerate(self.steps) if step.phase.id == id), None)

    def shown_from(self, index: int) -> frozenset[str]:
        """The writing phases whose texts are shown in this step or a later one."""
        return frozenset(id for step in self.steps[index:] for id in step.phase.shows)

    def sheets_from(self, index: int) -> frozenset[str]:
        """The sheets that are on the table in this step or a later one."""
        return frozenset(step.phase.sheet for step in self.steps[index:] if step.phase.sheet is not None)

    def with_module(self, module: Method, index: int) -> "Program":
        """The module's phases after this step. Ids stay unique."""
        before, after = self.steps[: index + 1], self.steps[index + 1 :]
        phases = _renamed(module.phase, {step.phase.id for step in self.steps})
        return replace(self, steps=(*before, *(Step(phase, before[-1].part, module.id) for phase in phases), *after))

    def with_chosen(self, module: Method | None, index: int) -> "Program":
        """The module's phases in the place of the step after this one; None: that step as it was.

        Whoever changes their mind gets another module in the same place.
        """
        before, after = self.steps[: index + 1], self.steps[index + 1 :]
        instead = after[0].instead if after[0].instead is not None else after[0].phase
        part = after[0].part
        rest = after[1:]
        while after[0].instead is not None and rest and rest[0].instead is instead:
            rest = rest[1:]
        if module is None:
            return replace(self, steps=(*before, Step(instead, part), *rest))
        phases = _renamed(module.phase, {step.phase.id for step in (*before, *rest)})
        return replace(self, steps=(*before, *(Step(phase, part, module.id, instead) for phase in phases), *rest))


def program(method: Method, frame: Frame | None = None) -> Program:
    """The method inside the frame.

    The frame gives way: a phase of the frame is left out where the method has one of the same name, and so is the
    frame's choice of a casus where the method chooses itself or has no inbrenger at all.
    """
    own = {phase.id for phase in method.phase}
    asks = not method.chooses_inbrenger and any(phase.rules.needs_inbrenger for phase in method.phase)

    def stays(phase: Phase) -> bool:
        return phase.id not in own and (asks or phase.choose != "inbrenger")

    return Program(
        method.id,
        method.title,
        (
            *(Step(phase, "before") for phase in (frame.before if frame else ()) if stays(phase)),
            *(Step(phase, "method") for phase in method.phase),
            *(Step(phase, "after") for phase in (frame.after if frame else ()) if stays(phase)),
        ),
    )


def _renamed(phases: Iterable[Phase], taken: set[str]) -> Iterator[Phase]:
    """These phases under ids that are not taken; what a phase shows is renamed along."""
    names: dict[str, str] = {}
    for phase in phases:
        id, number = phase.id, 1
        while id in taken:
            number += 1
            id = f"{phase.id}-{number}"
        names[phase.id] = id
        taken = taken | {id}
        shows = tuple(names.get(shown, shown) for shown in phase.shows)
        yield phase.model_copy(update={"id": id, "shows": shows})
