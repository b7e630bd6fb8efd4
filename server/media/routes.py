"""Who is forwarded to whom: the one thing the media plane is told about a meeting. Pure values."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Routes:
    """What the room wants now, by seat number. A seat that is missing from a mapping hears or sees nobody.

    `heard[listener]` are the seats whose microphone is forwarded to that listener, `seen[listener]` those whose camera
    is; `large` are the seats that send a large picture now, which a listener with little bandwidth keeps longest.
    """

    heard: Mapping[int, frozenset[int]] = field(default_factory=dict)
    seen: Mapping[int, frozenset[int]] = field(default_factory=dict)
    large: frozenset[int] = frozenset()
