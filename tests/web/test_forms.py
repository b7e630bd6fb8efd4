"""Bodies: plain forms within a limit, and a clear refusal for everything else."""

import pytest
from fastapi import HTTPException

from server.web.forms import LARGEST_FORM, whole_number
from tests.house import OWN, kring


@pytest.mark.parametrize("text", ["", " ", "-1", "1.5", "x", "1e3", "٣", "1234567890"])
def test_only_whole_numbers_are_numbers(text: str) -> None:
    with pytest.raises(HTTPException) as refused:
        whole_number({"seen": text}, "seen")
    assert refused.value.status_code == 400


def test_a_number_is_read() -> None:
    assert whole_number({"seat": " 7 "}, "seat") == 7


def test_a_missing_number_is_refused() -> None:
    with pytest.raises(HTTPException):
        whole_number({}, "seen")


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"x" * (LARGEST_FORM + 1), "application/x-www-form-urlencoded", 413),
        (b"--x\r\n", "multipart/form-data; boundary=x", 415),
        (b"{}", "application/json", 415),
        (b"\xff\xfe", "application/x-www-form-urlencoded", 400),
        (b"a=%ff", "application/x-www-form-urlencoded", 400),
        (b"&".join([b"a=1"] * 60), "application/x-www-form-urlencoded", 400),
    ],
)
def test_other_bodies_are_refused(content: bytes, kind: str, status: int) -> None:
    with kring() as visitor:
        answer = visitor.client.post("/language", content=content, headers={**OWN, "content-type": kind})
        assert answer.status_code == status
        assert len(visitor.services.house) == 0
