"""What the server tells about itself: fixed sentences and counts, nothing of people."""

import io
import json
import logging
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from server.observe import FIELDS, Counts, Event, PlainLine, configure_logging, log, only_ours_and_faults
from server.settings import ROOT

CANARY = "Anna uit kamer 7 op 192.0.2.44"


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    written = io.StringIO()
    monkeypatch.setattr(sys, "stdout", written)
    before = logging.root.handlers[:], logging.root.level
    configure_logging()
    yield written
    logging.root.handlers[:], logging.root.level = before[0], before[1]


def test_an_event_is_one_line_of_json(lines: io.StringIO) -> None:
    log(Event.STARTED, rooms=3)
    line = json.loads(lines.getvalue())
    assert (line["event"], line["rooms"]) == (Event.STARTED.value, 3)


def test_what_libraries_log_is_dropped(lines: io.StringIO) -> None:
    logging.getLogger("aioice.ice").info(CANARY)
    logging.getLogger("uvicorn.access").warning(CANARY)
    assert lines.getvalue() == ""


def test_a_fault_is_told_without_its_text(lines: io.StringIO) -> None:
    try:
        raise ValueError(CANARY)
    except ValueError:
        logging.getLogger("uvicorn.error").exception("%s", CANARY)
    line = json.loads(lines.getvalue())
    assert line["kind"] == "ValueError"
    assert line["place"].startswith("test_a_fault_is_told_without_its_text:")
    assert "Anna" not in lines.getvalue()


def test_an_error_without_an_exception_is_told_too(lines: io.StringIO) -> None:
    logging.getLogger("asyncio").error(CANARY)
    assert json.loads(lines.getvalue())["in"] == "asyncio"
    assert "Anna" not in lines.getvalue()


def test_handlers_that_libraries_brought_are_gone(lines: io.StringIO) -> None:
    theirs = logging.getLogger("some.library")
    theirs.addHandler(logging.StreamHandler(lines))
    configure_logging()
    assert theirs.handlers == []
    assert theirs.propagate


def test_ours_pass_and_others_only_when_something_broke() -> None:
    def record(name: str, level: int) -> logging.LogRecord:
        return logging.LogRecord(name, level, __file__, 1, "text", (), None)

    assert only_ours_and_faults(record("kring", logging.INFO))
    assert not only_ours_and_faults(record("uvicorn", logging.WARNING))
    assert only_ours_and_faults(record("uvicorn", logging.ERROR))
    assert "text" in PlainLine().format(record("kring", logging.INFO))


@dataclass
class FakeCounters:
    packets_in: int = 5
    delay_buckets: list[int] = field(default_factory=lambda: [1, 2, 3])
    delay_sum: float = 0.5


def test_counts_are_readable_and_have_no_labels_of_people() -> None:
    text = Counts(lambda: 3, FakeCounters(), (0.001, 0.01)).text().decode()
    assert "kring_rooms 3.0" in text
    assert "kring_media_packets_in_total 5.0" in text
    assert 'kring_media_forward_delay_seconds_bucket{le="+Inf"} 6.0' in text
    assert "kring_media_forward_delay_seconds_sum 0.5" in text
    assert {line.split("{")[1].split("=")[0] for line in text.splitlines() if "{" in line} == {"le"}


def test_few_rooms_are_not_counted_aloud() -> None:
    assert "kring_rooms 0.0" in Counts(lambda: 2, FakeCounters(), (0.001, 0.01)).text().decode()


def test_a_field_nobody_published_is_dropped(lines: io.StringIO) -> None:
    log(Event.STARTED, rooms=3, name=CANARY)
    assert "Anna" not in lines.getvalue()


def test_every_sentence_and_field_is_published() -> None:
    published = (ROOT / "docs/host.md").read_text("utf-8")
    assert [event.value for event in Event if f"`{event.value}`" not in published] == []
    assert [field for field in FIELDS if f"`{field}`" not in published] == []
