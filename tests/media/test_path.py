"""The way of a packet through real sessions and a port that keeps what it is given."""

import struct
from dataclasses import dataclass, field
from typing import Any

import pylibsrtp
from hypothesis import given
from hypothesis import strategies as st

from server.media import srtp
from server.media.counters import Counters
from server.media.forwarding import Outbound
from server.media.inbound import Inbound
from server.media.path import Path
from server.media.plan import NEVER, Plan
from server.media.sockets import HEADROOM, OUTGOING, SLOT

PROFILE = pylibsrtp.Policy.SRTP_PROFILE_AEAD_AES_128_GCM
KEYFRAME = b"\x90\xe0\x80\x05\x07\x00\x00" + b"k" * 20
FRAME = b"\x90\xe0\x80\x06\x08\x00\x01" + b"f" * 20


def session(direction: int) -> pylibsrtp.Session:
    return pylibsrtp.Session(pylibsrtp.Policy(key=bytes(28), ssrc_type=direction, srtp_profile=PROFILE))


@dataclass
class Shelf:
    """In place of a port: what was flushed lies in `sent`."""

    sent: list[tuple[str, bytes]] = field(default_factory=list)
    count: int = 0

    def __post_init__(self) -> None:
        self.out_views, self.out_pointers = srtp.slots(OUTGOING, SLOT + HEADROOM)
        self.out_sizes, self.out_cells = srtp.sizes(OUTGOING)
        self.out_targets: list[Any] = [None] * OUTGOING

    def flush(self) -> None:
        for slot in range(self.count):
            self.sent.append((self.out_targets[slot], bytes(self.out_views[slot][: self.out_sizes[slot]])))
        self.count = 0


class Bench:
    """A path, a source, and listeners that can read what they are sent."""

    def __init__(self, listeners: int = 1, *, rtx: bool = True, send_time: int = 2, video: bool = True) -> None:
        self.shelf = Shelf()
        self.path = Path(self.shelf, Counters())  # type: ignore[arg-type]
        self.source = Inbound(1, video=video)
        self.outs = []
        self._keep = []
        self.readers: dict[str, pylibsrtp.Session] = {}
        for number in range(listeners):
            ssrc = 100 + 10 * number
            out = Outbound(ssrc, 96, video=video, rtx=(ssrc + 1, 97) if rtx else None, send_time=send_time)
            self._keep.append(session(pylibsrtp.Policy.SSRC_ANY_OUTBOUND))
            out.session, out.target = srtp.handle(self._keep[-1]), f"listener {number}"
            self.readers[f"listener {number}"] = session(pylibsrtp.Policy.SSRC_ANY_INBOUND)
            out.open(self.source)
            self.outs.append(out)
        self.source.listened_by(list(self.outs))

    def packet(self, sequence: int, payload: bytes = FRAME, marker: int = 0x80, now: float = 1.0) -> None:
        self.path.packet(self.source, sequence, sequence * 3000, marker, payload, now)

    def sent(self) -> list[tuple[str, tuple[Any, ...], bytes]]:
        """(target, (first, second, sequence, timestamp, SSRC), rest) of all that went out."""
        self.shelf.flush()
        read = [(to, self.readers[to].unprotect(data)) for to, data in self.shelf.sent]
        self.shelf.sent.clear()
        return [(to, struct.unpack_from("!BBHII", data), data[12:]) for to, data in read]


def test_each_listener_gets_the_packet_under_its_own_name() -> None:
    bench = Bench(listeners=2)
    bench.packet(5, KEYFRAME)
    extension = bytes.fromhex("bede0001") + (2 << 28 | 2 << 24 | 1 << 18).to_bytes(4, "big")
    assert bench.sent() == [
        ("listener 0", (0x90, 0x80 | 96, 5, 15000, 100), extension + KEYFRAME),
        ("listener 1", (0x90, 0x80 | 96, 5, 15000, 110), extension + KEYFRAME),
    ]
    assert bench.path.counters.packets_out == 2


def test_a_listener_without_the_send_time_gets_a_bare_header() -> None:
    bench = Bench(send_time=0)
    bench.packet(5, KEYFRAME, marker=0)
    assert bench.sent() == [("listener 0", (0x80, 96, 5, 15000, 100), KEYFRAME)]


def test_the_payload_is_never_looked_into_beyond_its_first_octet() -> None:
    bench = Bench()
    ciphertext = KEYFRAME[:7] + bytes(range(256)) * 4
    bench.packet(5, ciphertext)
    assert bench.sent()[0][2][8:] == ciphertext


def test_a_listener_without_keyframe_gets_nothing_and_one_is_asked_for() -> None:
    bench = Bench()
    bench.packet(5, FRAME)
    assert bench.sent() == []
    assert bench.source.keyframes.waiting
    bench.packet(6, KEYFRAME)
    assert len(bench.sent()) == 1
    assert not bench.source.keyframes.waiting


def test_a_packet_that_comes_twice_goes_out_once() -> None:
    bench = Bench()
    bench.packet(5, KEYFRAME)
    bench.packet(5, KEYFRAME)
    assert len(bench.sent()) == 1
    assert bench.path.counters.dropped_repeated == 1


