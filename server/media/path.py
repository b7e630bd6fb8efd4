"""The way of a packet: out of a slot, decided once, copied to each listener. The only code that runs for every packet.

Built per packet are the payload that the history keeps and one dressed packet for each guise; an ordinary packet costs
a listener one copy and one call of libsrtp.
"""

from typing import Any

from . import srtp
from .counters import Counters
from .forwarding import Outbound
from .inbound import STALE, Inbound
from .plan import dress
from .rtp import MARKER, Bytes, send_time
from .sockets import OUTGOING, PlainPort
from .vp8 import NOTHING, Frame, describe, picture_id


class Path:
    """Forwards packets of any room through one port."""

    def __init__(self, port: PlainPort, counters: Counters) -> None:
        self.port = port
        self.counters = counters

    def packet(self, source: Inbound, sequence: int, stamp: int, marker: int, payload: bytes, now: float) -> None:
        """A packet of `source` has come: number it, remember it, forward it. `marker` is 0 or 0x80."""
        index = source.place(sequence, now)
        if index == STALE:
            self.counters.dropped_repeated += 1
            return
        if not payload:  # padding, to probe the line
            for out in source.fan:
                out.leave_out(index)
            return
        source.history.put(index, payload, stamp, marker != 0)
        frame = NOTHING
        if source.video:
            frame = describe(payload, 0, len(payload))
            if frame[0]:
                source.keyframes.came()
        if index == source.highest:
            source.stamp = stamp
            if frame[2]:
                source.picture = picture_id(payload, frame[2])
            if frame[3]:
                source.base_index = payload[frame[3]]
        if marker or not source.video:
            source.reception.arrival(stamp, now)
        self._fan_out(source, index, stamp, marker, payload, frame, now)
        source.packets += 1
        source.octets += len(payload)

    def _fan_out(
        self, source: Inbound, index: int, stamp: int, marker: int, payload: bytes, frame: Frame, now: float
    ) -> None:
        plan = source.plan or source.planned()
        time = send_time(now)
        forwarded = 0
        asked = plan.careful
        if index >= plan.start:
            for guise, listeners in plan.groups:
                forwarded += self._copy(dress(guise, index, stamp, marker, payload, frame, time), listeners)
        else:
            asked = source.fan
        for out in asked:
            delta = out.delta if index >= out.start else out.admit(index, stamp, frame[0], frame[1], now)
            if delta is not None:
                guise = out.guise()._replace(delta=delta)
                packet = dress(guise, index, stamp, marker, payload, frame, time)
                forwarded += self._copy(packet, [(out.session, out.target)])
            elif out.waiting:
                source.keyframes.want(now)
            else:
                out.omitted(len(payload))
        self.counters.packets_out += forwarded

    def _copy(self, packet: Bytes, listeners: list[tuple[Any, Any]], protect: Any = srtp.protect) -> int:
        """Puts a protected copy for each listener in the next slots; returns how many. The innermost loop of all."""
        port = self.port
        views, pointers, cells = port.out_views, port.out_pointers, port.out_cells
        sizes, targets, slot = port.out_sizes, port.out_targets, port.count
        size = len(packet)
        copied = 0
        for session, target in listeners:
            if slot == OUTGOING:
                port.count = slot
                port.flush()
                slot = 0
            views[slot][:size] = packet
            sizes[slot] = size
            if protect(session, pointers[slot], cells[slot]):
                continue
            targets[slot] = target
            slot += 1
            copied += 1
        port.count = slot
        return copied

    def again(self, out: Outbound, sequences: list[int], now: float) -> int:
        """Sends a listener the packets it asked for, as far as they are remembered. Returns how many.

        On the RTX stream (RFC 4588) and nowhere else: the same number twice with another send time in the header would
        use one AES-GCM nonce twice (RFC 7714 part 8.4).
        """
        sent = 0
        for sequence in sequences if out.rtx_ssrc else ():
            index = out.find(sequence)
            kept = None if index is None or out.source is None else out.source.history.get(index)
            if kept is not None:
                sent += self._retransmit(out, sequence, *kept, now)
        self.counters.packets_retransmitted += sent
        return sent

    def _retransmit(self, out: Outbound, sequence: int, payload: bytes, stamp: int, marker: bool, now: float) -> int:
        frame = describe(payload, 0, len(payload)) if out.picture_delta else NOTHING
        _, _, picture, base = frame
        # Two octets of number stand before the payload.
        moved = (False, 0, picture and picture + 2, base and base + 2)
        head = sequence.to_bytes(2) + payload
        number, out.retransmission = out.retransmission, (out.retransmission + 1) & 0xFFFF
        packet = dress(out.rtx_guise(), number, stamp, MARKER if marker else 0, head, moved, send_time(now))
        return self._copy(packet, [(out.session, out.target)])

    def control(self, session: Any, data: bytes, target: Any) -> None:
        """Sends one RTCP compound to one browser."""
        self._copy(data, [(session, target)], srtp.protect_control)
