"""The one error of a room: a command was refused, and why, as a key. Sentences belong to the web. Imports nothing."""

from enum import StrEnum


class Reason(StrEnum):
    """Why a command was refused."""

    CLOSED = "closed"  # unknown, full and locked rooms answer alike
    NOT_YOURS = "not yours"  # someone else's task
    NOT_NOW = "not now"  # this moment of the meeting does not know it
    STALE = "stale"  # made on an outdated screen
    NO_SUCH_SEAT = "no such seat"
    NO_SUCH_GUEST = "no such guest"
    UNKNOWN = "unknown"  # a phase, method or module that is not here
    FULL = "full"  # told only to whoever stands at the door inside
    BAD_TEXT = "bad text"
    BAD_NUMBER = "bad number"
    NOT_AGREED = "not agreed"
    BAD_OFFER = "bad offer"  # voice and video could not be connected


class Refused(Exception):
    """A command was refused, and nothing has changed."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason
