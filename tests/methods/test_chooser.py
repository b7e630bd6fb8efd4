"""The chooser: always a suggestion, never more than three, each with an honest reason, and every method reachable."""

from dataclasses import replace
from functools import cache
from itertools import product
from pathlib import Path

import server.methods
from server.methods.chooser import MOST_SUGGESTIONS, Suggestion, shortest, suggest
from server.methods.method import Method
from server.methods.questions import ABOUT, STREAM, TIME, TRUST, Answers
from server.methods.reading import read_method

FOLDER = Path(server.methods.__file__).parent
LIBRARY = tuple(
    read_method(file.name, file.read_text("utf-8")) for file in sorted(FOLDER.glob("*.toml")) if file.stem != "kader"
)
BY_ID = {method.id: method for method in LIBRARY}

EVERY_ANSWER = [
    Answers(*chosen)
    for chosen in product(
        [int(option.value) for option in TIME.options],
        [option.value for option in ABOUT.options],
        [option.value for option in STREAM.options],
        [option.value for option in TRUST.options],
        [True, False],
    )
]


@cache
def suggested() -> dict[Answers, tuple[Suggestion, ...]]:
    """What the library answers to everything a group of the usual size can say."""
    return {answers: suggest(LIBRARY, answers) for answers in EVERY_ANSWER}


def ids(answers: Answers, methods: tuple[Method, ...] = LIBRARY, **more: object) -> list[str]:
    return [suggestion.method.id for suggestion in suggest(methods, answers, **more)]  # type: ignore[arg-type]


def only(*names: str) -> tuple[Method, ...]:
    return tuple(BY_ID[name] for name in names)


def test_every_combination_of_answers_leads_to_one_to_three_methods() -> None:
    assert {len(suggestions) for suggestions in suggested().values()} <= set(range(1, MOST_SUGGESTIONS + 1))


def test_a_group_too_small_for_any_method_gets_a_suggestion_all_the_same() -> None:
    (first, *_) = suggest(LIBRARY, Answers(), people=2)
    assert "is bedoeld voor 3 tot" in first.reason.nl


def test_a_question_may_be_left_open() -> None:
    full = Answers(45, "gesprek", "bovenstroom", "nieuw", False)
    for open_ in ("time", "about", "stream", "trust", "begeleider"):
        assert 1 <= len(suggest(LIBRARY, replace(full, **{open_: None}))) <= MOST_SUGGESTIONS


def test_who_answers_nothing_hears_of_the_methods_made_for_most_things() -> None:
    assert ids(Answers())[0] == "basismethode"


def test_every_method_can_be_reached() -> None:
    reached = {suggestion.method.id for suggestions in suggested().values() for suggestion in suggestions}
    assert reached == set(BY_ID)


def test_a_new_group_is_never_sent_to_a_method_that_asks_for_trust() -> None:
    for answers, suggestions in suggested().items():
        if answers.trust == "nieuw":
            assert {suggestion.method.fit.trust for suggestion in suggestions} == {"nieuw"}


def test_a_group_on_its_own_is_never_sent_to_a_method_that_needs_a_begeleider() -> None:
    for answers, suggestions in suggested().items():
        if answers.begeleider is False:
            assert not any(suggestion.method.fit.needs_begeleider for suggestion in suggestions)


def test_the_usual_answers_lead_where_the_selection_guides_lead() -> None:
    assert ids(Answers(45, "gebeurtenis", "bovenstroom", "nieuw", True))[0] == "incident"
    assert ids(Answers(45, "gesprek", "bovenstroom", "vertrouwd", True))[0] == "clinic"
    assert ids(Answers(75, "relatie", "onderstroom", "vertrouwd", True))[0] == "balint"
    assert "tien-stappen" in ids(Answers(75, "vraag-onduidelijk", "onderstroom", "nieuw", True))
    assert ids(Answers(30, "plan", "bovenstroom", "nieuw", False)) == ["troika"]
    assert ids(Answers(60, "succes", None, "nieuw", False)) == ["leren-van-successen"]


def test_the_subject_counts_more_than_the_time_and_the_reason_says_so() -> None:
    (suggestion,) = suggest(LIBRARY, Answers(30, "thema", None, "nieuw", True))
    assert suggestion.method.id == "dialoog"
    assert suggestion.reason.nl == ("Is er voor een thema van iedereen; duurt ongeveer 57 minuten, langer dan je hebt.")


def test_a_reason_names_what_was_met_in_both_languages() -> None:
    suggestion = suggest(only("clinic"), Answers(60, "gesprek", "bovenstroom", "vertrouwd", True))[0]
    assert suggestion.minutes == 50
    assert suggestion.reason.nl == (
        "Past bij een lastig gesprek; kijkt naar wat er gebeurt en wat je doet; duurt ongeveer 50 minuten."
    )
    assert suggestion.reason.en == (
        "Fits a difficult conversation; looks at what happens and what you do; takes about 50 minutes."
    )


def test_where_nothing_fits_the_reason_says_what_does_not() -> None:
    (suggestion,) = suggest(only("balint"), Answers(75, "succes", "bovenstroom", "nieuw", False), people=3)
    assert suggestion.reason.nl == (
        "Duurt ongeveer 60 minuten; vraagt wel dat jullie elkaar goed kennen; heeft wel een begeleider nodig; "
        "is bedoeld voor 4 tot 9 mensen."
    )


def test_a_method_the_group_has_done_comes_lower_and_says_so() -> None:
    answers = Answers(45, "gebeurtenis", "bovenstroom", "nieuw", True)
    methods = only("incident", "vijfstappen")
    assert ids(answers, methods) == ["incident", "vijfstappen"]
    again = suggest(methods, answers, done={"incident"})
    assert [suggestion.method.id for suggestion in again] == ["vijfstappen", "incident"]
    assert "al eens" in again[1].reason.nl


def test_a_second_method_is_only_named_if_it_does_as_well_as_the_first() -> None:
    assert ids(Answers(about="succes"), only("leren-van-successen", "incident")) == ["leren-van-successen"]


def test_the_time_is_that_of_this_group_without_what_may_be_left_out() -> None:
    assert shortest(BY_ID["basismethode"], 5) == 60  # 70 with the theme that may be left out
    assert shortest(BY_ID["vijfstappen"], 3) < shortest(BY_ID["vijfstappen"], 8)


def test_a_long_method_fits_where_there_is_much_time() -> None:
    assert "langer" not in suggest(only("tien-stappen"), Answers(75))[0].reason.nl
    assert "langer" in suggest(only("tien-stappen"), Answers(60))[0].reason.nl


def test_without_methods_there_is_nothing_to_suggest() -> None:
    assert suggest((), Answers()) == ()
