"""The buttons: a form comes in, the room changes or answers with a sentence."""

import pytest

from server.rooms.overlay import NAMES
from server.rooms.views import Overlay
from server.web.actions import COMMANDS
from tests.house import HTMX, OWN, Visitor, another, kring


def view(visitor: Visitor) -> Overlay:
    session = visitor.services.sessions.open(visitor.room, visitor.client.cookies["kring"])
    assert session is not None
    person = visitor.live.person(session.person)
    assert person is not None
    return visitor.live.overlay(person)


def test_every_command_has_its_address() -> None:
    assert set(COMMANDS) == set(NAMES.values())


def test_a_button_moves_the_meeting() -> None:
    with kring() as anna:
        anna.open_room()
        anna.join()
        assert anna.do("start", seen=view(anna).version).status_code == 204
        assert view(anna).state == "running"


def test_a_plain_form_goes_back_to_the_room() -> None:
    with kring() as anna:
        anna.open_room()
        anna.join()
        answer = anna.do("start", headers=OWN, seen=view(anna).version)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/r/{anna.room}")


def test_sound_only_is_a_plain_form_and_holds_when_the_page_is_drawn_anew() -> None:
    with kring() as anna:
        anna.open_room()
        anna.join()
        assert anna.do("pictures", headers=OWN, shown="no").status_code == 303
        assert not view(anna).sees_pictures
        assert 'aria-pressed="true" aria-label="Alleen geluid"' in anna.get().text
        anna.do("pictures", shown="yes")
        assert view(anna).sees_pictures


def test_two_times_next_is_one_step() -> None:
    with kring() as anna:
        anna.open_room()
        anna.join()
        anna.do("start", seen=view(anna).version)
        seen = view(anna).version
        assert anna.do("next", seen=seen).status_code == 204
        assert anna.do("next", seen=seen).status_code == 409
        phase = view(anna).phase
        assert phase is not None
        assert phase.index == 2


@pytest.mark.parametrize("headers", [OWN, {**OWN, "hx-request": "true"}])
def test_a_refusal_is_a_sentence(headers: dict[str, str]) -> None:
    with kring() as anna:
        anna.open_room()
        anna.join()
        answer = anna.do("next", headers=headers, seen=view(anna).version)
        assert answer.status_code == 409
        assert 'data-testid="message"' in answer.text


def test_someone_elses_task_is_forbidden() -> None:
    with kring() as anna:
        anna.open_room()
        anna.join()
        bram = another(anna)
        bram.join()
        anna.do("admit-all")
        assert bram.do("start", seen=view(bram).version).status_code == 403
        assert view(anna).state == "waiting"


def test_strangers_change_nothing() -> None:
    with kring() as anna:
        anna.open_room()
        anna.join()
        assert another(anna).do("start", seen=99).status_code == 403
        assert view(anna).state == "waiting"


def test_an_unknown_command_is_not_found() -> None:
    with kring() as anna:
        anna.open_room()
        anna.join()
        assert anna.do("explode", seen=1).status_code == 404


@pytest.mark.parametrize("form", [{}, {"seen": "x"}])
def test_a_form_without_its_version_is_refused(form: dict[str, str]) -> None:
    with kring() as anna:
        anna.open_room()
        anna.join()
        answer = anna.client.post(f"/r/{anna.room}/do/start", data=form, headers=OWN)
        assert answer.status_code == 400


def test_commands_with_arguments_reach_the_room() -> None:
    with kring() as anna:
        anna.open_room(guidance="independent")
        anna.join()
        anna.do("start", seen=view(anna).version)
        total = view(anna).clock.total_ms
        anna.do("extend", seen=view(anna).version, seconds=120)
        assert view(anna).clock.total_ms == total + 120_000
        assert anna.do("extend", seen=view(anna).version, seconds=0).status_code == 422
        anna.do("take-task", seen=view(anna).version)
        assert view(anna).leads
        assert anna.do("hand-over", seen=view(anna).version, seat=3).status_code == 409


