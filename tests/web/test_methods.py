"""The pages about methods: all of them, choosing one, reading one."""

import re
from collections.abc import Iterator
from itertools import product

import pytest

from server.methods.questions import QUESTIONS
from tests.house import Visitor, kring


@pytest.fixture(scope="module")
def visitor() -> Iterator[Visitor]:
    """One server for all: these pages keep nothing."""
    with kring() as someone:
        yield someone


def suggested(page: str) -> list[str]:
    return re.findall(r'data-testid="suggestion" data-method="([a-z-]+)"', page)


def chosen(visitor: Visitor, **answers: str | list[str]) -> list[str]:
    return suggested(visitor.client.get("/methods/choose", params={"people": "5", **answers}).text)


@pytest.mark.parametrize("path", ["/methods", "/methods/choose", "/methods/choose?people=5", "/methods/incident"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_page_is_drawn_in_both_languages(visitor: Visitor, path: str, language: str) -> None:
    answer = visitor.client.get(f"{path}{'&' if '?' in path else '?'}lang={language}")
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.text


def test_every_method_can_be_read_beforehand_with_every_phase(visitor: Visitor) -> None:
    for id, method in visitor.services.shelf.methods.items():
        page = visitor.client.get(f"/methods/{id}", params={"lang": "en"}).text
        steps = page[page.index('class="steps"') :]
        assert steps.count("<h3>") == len(method.phase)


def test_an_unknown_method_is_not_found(visitor: Visitor) -> None:
    answer = visitor.client.get("/methods/onbekend")
    assert answer.status_code == 404
    assert 'data-testid="message"' in answer.text


# The plan of a method


def verdict(visitor: Visitor, **query: str) -> tuple[str, str]:
    page = visitor.client.get("/methods/incident", params=query).text
    found = re.search(r'data-testid="verdict" data-fits="(yes|no)">(.*?)</p>', page, re.DOTALL)
    assert found
    return found[1], " ".join(found[2].split())


def test_a_plan_says_honestly_that_it_does_not_fit(visitor: Visitor) -> None:
    assert verdict(visitor, people="8", total="45")[0] == "no"
    assert "minstens" in verdict(visitor, people="8", total="45")[1]


def test_a_plan_says_what_is_left_and_what_is_left_out(visitor: Visitor) -> None:
    fits, sentence = verdict(visitor, people="5", total="120")
    assert fits == "yes"
    assert "over" in sentence
    assert "korter. Weggelaten" in verdict(visitor, people="5", total="60")[1]


def test_a_number_that_is_not_offered_counts_as_not_asked(visitor: Visitor) -> None:
    assert verdict(visitor, people="x", total="1000") == verdict(visitor)


# Choosing


def test_nothing_is_suggested_before_something_is_asked(visitor: Visitor) -> None:
    page = visitor.client.get("/methods/choose").text
    assert suggested(page) == []
    assert page.count("<fieldset") == len(QUESTIONS) == 5


def test_the_answers_stay_ticked_and_lead_to_at_most_three_methods_with_a_reason(visitor: Visitor) -> None:
    page = visitor.client.get("/methods/choose", params={"people": "6", "about": "irritatie", "lang": "en"}).text
    assert 1 <= len(suggested(page)) <= 3
    assert 'value="irritatie" checked' in page
    assert page.count('data-testid="reason"') == len(suggested(page))
    assert f'href="/?method={suggested(page)[0]}&amp;lang=en"' in page


def test_every_combination_of_answers_leads_somewhere(visitor: Visitor) -> None:
    values = [["", *(option.value for option in question.options)] for question in QUESTIONS]
    ids = [question.id for question in QUESTIONS]
    everything = list(product(*values))
    # The page draws what the chooser gives; the chooser's own test walks all of them. Here every ninth.
    for answers in everything[::9]:
        assert chosen(visitor, **dict(zip(ids, answers, strict=True)))


def test_methods_the_group_did_before_come_lower(visitor: Visitor) -> None:
    first = chosen(visitor, about="plan")
    again = chosen(visitor, about="plan", done=[first[0]])
    assert again[0] != first[0]
    page = visitor.client.get("/methods/choose", params={"people": "5", "done": first[0]}).text
    assert f'value="{first[0]}" checked' in page


def test_a_suggestion_opens_home_with_that_method(visitor: Visitor) -> None:
    assert '<option value="balint" selected>' in visitor.client.get("/", params={"method": "balint"}).text
    assert '<option value="incident" selected>' in visitor.client.get("/", params={"method": "onbekend"}).text


def test_a_change_of_language_keeps_the_answers(visitor: Visitor) -> None:
    page = visitor.client.get("/methods/choose?people=6&about=plan&lang=nl").text
    assert 'name="back" value="/methods/choose?people=6&amp;about=plan"' in page
    answer = visitor.post("/language", to="en", back="/methods/choose?people=6&about=plan&lang=nl")
    assert answer.headers["location"] == "/methods/choose?people=6&about=plan&lang=en"
