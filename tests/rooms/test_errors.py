"""The one error of a room carries its reason as a key."""

from server.rooms.errors import Reason, Refused


def test_a_refusal_says_why() -> None:
    refused = Refused(Reason.STALE)
    assert refused.reason is Reason.STALE
    assert str(refused) == "stale"


def test_reasons_are_told_apart_by_their_key() -> None:
    assert len({reason.value for reason in Reason}) == len(Reason)
