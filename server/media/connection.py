"""One browser's connection: its checks, its handshake, its streams in and out, what its reports ask for."""

import asyncio
from collections.abc import Callable
from typing import Any, Final, Protocol

from aioice.stun import Message

from . import rtcp, srtp
from .budget import Budget, Losses, Needs, Queue
from .dtls import Dtls
from .feedback import Arrivals
from .forwarding import Outbound
from .history import unpack_rtx
from .inbound import Inbound
from .negotiation import Identity, Offer
from .path import Path
from .rtp import MARKER, element, is_rtcp, parse
from .sockets import Address
from .stun import plain, reply

DEADLINE: Final = 30.0  # seconds for a connection to complete
SILENCE: Final = 30.0  # seconds without an authenticated check: consent has ended (RFC 7675 part 5.1)
MOST_STREAMS: Final = 32  # a browser that keeps inventing SSRCs is broken
MOST_ADDRESSES: Final = 8
FEEDBACK_TICKS: Final = 5  # ticks between two transport-wide feedbacks: 0.1 s ...
FEW: Final = 5  # ... or 0.3 s when fewer packets wait to be told of: a small picture, a silent microphone
REPORT_TICKS: Final = 50  # ticks between two reports: 1 s
FRESH: Final = 2.5  # seconds an estimate holds; browsers tell theirs about once a second
MOST_TOLD: Final = 64  # in 256ths (25 %): more loss than this no FEC mends


class Neighbourhood(Protocol):
    """What a connection tells its surroundings: the room, and the plane that finds connections by address."""

    def connected(self, connection: "Connection") -> None: ...
    def source_changed(self, connection: "Connection") -> None: ...
    def needs(self, connection: "Connection") -> Needs: ...
    def budget_changed(self, connection: "Connection") -> None: ...
    def ended(self, connection: "Connection") -> None: ...
    def reached(self, connection: "Connection", address: Address) -> None: ...
    def left(self, connection: "Connection", address: Address) -> None: ...


