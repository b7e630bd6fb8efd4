"""Answering checks, and surviving what is none."""

import pytest
from aioice import stun as aioice
from hypothesis import given
from hypothesis import strategies as st

from server.media import stun


def check(user: str = "here:there", key: bytes = b"secret") -> bytes:
    message = aioice.Message(aioice.Method.BINDING, aioice.Class.REQUEST)
    message.attributes["USERNAME"] = user
    message.add_message_integrity(key)
    return bytes(message)


def test_a_check_names_the_connection_it_is_for() -> None:
    message = stun.read_check(check())
    assert message is not None
    assert stun.local_user(message) == "here"
    assert message.check_message_integrity(b"secret")


def test_the_answer_is_signed_and_tells_the_address() -> None:
    message = stun.read_check(check())
    assert message is not None
    answer = aioice.parse_message(stun.reply(message, ("192.0.2.7", 1234), "secret"))
    assert answer.message_class == aioice.Class.RESPONSE
    assert answer.attributes["XOR-MAPPED-ADDRESS"] == ("192.0.2.7", 1234)
    assert answer.transaction_id == message.transaction_id
    assert answer.check_message_integrity(b"secret")


def test_what_names_nobody_is_no_check() -> None:
    nameless = aioice.Message(aioice.Method.BINDING, aioice.Class.REQUEST)
    response = aioice.Message(aioice.Method.BINDING, aioice.Class.RESPONSE, attributes={"USERNAME": "a:b"})
    assert stun.read_check(bytes(nameless)) is None
    assert stun.read_check(bytes(response)) is None
    assert stun.read_check(check() + bytes(stun.LONGEST)) is None


@given(st.binary(max_size=100))
def test_no_bytes_make_the_reader_stumble(data: bytes) -> None:
    assert stun.read_check(data) is None


@given(st.data())
def test_no_damaged_check_makes_the_reader_stumble(data: st.DataObject) -> None:
    whole = bytearray(check())
    for place in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=5)):
        whole[place] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(whole)))
    message = stun.read_check(bytes(whole[:cut]))
    assert message is None or ":" in message.attributes["USERNAME"] or stun.local_user(message) is not None


@pytest.mark.parametrize(
    ("host", "shown"), [("::ffff:192.0.2.1", "192.0.2.1"), ("2001:db8::1", "2001:db8::1"), ("192.0.2.1", "192.0.2.1")]
)
def test_a_mapped_address_is_told_in_its_own_notation(host: str, shown: str) -> None:
    assert stun.plain(host) == shown