def test_texts_arrive_sealed_or_not_at_all() -> None:
    with kring() as anna:
        anna.open_room(guidance="independent")
        anna.join()
        anna.do("start", seen=view(anna).version)
        anna.do("take-task", seen=view(anna).version)
        while not (view(anna).phase is not None and "title" in view(anna).may):
            anna.do("next", seen=view(anna).version)
        assert anna.do("title", text="Mijn collega").status_code == 422
        assert anna.do("title", text="TWlqbg").status_code == 204
        assert view(anna).me.title == "TWlqbg"


def test_the_door_is_opened_one_by_one() -> None:
    with kring() as anna:
        anna.open_room()
        anna.join()
        bram, cato = another(anna), another(anna)
        bram.join("QnJhbQ")
        cato.join("Q2F0bw")
        first, second = view(anna).guests
        assert anna.do("admit", guest=first.id).status_code == 204
        assert anna.do("refuse", guest=second.id).status_code == 204
        assert anna.do("refuse", guest=second.id).status_code == 409
        assert [seat.name for seat in view(anna).seats if seat.name] == ["QUJD", "QnJhbQ"]


def leading(visitor: Visitor, method: str) -> Visitor:
    """Alone in a room of its own, holding the task, with a casus to bring in."""
    visitor.open_room(guidance="independent", method=method)
    visitor.join()
    visitor.do("start", seen=view(visitor).version)
    visitor.do("take-task", seen=view(visitor).version)
    return visitor


def goes_to(visitor: Visitor, phase: str) -> None:
    assert visitor.do("go-to", seen=view(visitor).version, phase=phase).status_code == 204
    now = view(visitor).phase
    assert now is not None
    assert now.id == phase


def test_cards_are_written_shown_and_rated() -> None:
    with kring() as anna:
        leading(anna, "tien-stappen")
        goes_to(anna, "vragen-schrijven")
        address, cards = f"/r/{anna.room}/do/write", {"phase": "vragen-schrijven", "text-0": "Zm9v", "text-1": "YmFy"}
        assert anna.client.post(address, data=cards, headers=HTMX).status_code == 204
        assert view(anna).written == ("Zm9v", "YmFy")
        assert anna.client.post(address, data=cards | {"text-0": "gewoon"}, headers=HTMX).status_code == 204
        assert anna.client.post(address, data=cards | {"text-0": "gewone tekst"}, headers=HTMX).status_code == 422
        anna.client.post(address, data=cards, headers=HTMX)
        goes_to(anna, "schets")
        anna.do("inbrenger", seen=view(anna).version, seat=0)
        goes_to(anna, "vragen-wegen")
        assert anna.do("rate", seen=view(anna).version, card=1, rating="warm").status_code == 204
        assert [card.rating for card in view(anna).cards] == ["", "warm"]
        assert anna.do("rate", seen=view(anna).version, card=9, rating="warm").status_code == 422


def test_a_sheet_is_filled_in() -> None:
    with kring() as anna:
        leading(anna, "kernkwadranten")
        goes_to(anna, "eigen-kwadrant")
        anna.do("inbrenger", seen=view(anna).version, seat=0)
        assert anna.do("sheet", text="dmllcg").status_code == 204
        sheet = view(anna).sheet
        assert sheet is not None
        assert (sheet.kind, sheet.text) == ("kernkwadrant", "dmllcg")


def test_a_module_is_chosen_in_the_meeting_and_another_put_in() -> None:
    with kring() as anna:
        leading(anna, "tietze")
        goes_to(anna, "vorm-kiezen")
        assert anna.do("choose-module", seen=view(anna).version, module="kopstand").status_code == 204
        assert anna.do("insert", seen=view(anna).version, module="minuut-stilte").status_code == 204
        ids = [row.id for row in view(anna).plan]
        assert ids.index("vorm-kiezen") < ids.index("kopstand")
        assert "advies" not in ids
        assert anna.do("insert", seen=view(anna).version, module="niets").status_code == 409


def test_another_method_and_a_time_before_we_begin() -> None:
    with kring() as anna:
        answer = anna.post("/rooms", method="incident", seats=4, guidance="guided", minutes="60")
        anna.room = answer.headers["location"].removeprefix("/r/")
        anna.join()
        assert view(anna).time.budget_ms == 3_600_000
        assert anna.do("swap", seen=view(anna).version, method="tietze").status_code == 204
        assert view(anna).method.nl != "Incidentmethode"
        assert anna.do("swap", seen=view(anna).version, method="niets").status_code == 409
