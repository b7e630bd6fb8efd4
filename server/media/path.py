"""The way of a packet: out of a slot, decided once, copied to each listener. The only code that runs for every packet.

Nothing is built per packet but the payload that the history keeps; an ordinary packet costs a listener one header, one
copy and one call of libsrtp.
"""

from typing import Any

from . import srtp
from .counters import Counters
from .forwarding import Outbound
from .inbound import STALE, Inbound
from .rtp import BARE_SIZE, MARKER, ONE_WORD, TIMED_SIZE, send_time, write_bare, write_timed
from .sockets import OUTGOING, PlainPort
from .vp8 import NOTHING, describe, picture_id, shift_picture


class Path:
    """Forwards packets of any room through one port."""

    def __init__(self, port: PlainPort, counters: Counters) -> None:
        self.port = port
        self.counters = counters
        self._size = srtp.size_cell()

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
        self,
        source: Inbound,
        index: int,
        stamp: int,
        marker: int,
        payload: bytes,
        frame: tuple[bool, int, int, int],
        now: float,
    ) -> None:
        keyframe, layer, picture, base = frame
        port, size, protect = self.port, self._size, srtp.protect
        views, pointers, sizes, targets = port.out_views, port.out_pointers, port.out_sizes, port.out_targets
        length = len(payload)
        time = send_time(now)
        forwarded = 0
        for out in source.fan:
            delta = out.delta
            if index < out.start:
                admitted = out.admit(index, stamp, keyframe, layer, now)
                if admitted is None:
                    if out.waiting:
                        source.keyframes.want(now)
                    else:
                        out.omitted(length)
                    continue
                delta = admitted
            slot = port.count
            if slot == OUTGOING:
                port.flush()
                slot = 0
            view = views[slot]
            if out.send_time:
                head = TIMED_SIZE
                write_timed(
                    view,
                    0,
                    out.head | marker,
                    (index + delta) & 0xFFFF,
                    (stamp + out.stamp_delta) & 0xFFFFFFFF,
                    out.ssrc,
                    ONE_WORD,
                    out.send_time | time,
                )
            else:
                head = BARE_SIZE
                write_bare(
                    view,
                    0,
                    out.head | marker,
                    (index + delta) & 0xFFFF,
                    (stamp + out.stamp_delta) & 0xFFFFFFFF,
                    out.ssrc,
                )
            end = head + length
            view[head:end] = payload
            if picture and out.picture_delta:
                _shift(view, head, out, picture, base)
            size[0] = end
            if protect(out.session, pointers[slot], size):
                continue
            sizes[slot] = size[0]
            targets[slot] = out.target
            port.count = slot + 1
            forwarded += 1
        self.counters.packets_out += forwarded

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

    def _retransmit(self, out: Outbound, sequence: int, payload: bytes, stamp: int, marker: bool, now: float) -> bool:
        port = self.port
        if port.count == OUTGOING:
            port.flush()
        view = port.out_views[port.count]
        kind = out.rtx_head | (MARKER if marker else 0)
        stamp = (stamp + out.stamp_delta) & 0xFFFFFFFF
        if out.send_time:
            head = TIMED_SIZE
            time = out.send_time | send_time(now)
            write_timed(view, 0, kind, out.retransmission, stamp, out.rtx_ssrc, ONE_WORD, time)
        else:
            head = BARE_SIZE
            write_bare(view, 0, kind, out.retransmission, stamp, out.rtx_ssrc)
        out.retransmission = (out.retransmission + 1) & 0xFFFF
        view[head], view[head + 1] = sequence >> 8, sequence & 0xFF
        head += 2
        end = head + len(payload)
        view[head:end] = payload
        if out.picture_delta:
            _, _, picture, base = describe(payload, 0, len(payload))
            if picture:
                _shift(view, head, out, picture, base)
        return self._seal(srtp.protect, out.session, end, out.target)

    def _seal(self, protect: Any, session: Any, size: int, target: Any) -> bool:
        """Protects what lies in the next slot and makes it ready to go."""
        port, slot = self.port, self.port.count
        self._size[0] = size
        if protect(session, port.out_pointers[slot], self._size):
            return False
        port.out_sizes[slot] = self._size[0]
        port.out_targets[slot] = target
        port.count = slot + 1
        return True

    def control(self, session: Any, data: bytes, target: Any) -> None:
        """Sends one RTCP compound to one browser."""
        port = self.port
        if port.count == OUTGOING:
            port.flush()
        port.out_views[port.count][: len(data)] = data
        self._seal(srtp.protect_control, session, len(data), target)


def _shift(view: memoryview, head: int, out: Outbound, picture: int, base: int) -> None:
    shift_picture(view, head + picture, out.picture_delta)
    if base:
        view[head + base] = (view[head + base] + out.base_delta) & 0xFF