def test_padding_goes_nowhere_and_leaves_no_gap() -> None:
    bench = Bench()
    bench.packet(5, KEYFRAME)
    bench.packet(6, b"")
    bench.packet(7, FRAME)
    assert [header[2] for _, header, _ in bench.sent()] == [5, 6]


def test_more_listeners_than_slots_are_all_served() -> None:
    bench = Bench(listeners=OUTGOING + 5)
    bench.packet(5, KEYFRAME)
    assert len(bench.sent()) == OUTGOING + 5


def test_a_missed_packet_comes_again_on_the_retransmission_stream() -> None:
    bench = Bench()
    bench.packet(5, KEYFRAME)
    bench.packet(6, FRAME, marker=0)
    bench.sent()
    assert bench.path.again(bench.outs[0], [5, 6, 99], 2.0) == 2
    (_, first, one), (_, second, two) = bench.sent()
    assert (first[1:], one[8:]) == ((0x80 | 97, 0, 15000, 101), b"\x00\x05" + KEYFRAME)
    assert (second[1:], two[8:]) == ((97, 1, 18000, 101), b"\x00\x06" + FRAME)
    assert bench.path.counters.packets_retransmitted == 2


def test_without_a_retransmission_stream_nothing_is_repeated() -> None:
    bench = Bench(rtx=False)
    bench.packet(5, KEYFRAME)
    bench.sent()
    assert bench.path.again(bench.outs[0], [5], 2.0) == 0
    assert bench.sent() == []


def test_a_retransmission_to_a_listener_without_send_time_has_a_bare_header() -> None:
    bench = Bench(send_time=0)
    bench.packet(5, KEYFRAME)
    bench.sent()
    bench.path.again(bench.outs[0], [5], 2.0)
    assert bench.sent()[0][1:] == ((0x80, 0x80 | 97, 0, 15000, 101), b"\x00\x05" + KEYFRAME)


def test_a_closed_stream_repeats_nothing() -> None:
    bench = Bench()
    bench.packet(5, KEYFRAME)
    bench.outs[0].close(1.0)
    assert bench.path.again(bench.outs[0], [5], 2.0) == 0


def test_picture_ids_run_on_when_the_source_was_replaced() -> None:
    bench = Bench()
    bench.packet(5, KEYFRAME)
    out = bench.outs[0]
    out.close(1.0)
    bench.source = Inbound(2, video=True)
    out.open(bench.source)
    bench.source.listened_by([out])
    bench.packet(900, KEYFRAME.replace(b"\x80\x05\x07", b"\x80\x64\x63"))
    again = bench.sent()[-1]
    assert again[1][2] == 6
    assert again[2][8:12] == KEYFRAME[:2] + b"\x80\x06"
    assert again[2][12] == 8
    bench.path.again(out, [6], 2.0)
    assert bench.sent()[0][2][10:15] == KEYFRAME[:2] + b"\x80\x06\x08"


def test_the_clocks_of_a_source_follow_its_newest_packet() -> None:
    bench = Bench()
    bench.packet(5, KEYFRAME)
    bench.packet(7, FRAME)
    bench.packet(6, KEYFRAME)
    assert (bench.source.stamp, bench.source.picture, bench.source.base_index) == (21000, 6, 8)
    assert (bench.source.packets, bench.source.octets) == (3, 2 * len(KEYFRAME) + len(FRAME))


def test_control_goes_out_protected() -> None:
    bench = Bench()
    report = struct.pack("!BBHI", 0x80, 201, 1, 3)
    for _ in range(OUTGOING + 1):
        bench.path.control(bench.outs[0].session, report, "listener 0")
    bench.shelf.flush()
    assert len(bench.shelf.sent) == OUTGOING + 1
    assert bench.readers["listener 0"].unprotect_rtcp(bench.shelf.sent[-1][1]) == report


def test_what_cannot_be_protected_is_not_sent() -> None:
    bench = Bench()
    bench.path.control(bench.outs[0].session, b"\x80", "listener 0")  # too short for RTCP
    assert bench.shelf.count == 0


class Asked(Inbound):
    """A source without groups: every listener is asked about every packet."""

    __slots__ = ()

    def planned(self) -> Plan:
        return Plan(NEVER, [], [])


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("packet"), st.integers(-3, 3), st.sampled_from([KEYFRAME, FRAME, FRAME])),
            st.tuples(st.sampled_from(["padding", "open", "close", "thin", "thick"]), st.integers(0, 1), st.none()),
        ),
        max_size=60,
    )
)
def test_a_plan_gives_everyone_what_asking_for_each_packet_would(steps: list[tuple[str, int, bytes | None]]) -> None:
    benches = Bench(listeners=2), Bench(listeners=2)
    benches[1].source = Asked(1, video=True)
    for out in benches[1].outs:
        out.open(benches[1].source)
    benches[1].source.listened_by(list(benches[1].outs))
    sequence = 100
    for number, (what, which, payload) in enumerate(steps):
        sequence += 1
        for bench in benches:
            out = bench.outs[which & 1]
            match what:
                case "packet" | "padding":
                    bench.packet(sequence + which, payload or b"", now=float(number))
                case "open" if out.source is None:
                    out.open(bench.source)
                case "close":
                    out.close(float(number))
                case "thin" | "thick":
                    out.thinned(what == "thin")
    one, other = (sorted(bench.sent()) for bench in benches)
    assert one == other