class Connection:
    """Lives from the offer to `close()`. Everything it does is a reaction to a datagram or to `tick`."""

    def __init__(
        self,
        seat: int,
        offer: Offer,
        own: Identity,
        path: Path,
        around: Neighbourhood,
        clock: Callable[[], float],
    ) -> None:
        self.seat = seat
        self.user = own.user
        self.audio: Inbound | None = None
        self.video: Inbound | None = None
        self.outs: dict[tuple[int, bool], Outbound] = {}  # (source's seat, video) -> stream towards this browser
        self.address: Address | None = None
        self.budget = Budget()
        self.estimate: int | None = None  # bits per second this browser believes it can receive (REMB)
        self._estimated = float("-inf")  # when: without pictures a browser has nothing to estimate by
        self._losses = Losses()
        self._queue = Queue()
        self._missed: dict[int, int] = {}  # SSRC -> packets lost so far, as last counted; both directions
        self.lost = 0  # the share of sound it lost of late, in 256ths
        self._sent = 0  # octets forwarded to it, a second ago
        self._own = own
        self._offer = offer
        self._path = path
        self._counters = path.counters
        self._around = around
        self._clock = clock
        self._dtls = Dtls(own.certificate, self._send)
        self._task: asyncio.Task[None] | None = None
        self._addresses: list[Address] = []
        self._priority = -1
        self._heard = clock()
        self._deadline = self._heard + DEADLINE
        self._rx: Any = None
        self._tx: Any = None
        self._sessions: object = None  # keeps the two handles above alive, and those of `outs`
        self._streams: dict[int, Inbound] = {}
        self._asked: dict[int, Outbound] = {}
        self._arrivals = Arrivals()
        self.closed = False
        self._lay_out(offer, own)

    def _lay_out(self, offer: Offer, own: Identity) -> None:
        mine = offer.sections[2 * self.seat], offer.sections[2 * self.seat + 1]
        self._kinds = {mine[0].payload_type: False, mine[1].payload_type: True}
        self._rtx_type = mine[1].rtx_type
        self._feedback_id = mine[1].transport_feedback or mine[0].transport_feedback
        self._feedback_head = self._feedback_id << 4 | 1  # id and length-1, as they stand in the extension
        for place, section in enumerate(offer.sections):
            if place // 2 == self.seat:
                continue
            ssrc = own.ssrc + 2 * place
            rtx = (ssrc + 1, section.rtx_type) if section.rtx_type else None
            video = section.kind == "video"
            out = Outbound(ssrc, section.payload_type, video=video, rtx=rtx, send_time=section.send_time)
            self.outs[place // 2, video] = self._asked[ssrc] = out

    # -- from the wire -------------------------------------------------------------------------------------------------

    def check(self, message: Message, address: Address, spoken: tuple[str, int], now: float) -> None:
        """A connectivity check that names this connection; `spoken` is `address` as (host, port)."""
        if not message.check_message_integrity(self._own.password.encode()):
            self._counters.dropped_unauthenticated += 1
            return
        self._heard = now
        self._path.port.send(reply(message, (plain(spoken[0]), spoken[1]), self._own.password), address)
        if address not in self._addresses:
            self._addresses.append(address)
            self._around.reached(self, address)
            if len(self._addresses) > MOST_ADDRESSES:
                oldest = next(known for known in self._addresses if known != self.address)
                self._addresses.remove(oldest)
                self._around.left(self, oldest)
        priority = message.attributes.get("PRIORITY", 0)
        if "USE-CANDIDATE" in message.attributes and (address == self.address or priority >= self._priority):
            self._priority = priority
            self._move(address)
            if self._task is None:
                self._task = asyncio.create_task(self._run())

    def _move(self, address: Address) -> None:
        """Sends to this address from now on."""
        if address == self.address:
            return
        if self.address is not None:
            self._counters.connections_moved += 1
        self._path.port.flush()  # what is ready still goes to the old address, whose memory is let go below
        self.address = address
        target = self._path.port.target(address)
        for out in self.outs.values():
            out.aim(target)
        self._target = target

    def handshake(self, datagram: bytes) -> None:
        """A DTLS datagram from one of this connection's addresses."""
        self._dtls.feed(datagram)

    def media(self, slot: int, now: float) -> None:
        """An SRTP or SRTCP datagram in this slot of the port, from one of this connection's addresses."""
        port = self._path.port
        view, origin = port.views[slot], port.origins[slot]
        control = port.sizes[slot] > 1 and is_rtcp(view[1])
        unprotect = srtp.unprotect_control if control else srtp.unprotect
        if self._rx is None or unprotect(self._rx, port.pointers[slot], port.cells[slot]):
            self._counters.dropped_unauthenticated += 1
            return
        size = port.sizes[slot]
        if origin != self.address:
            # What the browser sends comes by the path it has chosen: this is the last word about a changed address.
            self._priority = -1
            self._move(origin)
        if control:
            self._control(bytes(view[:size]), now)
            return
        parsed = parse(view, size)
        if parsed is None:
            self._counters.dropped_malformed += 1
            return
        second, sequence, stamp, ssrc, start, end, extension = parsed
        self._counters.packets_in += 1
        if extension:
            at = extension + 5 if view[extension + 4] == self._feedback_head else 0
            if at or (at := element(view, extension, start, self._feedback_id)):
                self._arrivals.numbers.append(view[at] << 8 | view[at + 1])
                self._arrivals.times.append(now)
        payload = bytes(view[start:end])
        source = self._streams.get(ssrc)
        if source is not None:
            self._path.packet(source, sequence, stamp, second & MARKER, payload, now)
        else:
            self._unfamiliar(second, sequence, stamp, ssrc, payload, now)

    def _unfamiliar(self, second: int, sequence: int, stamp: int, ssrc: int, payload: bytes, now: float) -> None:
        """The first packet of a stream, or a retransmission: told apart by payload type."""
        kind = second & 0x7F
        if kind == self._rtx_type:
            original = unpack_rtx(payload)
            if original is not None and self.video is not None:
                self._path.packet(self.video, original[0], stamp, second & MARKER, bytes(original[1]), now)
            return
        video = self._kinds.get(kind)
        if video is None or len(self._streams) >= MOST_STREAMS:
            self._counters.dropped_unknown += 1
            return
        source = self._streams[ssrc] = Inbound(ssrc, video)
        if video:
            self.video = source
        else:
            self.audio = source
        self._around.source_changed(self)
        self._path.packet(source, sequence, stamp, second & MARKER, payload, now)

    def _control(self, data: bytes, now: float) -> None:
        try:
            for kind, count, body in rtcp.split(data):
                self._understand(kind, count, body, now)
        except ValueError:
            self._counters.dropped_malformed += 1

    def _understand(self, kind: int, count: int, body: bytes, now: float) -> None:
        match kind, count:
            case rtcp.SENDER_REPORT, _:
                info = rtcp.read_sender(body)
                if info.ssrc in self._streams:
                    self._streams[info.ssrc].clock.report(info, now)
                self._reception(rtcp.read_blocks(body, 24, count))
            case rtcp.RECEIVER_REPORT, _:
                self._reception(rtcp.read_blocks(body, 4, count))
            case rtcp.TRANSPORT_FEEDBACK, rtcp.NACK:
                out = self._asked.get(rtcp.read_target(body))
                if out is not None:
                    self._repeat(out, rtcp.read_nack(body), now)
            case rtcp.PAYLOAD_FEEDBACK, rtcp.PLI:
                self._keyframe(rtcp.read_target(body), now)
            case rtcp.PAYLOAD_FEEDBACK, rtcp.FIR:
                for ssrc in rtcp.read_fir(body):
                    self._keyframe(ssrc, now)
            case rtcp.PAYLOAD_FEEDBACK, rtcp.APPLICATION:
                self.estimate = rtcp.read_remb(body) or self.estimate
                self._estimated = now

    def _reception(self, blocks: list[rtcp.Block]) -> None:
        for block in blocks:
            out = self._asked.get(block.ssrc)
            if out is not None:
                self._losses.report(block)
                self._counters.packets_lost_out += self._newly(block)
                if not out.video:
                    self.lost = block.lost
                elif (behind := out.behind(block.highest & 0xFFFF)) is not None:
                    self._queue.report(behind)

    def _repeat(self, out: Outbound, missing: list[int], now: float) -> None:
        """Sends again what this browser misses, unless that is so much that its line is flooded."""
        packets = sum(other.counts()[0] for other in self.outs.values())
        if self.budget.asked(len(missing), packets, now, lambda: self._around.needs(self)):
            self._around.budget_changed(self)
        self._path.again(out, missing, now)

    def _newly(self, block: rtcp.Block) -> int:
        """How many more packets of a stream are lost than last time. Repetitions can make the total negative."""
        total = block.total_lost if block.total_lost < 0x800000 else 0  # 24 bits with a sign
        before = self._missed.get(block.ssrc, 0)
        self._missed[block.ssrc] = max(before, total)
        return max(0, total - before)

    def _keyframe(self, ssrc: int, now: float) -> None:
        out = self._asked.get(ssrc)
        if out is not None and out.source is not None and out.video:
            out.source.keyframes.want(now)

    # -- by the clock --------------------------------------------------------------------------------------------------

    def tick(self, count: int, now: float) -> None:
        """Called every 20 ms, `count` telling which time this is."""
        if self._rx is None:
            if now > self._deadline:
                self._expire()
            return
        video = self.video
        messages = self._requests(video, now) if video is not None and (video.gaps or video.keyframes.waiting) else b""
        if count % FEEDBACK_TICKS == self.seat % FEEDBACK_TICKS:
            waiting = len(self._arrivals.numbers)
            source = self.video or self.audio
            if source is not None and (waiting >= FEW or (waiting and count // FEEDBACK_TICKS % 3 == self.seat % 3)):
                messages += self._arrivals.message(self._own.ssrc, source.ssrc)
        if count % REPORT_TICKS == self.seat:
            if now - self._heard > SILENCE:
                self._expire()
                return
            self._weigh(now)
            messages = self._reports(now) + messages
        if messages:
            # A compound begins with a report, be it an empty one (RFC 3550 part 6.1).
            if messages[1] not in (rtcp.SENDER_REPORT, rtcp.RECEIVER_REPORT):
                messages = rtcp.receiver_report(self._own.ssrc, []) + messages
            self._path.control(self._tx, messages, self._target)

    def _requests(self, video: Inbound, now: float) -> bytes:
        """What to ask of the browser at once: missing packets, a keyframe."""
        asked = b""
        if missing := video.missing(now):
            asked += rtcp.nack(self._own.ssrc, video.ssrc, missing)
            self._counters.packets_asked_again += len(missing)
        if video.keyframes.due(now):
            asked += rtcp.keyframe_request(self._own.ssrc, video.ssrc)
            self._counters.keyframes_asked += 1
        return asked

    def _reports(self, now: float) -> bytes:
        """Reports for what this browser sends, and the clocks of what it is sent."""
        told = b"".join(rtcp.sender_report(info) for out in self.outs.values() if (info := out.report(now)) is not None)
        blocks = [self.video.report(now)] if self.video is not None else []
        if self.audio is not None:
            # A browser adds FEC by the loss it is told of: tell it of the worst line its sound goes over.
            worst = max((out.listener.lost for out in self.audio.fan), default=0)
            blocks.append(self.audio.report(now, least=min(worst, MOST_TOLD)))
        self._counters.packets_lost_in += sum(map(self._newly, blocks))
        return told + rtcp.receiver_report(self._own.ssrc, blocks)

    def _weigh(self, now: float) -> None:
        """Once a second: does what is sent here fit the line?"""
        for source in (self.audio, self.video):
            if source is not None:
                source.weigh()
        octets = sum(out.counts()[1] for out in self.outs.values())
        sent, self._sent = 8 * (octets - self._sent), octets
        estimate = self.estimate if self._queue.stands() and now - self._estimated < FRESH else None
        if self.budget.step(estimate, sent, self._losses.share(), self._around.needs(self)):
            self._around.budget_changed(self)

    # -- coming and going ----------------------------------------------------------------------------------------------

    @property
    def connected(self) -> bool:
        return self._rx is not None and not self.closed

    def _send(self, data: bytes) -> None:
        if self.address is not None:
            self._path.port.send(data, self.address)

    async def _run(self) -> None:
        """From the first nomination to the end: the handshake, then waiting for the browser's goodbye."""
        try:
            sessions = await self._dtls.handshake(list(self._offer.fingerprints))
            if sessions is not None:
                seats = sorted({seat for seat, _ in self.outs})
                senders = self._dtls.senders(len(seats))
                self._sessions = *sessions, *senders
                self._rx, self._tx = (srtp.handle(session) for session in sessions)
                for (seat, _), out in self.outs.items():
                    out.session, out.listener = srtp.handle(senders[seats.index(seat)]), self
                self._counters.connections_connected += 1
                self._around.connected(self)
                await self._dtls.ended()
        finally:
            self.close()
            await self._dtls.stop()

    def _expire(self) -> None:
        self._counters.connections_expired += 1
        self.close()

    def close(self) -> None:
        """Ends the connection; the rest of its task (a farewell to the browser) runs by itself. Idempotent."""
        if self.closed:
            return
        self.closed = True
        self._counters.connections_closed += 1
        self._around.ended(self)
        for address in self._addresses:
            self._around.left(self, address)
        if self._task is not None and self._task is not asyncio.current_task():
            self._task.cancel()

    @property
    def task(self) -> asyncio.Task[None] | None:
        return self._task
