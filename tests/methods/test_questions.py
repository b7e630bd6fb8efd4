"""The five questions: their answers are the words of method files, and a form becomes answers."""

from typing import get_args

from server.methods.method import Fit
from server.methods.questions import ABOUT, QUESTIONS, STREAM, TRUST, Answers


def words_of(key: str) -> set[str]:
    """The words a method file may use for this key of `[fit]`."""
    annotation = Fit.model_fields[key].annotation
    inner = get_args(annotation)
    return set(get_args(inner[0])) if get_args(inner[0]) else set(inner)


def test_there_are_five_questions_in_both_languages() -> None:
    assert [question.id for question in QUESTIONS] == ["time", "about", "stream", "trust", "begeleider"]
    for question in QUESTIONS:
        for words in (question.words, *(option.words for option in question.options)):
            assert words.nl
            assert words.en


def test_the_answers_are_the_words_of_method_files() -> None:
    for question in (ABOUT, STREAM, TRUST):
        assert {option.value for option in question.options} == words_of(question.id)


def test_a_form_becomes_answers() -> None:
    form = {"time": "45", "about": "gesprek", "stream": "onderstroom", "trust": "nieuw", "begeleider": "nee"}
    assert Answers.given(form) == Answers(45, "gesprek", "onderstroom", "nieuw", False)
    assert Answers.given({"begeleider": "ja"}) == Answers(begeleider=True)


def test_what_is_no_answer_counts_as_left_open() -> None:
    assert Answers.given({}) == Answers()
    assert Answers.given({"time": "12", "about": "het weer", "begeleider": "", "other": "x"}) == Answers()
