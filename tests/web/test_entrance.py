"""The entrance: opening a room, knocking, coming in, leaving."""

import pytest

from tests.house import OWN, another, kring


def test_opening_a_room_leads_to_its_door() -> None:
    with kring() as anna:
        anna.open_room()
        page = anna.get()
        assert page.status_code == 200
        assert 'data-testid="join-name"' in page.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"method": "onbekend"},
        {"seats": "2"},
        {"seats": "11"},
        {"guidance": "chaos"},
        {"minutes": "50"},
        {"minutes": "veel"},
    ],
)
def test_a_room_that_cannot_be_is_not_opened(wrong: dict[str, str]) -> None:
    with kring() as anna:
        form = {"method": "incident", "seats": "6", "guidance": "guided", **wrong}
        answer = anna.client.post("/rooms", data=form, headers=OWN)
        assert answer.status_code == 400
        assert len(anna.services.house) == 0


def test_whoever_opened_the_room_walks_in() -> None:
    with kring() as anna:
        anna.open_room()
        assert anna.join().status_code == 303
        assert 'data-testid="seat-0"' in anna.get().text


def test_the_others_wait_at_the_door_until_they_are_let_in() -> None:
    with kring() as anna:
        anna.open_room()
        anna.join()
        bram = another(anna)
        bram.join()
        assert 'data-testid="waiting"' in bram.get().text
        anna.do("admit-all")
        assert 'data-testid="seat-1"' in bram.get().text


def test_joining_twice_is_joining_once() -> None:
    with kring() as anna:
        anna.open_room()
        anna.join()
        assert anna.join().status_code == 303
        assert len(anna.live.overlay(anna.live.person(anna.live.opener)).seats) == 4  # type: ignore[arg-type]
        assert anna.live.person(anna.live.opener) is not None


def test_nobody_comes_in_without_the_agreements() -> None:
    with kring() as anna:
        anna.open_room()
        answer = anna.join(agree="")
        assert answer.status_code == 422
        assert 'data-testid="message"' in answer.text
        assert anna.live.person(anna.live.opener) is None


@pytest.mark.parametrize("name", ["", "Anna Jansen", "<b>", "A" * 401])
def test_a_name_that_is_not_sealed_is_refused(name: str) -> None:
    with kring() as anna:
        anna.open_room()
        assert anna.join(name).status_code == 422


def test_locked_full_and_unknown_rooms_answer_alike() -> None:
    with kring() as anna:
        anna.open_room(seats=3)
        anna.join()
        anna.do("lock")
        late = another(anna)
        locked = late.join()
        unknown = another(anna)
        unknown.room = "A" * 22
        assert locked.status_code == unknown.join().status_code == 404
        assert locked.text == unknown.join().text


def test_whoever_waits_is_turned_away_by_the_lock() -> None:
    with kring() as anna:
        anna.open_room()
        anna.join()
        late = another(anna)
        late.join()
        anna.do("lock")
        assert 'data-testid="waiting"' not in late.get().text


def test_leaving_gives_up_seat_and_cookie() -> None:
    with kring() as anna:
        anna.open_room()
        anna.join()
        bram = another(anna)
        bram.join()
        anna.do("admit-all")
        answer = bram.post(f"/r/{bram.room}/leave")
        assert (answer.status_code, answer.headers["location"]) == (303, "/bye?lang=nl")
        assert "kring" not in bram.client.cookies
        assert anna.live.overlay(anna.live.person(anna.live.opener)).seats[1].state == "empty"  # type: ignore[arg-type]


def test_when_the_last_one_leaves_the_room_is_gone() -> None:
    with kring() as anna:
        anna.open_room()
        anna.join()
        anna.post(f"/r/{anna.room}/leave")
        assert len(anna.services.house) == 0
        assert anna.get().status_code == 404


def test_leaving_twice_is_leaving_once() -> None:
    with kring() as anna:
        anna.open_room()
        anna.join()
        bram = another(anna)
        bram.join()
        cookie = bram.client.cookies["kring"]
        bram.post(f"/r/{bram.room}/leave")
        answer = bram.post(
            f"/r/{bram.room}/leave", headers={"origin": "http://testserver", "cookie": f"kring={cookie}"}
        )
        assert answer.status_code == 303


def test_a_stranger_cannot_leave_for_another() -> None:
    with kring() as anna:
        anna.open_room()
        anna.join()
        assert another(anna).post(f"/r/{anna.room}/leave").status_code == 403


def test_the_language_asked_for_in_a_room_stays() -> None:
    with kring() as anna:
        anna.open_room()
        anna.join()
        assert '<html lang="en"' in anna.client.get(f"/r/{anna.room}", params={"lang": "en"}).text
        assert '<html lang="en"' in anna.get().text


def test_for_whoever_was_removed_the_room_is_not_there_any_more() -> None:
    with kring() as anna:
        anna.open_room()
        anna.join()
        bram, unknown = another(anna), another(anna)
        bram.join()
        anna.do("admit-all")
        assert bram.get().status_code == 200
        unknown.room = "A" * 22
        anna.do("remove", seen=anna.live.overlay(anna.live.person(anna.live.opener)).version, seat=1)  # type: ignore[arg-type]
        assert bram.get().status_code == unknown.get().status_code == 404
        assert bram.get().text == unknown.get().text
        assert bram.join().status_code == bram.do("tick", seen=0).status_code == 404
        anna.do("unlock")
        assert bram.join().status_code == 404
        assert another(anna).join().status_code == 303


def test_a_personal_invitation_opens_the_door_once_and_looking_at_it_uses_nothing_up() -> None:
    ticket = "t" * 22
    with kring() as anna:
        anna.open_room()
        anna.join()
        assert anna.do("invite", ticket=ticket).status_code == 204
        bram, late, unknown = (another(anna) for _ in range(3))
        for _ in range(3):
            assert 'data-testid="join-name"' in bram.get().text
        path = f"/r/{anna.room}/join"
        assert bram.post(path, sealed_name="QUJD", ticket=ticket).status_code == 422  # without the agreements
        assert bram.post(path, sealed_name="QUJD", ticket=ticket, agree="on").status_code == 303
        assert 'data-testid="seat-1"' in bram.get().text
        refused = late.post(path, sealed_name="QUJD", ticket=ticket, agree="on")
        unknown.room = "A" * 22
        assert (refused.status_code, refused.text) == (404, unknown.join().text)
        assert "kring" not in late.client.cookies
        assert 'data-testid="invited-twice" data-seat="1"' in anna.get().text
