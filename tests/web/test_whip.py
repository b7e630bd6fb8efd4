"""Voice and video in WHIP's form: what is refused. Real offers: see the browser tests."""

import pytest

from tests.house import OWN, another, kring

SDP = {**OWN, "content-type": "application/sdp"}


def test_only_sdp_is_an_offer() -> None:
    with kring() as anna:
        anna.open_room()
        anna.join()
        answer = anna.client.post(f"/r/{anna.room}/media", content="v=0", headers={**OWN, "content-type": "text/plain"})
        assert answer.status_code == 415


@pytest.mark.parametrize("offer", [b"", b"v=0\r\n", b"\xff\xfe", b"m=audio\r\n" * 100, b"v=0\r\nm=video x y z\r\n"])
def test_a_bad_offer_is_refused(offer: bytes) -> None:
    with kring() as anna:
        anna.open_room()
        anna.join()
        answer = anna.client.post(f"/r/{anna.room}/media", content=offer, headers=SDP)
        assert answer.status_code == 400


def test_a_giant_offer_is_refused() -> None:
    with kring() as anna:
        anna.open_room()
        anna.join()
        answer = anna.client.post(f"/r/{anna.room}/media", content=b"v" * 300_000, headers=SDP)
        assert answer.status_code == 413


def test_whoever_waits_at_the_door_is_not_heard() -> None:
    with kring() as anna:
        anna.open_room()
        anna.join()
        bram = another(anna)
        bram.join()
        assert bram.client.post(f"/r/{anna.room}/media", content="v=0", headers=SDP).status_code == 403


def test_a_stranger_neither() -> None:
    with kring() as anna:
        anna.open_room()
        anna.join()
        stranger = another(anna)
        assert stranger.client.post(f"/r/{anna.room}/media", content="v=0", headers=SDP).status_code == 403


def test_ending_what_is_not_there_is_no_fault() -> None:
    with kring() as anna:
        anna.open_room()
        anna.join()
        assert anna.client.delete(f"/r/{anna.room}/media/nothing", headers=OWN).status_code == 200
