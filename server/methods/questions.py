"""The five questions that help a group find a method, and the answers there are. Imports only texts.

The answers about the casus, the stream and the group are the words that method files use under `[fit]`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from .method import Words


@dataclass(frozen=True, slots=True)
class Option:
    """One possible answer: the value that a form sends, and what someone reads."""

    value: str
    words: Words


@dataclass(frozen=True, slots=True)
class Question:
    """One question with its possible answers, in the order of the screen. Each may be left open."""

    id: str
    words: Words
    options: tuple[Option, ...]


def _option(value: str, nl: str, en: str) -> Option:
    return Option(value, Words(nl=nl, en=en))


TIME = Question(
    "time",
    Words(nl="Hoeveel tijd is er voor deze casus?", en="How much time is there for this casus?"),
    (
        _option("30", "Ongeveer een half uur", "About half an hour"),
        _option("45", "Drie kwartier", "Three quarters of an hour"),
        _option("60", "Een uur", "An hour"),
        _option("75", "Vijf kwartier of meer", "An hour and a quarter or more"),
    ),
)
ABOUT = Question(
    "about",
    Words(nl="Waar gaat het over?", en="What is it about?"),
    (
        _option("gebeurtenis", "Eén gebeurtenis", "A single event"),
        _option("gesprek", "Een lastig gesprek", "A difficult conversation"),
        _option("plan", "Een plan of een keuze", "A plan or a choice"),
        _option("irritatie", "Irritatie of een botsing", "Irritation or a clash"),
        _option("relatie", "Een contact dat me raakt", "A relationship that touches me"),
        _option("dilemma", "Een dilemma of een waarde", "A dilemma or a value"),
        _option("vraag-onduidelijk", "Ik weet nog niet wat mijn vraag is", "I don't know yet what my question is"),
        _option("succes", "Iets wat juist goed ging", "Something that went well"),
        _option("thema", "Een thema van ons allemaal", "A theme that concerns us all"),
    ),
)
STREAM = Question(
    "stream",
    Words(nl="Waar wil je naar kijken?", en="What do you want to look at?"),
    (
        _option("bovenstroom", "Wat er gebeurt en wat ik doe", "What happens and what I do"),
        _option("onderstroom", "Wat ik ervan vind en erbij voel", "What I think and feel about it"),
    ),
)
TRUST = Question(
    "trust",
    Words(nl="Hoe goed kennen jullie elkaar?", en="How well do you know each other?"),
    (
        _option("nieuw", "Nog niet zo goed", "Not so well yet"),
        _option("vertrouwd", "Goed, we vertrouwen elkaar", "Well, we trust each other"),
    ),
)
BEGELEIDER = Question(
    "begeleider",
    Words(nl="Is er een begeleider bij?", en="Is there a begeleider?"),
    (_option("ja", "Ja", "Yes"), _option("nee", "Nee, we doen het zelf", "No, we do it ourselves")),
)
QUESTIONS = (TIME, ABOUT, STREAM, TRUST, BEGELEIDER)


@dataclass(frozen=True, slots=True)
class Answers:
    """What a group answered. None: the question was left open, and nothing follows from it.

    time:       minutes there are for the casus; the longest answer means that much or more
    about:      what the casus is about, a word of `[fit]`
    stream:     what someone wants to look at, a word of `[fit]`
    trust:      how well the group knows one another, a word of `[fit]`
    begeleider: whether there is one
    """

    time: int | None = None
    about: str | None = None
    stream: str | None = None
    trust: str | None = None
    begeleider: bool | None = None

    @classmethod
    def given(cls, form: Mapping[str, str]) -> Self:
        """The answers in a form, by the ids of the questions. What is no answer counts as left open."""
        chosen = {
            question.id: form[question.id]
            for question in QUESTIONS
            if form.get(question.id) in {option.value for option in question.options}
        }
        return cls(
            time=int(chosen["time"]) if "time" in chosen else None,
            about=chosen.get("about"),
            stream=chosen.get("stream"),
            trust=chosen.get("trust"),
            begeleider=chosen["begeleider"] == "ja" if "begeleider" in chosen else None,
        )
