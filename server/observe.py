"""What the server tells about itself: log lines of fixed sentences, and counts. Never a room, a name or an address.

Log lines are JSON on standard output. Other people's libraries log what they like (addresses, SDP, exception texts), so
of their records nothing passes but where a fault arose and of which kind. Imports nothing of the house.
"""

import json
import logging
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric

LOGGER = "kring"
# Fewer rooms than this are not told: "one" at a quiet hour may say that those two colleagues are meeting.
FEWEST_TOLD = 3
# Every field that can stand beside `at` and `event` (published in docs/host.md); any other is dropped.
FIELDS = frozenset({"rooms", "in", "kind", "place"})


class Event(StrEnum):
    """Every sentence that can stand in the log."""

    STARTED = "the server has started"
    STOPPED = "the server has stopped"
    FAULT = "a fault in the program"
    NO_MEDIA_PORT = "the media port could not be opened"


def log(event: Event, **counts: int | str) -> None:
    """Write one event. The fields are counts, never anything that came from a person."""
    logging.getLogger(LOGGER).info(event.value, extra={"fields": counts})


class PlainLine(logging.Formatter):
    """A record as one line of JSON, with nothing in it that a person or a network brought."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {"at": datetime.now(UTC).isoformat(timespec="seconds")}
        if record.name == LOGGER:
            line |= {"event": record.getMessage(), **getattr(record, "fields", {})}
        else:
            line |= {"event": Event.FAULT.value, "in": record.name, **_kind_and_place(record)}
        return json.dumps({name: value for name, value in line.items() if name in FIELDS | {"at", "event"}})


def _kind_and_place(record: logging.LogRecord) -> dict[str, str]:
    if not record.exc_info or record.exc_info[0] is None:
        return {}
    frames = traceback.extract_tb(record.exc_info[2])
    places = [frame for frame in frames if "/server/" in frame.filename] or frames
    place = {"place": f"{places[-1].name}:{places[-1].lineno}"} if places else {}
    return {"kind": record.exc_info[0].__name__, **place}


def only_ours_and_faults(record: logging.LogRecord) -> bool:
    """Our own events pass; of others only errors, so that a fault is at least counted."""
    return record.name == LOGGER or record.levelno >= logging.ERROR


def configure_logging() -> None:
    """Send everything through one handler; take away the handlers that libraries brought."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(PlainLine())
    handler.addFilter(only_ours_and_faults)
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    for name in list(logging.root.manager.loggerDict):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True


class Counts:
    """The metrics of one process, read when they are asked for. No labels: nothing tells one room from another."""

    def __init__(self, rooms: Callable[[], int], media: Any, delay_bounds: Iterable[float]) -> None:
        self._rooms = rooms
        self._media = media  # a dataclass of whole numbers
        self._bounds = tuple(delay_bounds)
        self._registry = CollectorRegistry()
        self._registry.register(self)

    def text(self) -> bytes:
        """The metrics in Prometheus's text format."""
        return generate_latest(self._registry)

    def collect(self) -> Iterator[Metric]:
        rooms = self._rooms()
        told = rooms if rooms >= FEWEST_TOLD else 0
        yield GaugeMetricFamily("kring_rooms", f"Rooms that are open; 0 below {FEWEST_TOLD}", value=told)
        for name, value in asdict(self._media).items():
            if isinstance(value, int):
                yield CounterMetricFamily(f"kring_media_{name}", f"Media: {name.replace('_', ' ')}", value=value)
        total, buckets = 0, []
        names = [*(str(bound) for bound in self._bounds), "+Inf"]
        for name, count in zip(names, self._media.delay_buckets, strict=True):
            total += count
            buckets.append((name, total))
        yield HistogramMetricFamily(
            "kring_media_forward_delay_seconds",
            "From a packet's arrival at the machine to handing its copies back",
            buckets=buckets,
            sum_value=self._media.delay_sum,
        )
