"""Which methods fit a casus: at most three suggestions, each with its reason. It never decides.

Imports methods, the questions, and how a meeting plans its time. The questions and what follows from their answers are
those of the Dutch selection guides for intervisie methods: time, subject, depth, trust, guidance.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from .meeting import Circle, planned
from .method import Method, Words
from .questions import TIME, Answers

MOST_SUGGESTIONS = 3
USUAL_GROUP = 5  # four members and an inbrenger, for which the minutes of the methods are stated
# A plan can be made a fifth shorter without being hurried: one round less, or turns of 60 instead of 75 seconds.
ELASTIC = 1.2

# Why a method is suggested, by the word under `[fit]` that the answers met.
_MET = {
    "gebeurtenis": Words(nl="past bij één gebeurtenis", en="fits a single event"),
    "gesprek": Words(nl="past bij een lastig gesprek", en="fits a difficult conversation"),
    "plan": Words(nl="past bij een plan of een keuze", en="fits a plan or a choice"),
    "irritatie": Words(nl="past bij irritatie of een botsing", en="fits irritation or a clash"),
    "relatie": Words(nl="past bij een contact dat je raakt", en="fits a relationship that touches you"),
    "dilemma": Words(nl="past bij een dilemma of een waarde", en="fits a dilemma or a value"),
    "vraag-onduidelijk": Words(nl="helpt de vraag te vinden", en="helps to find the question"),
    "succes": Words(nl="onderzoekt wat goed ging", en="looks into what went well"),
    "thema": Words(nl="is er voor een thema van iedereen", en="is for a theme that concerns everyone"),
    "bovenstroom": Words(nl="kijkt naar wat er gebeurt en wat je doet", en="looks at what happens and what you do"),
    "onderstroom": Words(nl="kijkt naar wat eronder zit", en="looks at what lies beneath"),
}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A method that may fit, how long it takes at least (minutes), and why it is suggested: good and bad, honestly."""

    method: Method
    minutes: int
    reason: Words


def shortest(method: Method, people: int) -> int:
    """Minutes the method takes with so many people in the circle, without the steps that may be left out."""
    circle = Circle(seated=frozenset(range(people)), inbrenger=0)
    return round(sum(planned(phase, circle) for phase in method.phase if not phase.skip) / 60)


def suggest(
    methods: Iterable[Method],
    answers: Answers,
    *,
    people: int = USUAL_GROUP,
    done: Collection[str] = (),
) -> tuple[Suggestion, ...]:
    """At most three methods, the likeliest first; at least one if there is any.

    What would harm goes first: a method is suggested for a new group, without a begeleider or for this number of
    people only if it can do that, unless none can. Then the subject counts more than the time, and a second or third
    method is only named if it does as well as the first in both. `done` are the ids of methods that the group has
    had: they come lower.

    people: how many there are in the circle, the inbrenger among them, a begeleider who stays aside not.
    """
    weighed = sorted((_Weighed(method, answers, people, method.id in done) for method in methods), key=_Weighed.order)
    return tuple(
        Suggestion(each.method, each.minutes, each.reason())
        for each in weighed[:MOST_SUGGESTIONS]
        if each.main == weighed[0].main
    )


class _Weighed:
    """One method beside the answers."""

    def __init__(self, method: Method, answers: Answers, people: int, done: bool) -> None:
        self.method, self.answers, self.people, self.done = method, answers, people, done
        self.minutes = shortest(method, people)
        self.too_long = not self._in_time()
        self.about = answers.about is None or answers.about in method.fit.about
        self.stream = answers.stream is None or answers.stream in method.fit.stream
        self.objections = tuple(self._objections())

    @property
    def main(self) -> tuple[int, bool, bool]:
        """What has to be as good as in the first suggestion; less is better."""
        return len(self.objections), not self.about, self.too_long

    def order(self) -> tuple[object, ...]:
        """For sorting: among equals the one made for just this comes first, then the one that uses the time best.

        Where nobody said what it is about, the one made for most things comes first.
        """
        subjects = len(self.method.fit.about) * (1 if self.answers.about else -1)
        unused = abs((self.answers.time or self.minutes) - self.minutes)
        return *self.main, self.done - 2 * self.stream, subjects, unused, self.method.id

    def reason(self) -> Words:
        parts = (*self._merits(), *self.objections)
        return Words(nl=_sentence(part.nl for part in parts), en=_sentence(part.in_language("en") for part in parts))

    def _in_time(self) -> bool:
        longest = max(int(option.value) for option in TIME.options)
        return self.answers.time in (None, longest) or self.minutes <= ELASTIC * (self.answers.time or 0)

    def _objections(self) -> Iterator[Words]:
        fit, group = self.method.fit, self.method.people
        if self.answers.trust == "nieuw" and fit.trust == "vertrouwd":
            yield Words(nl="vraagt wel dat jullie elkaar goed kennen", en="asks that you know each other well")
        if self.answers.begeleider is False and fit.needs_begeleider:
            yield Words(nl="heeft wel een begeleider nodig", en="does need a begeleider")
        if not group.least <= self.people <= group.most:
            yield Words(
                nl=f"is bedoeld voor {group.least} tot {group.most} mensen",
                en=f"is meant for {group.least} to {group.most} people",
            )

    def _merits(self) -> Iterator[Words]:
        if self.answers.about and self.about:
            yield _MET[self.answers.about]
        if self.answers.stream and self.stream:
            yield _MET[self.answers.stream]
        if self.too_long:
            yield Words(
                nl=f"duurt ongeveer {self.minutes} minuten, langer dan je hebt",
                en=f"takes about {self.minutes} minutes, longer than you have",
            )
        else:
            yield Words(nl=f"duurt ongeveer {self.minutes} minuten", en=f"takes about {self.minutes} minutes")
        if self.done:
            yield Words(nl="deze deden jullie al eens", en="you have done this one before")


def _sentence(parts: Iterable[str]) -> str:
    joined = "; ".join(parts)
    return f"{joined[0].upper()}{joined[1:]}."
