"""A meeting's program: the frame's first half, the method, the frame's second half. Imports only what a method is."""

from dataclasses import dataclass

from .method import Frame, Method, Phase, Words


@dataclass(frozen=True, slots=True)
class Step:
    """One phase in its place in the whole meeting."""

    phase: Phase
    part: str  # "before", "method" or "after"


@dataclass(frozen=True, slots=True)
class Program:
    """Everything a meeting walks through, in order."""

    method: str
    title: Words
    steps: tuple[Step, ...]


def program(method: Method, frame: Frame) -> Program:
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
            *(Step(phase, "before") for phase in frame.before if stays(phase)),
            *(Step(phase, "method") for phase in method.phase),
            *(Step(phase, "after") for phase in frame.after if stays(phase)),
        ),
    )
