"""P2, P3, P4, P5 and P8 on a real meeting in real browsers; and the same with the promises broken on purpose."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.promises import checks
from tests.promises.meeting import Seen, meet
from tests.promises.server_watch import watched

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def honest(chromium: Browser) -> Iterator[Seen]:
    with watched() as server:
        yield meet(server, chromium)


@pytest.fixture(scope="module")
def faulty(chromium: Browser) -> Iterator[Seen]:
    """Names unsealed, an access log, a file, a connection elsewhere, rooms that stay, a browser that remembers."""
    with watched("log_who_asks", "write_a_file", "call_elsewhere", "keep_rooms", writable=True) as server:
        yield meet(server, chromium, faulty=True)


def trace_of(seen: Seen) -> str:
    if seen.trace is None:
        pytest.skip("strace is not installed: files and connections of the server cannot be watched (P3)")
    return seen.trace


def test_p2_the_server_never_has_a_name_or_a_text(honest: Seen) -> None:
    assert honest.in_memory == {}
    assert checks.told(honest.printed + honest.metrics, honest.content) == []


def test_p2_turns_red_when_browsers_seal_nothing(faulty: Seen) -> None:
    assert {"Anna", "Bram", "title", "question", "note"} <= set(faulty.in_memory)
    assert "secret" not in faulty.in_memory


def test_p3_the_server_writes_nothing(honest: Seen) -> None:
    assert checks.written(trace_of(honest)) == []


def test_p3_holds_on_a_read_only_file_system(honest: Seen) -> None:
    if not honest.read_only:
        pytest.skip("no own mount namespace here: the meeting was held on a writable file system (P3)")
    assert honest.status_after == 404  # the whole meeting was held on it, with a file size limit of 0


def test_p3_turns_red_when_kring_needs_a_file_on_it() -> None:
    with watched("need_a_file") as server:
        if not server.read_only:
            pytest.skip("no own mount namespace here: nothing can be made read-only (P3)")
        assert server.opens_a_room() == 500
    with watched("need_a_file", writable=True) as server:
        assert server.opens_a_room() == 200  # it is the disk that made the difference


def test_p3_turns_red_when_a_file_is_written(faulty: Seen) -> None:
    assert any("kring-planted" in line for line in checks.written(trace_of(faulty)))


def test_p3_the_server_connects_to_nobody(honest: Seen) -> None:
    assert checks.connected(trace_of(honest)) == []


def test_p3_turns_red_when_the_server_connects_elsewhere(faulty: Seen) -> None:
    assert any("127.0.0.9" in line for line in checks.connected(trace_of(faulty)))


def test_p4_the_log_and_the_counts_say_nothing_about_anyone(honest: Seen) -> None:
    assert b"the server has started" in honest.printed  # so that there is a log to look at
    assert checks.told(honest.printed + honest.metrics, honest.traces) == []


def test_p4_turns_red_when_requests_are_logged(faulty: Seen) -> None:
    assert set(checks.told(faulty.printed, faulty.traces)) == {"room", "device", "address"}


def test_p5_afterwards_the_room_is_gone(honest: Seen) -> None:
    assert honest.status_after == 404


def test_p5_turns_red_when_a_room_stays(faulty: Seen) -> None:
    assert faulty.status_after == 200


def test_p8_the_browser_remembers_nothing(honest: Seen) -> None:
    assert checks.remembered(honest.stores) == []


def test_p8_turns_red_when_something_stays(faulty: Seen) -> None:
    assert "Anna local" in checks.remembered(faulty.stores)
