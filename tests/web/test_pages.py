"""The pages outside a room."""

import re

import pytest

from tests.house import kring


@pytest.mark.parametrize("path", ["/", "/bye"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_page_is_drawn_in_both_languages(path: str, language: str) -> None:
    with kring() as visitor:
        answer = visitor.client.get(path, params={"lang": language})
        assert answer.status_code == 200
        assert f'<html lang="{language}"' in answer.text


def test_home_offers_every_method() -> None:
    with kring() as visitor:
        page = visitor.client.get("/").text
        assert all(f'value="{id}"' in page for id in visitor.services.shelf.methods)


def test_the_method_and_the_time_of_the_address_are_chosen_already() -> None:
    with kring() as visitor:
        page = visitor.client.get("/", params={"method": "balint", "minutes": "90"}).text
        assert re.findall(r'value="([^"]*)" selected', page) == ["balint", "8", "90"]
        assert "selected" not in visitor.client.get("/", params={"minutes": "91"}).text.partition('name="minutes"')[2]
        link = visitor.client.get("/methods/balint", params={"people": "6", "total": "120"}).text
        assert 'href="/?method=balint&amp;minutes=120' in link


def test_the_server_says_it_is_well() -> None:
    with kring() as visitor:
        answer = visitor.client.get("/healthz")
        assert (answer.status_code, answer.text) == (200, "ok")


def test_search_engines_stay_out_of_rooms() -> None:
    with kring() as visitor:
        assert "Disallow: /r/" in visitor.client.get("/robots.txt").text


def test_another_language_is_asked_for_in_the_address() -> None:
    with kring() as visitor:
        answer = visitor.post("/language", to="en", back="/methods?lang=nl")
        assert (answer.status_code, answer.headers["location"]) == (303, "/methods?lang=en")


@pytest.mark.parametrize(("to", "back"), [("xx", "/"), ("en", "https://evil.example"), ("en", "//evil.example")])
def test_a_language_leads_nowhere_else(to: str, back: str) -> None:
    with kring() as visitor:
        assert visitor.post("/language", to=to, back=back).status_code == 400
