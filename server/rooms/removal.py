"""Taking somebody out of the room, for good. Imports state, commands, errors, keys, invitations.

A begeleider decides alone. Where nobody leads, and in a room on its own whoever holds the task, the group decides: more
than half of the others who are here, and at least two.
"""

from dataclasses import replace

from . import commands as c
from .errors import Reason, Refused
from .invitations import withdrawn
from .keys import new_epoch
from .state import Person, State

FEWEST_VOTES = 2


def may_be_removed(state: State, person: Person, seat: int) -> bool:
    """Somebody else's seat, taken. Whether this person may ask at all, the rules say."""
    other = state.in_seat(seat)
    return other is not None and other.id != person.id


def votes(state: State, seat: int, now: float) -> int:
    """How many of those who are here want the person in this seat to go."""
    here = {person.id for person in state.seated if person.is_here(now)}
    concerned = state.in_seat(seat)
    return sum(voter in here and concerned is not None and about == concerned.id for voter, about in state.votes)


def remove(state: State, command: c.Remove, person: Person, now: float) -> State:
    """Out at once by the begeleider; otherwise a vote, which a second time takes back."""
    concerned = state.in_seat(command.seat)
    if concerned is None or concerned.id == person.id:
        raise Refused(Reason.NO_SUCH_SEAT)
    if state.leads(person) and not state.independent:
        return _removed(state, concerned, person)
    state = replace(state, votes=state.votes ^ {(person.id, concerned.id)})
    others = sum(other.is_here(now) and other.id != concerned.id for other in state.seated)
    found = votes(state, command.seat, now)
    return _removed(state, concerned, person) if found >= FEWEST_VOTES and 2 * found > others else state


def _removed(state: State, gone: Person, by: Person) -> State:
    """Never in again under this id; the door is locked, and what the others say from now on has a new secret."""
    state = replace(withdrawn(state.without(gone)), locked=True, removed=state.removed | {gone.id})
    return new_epoch(replace(state, people=state.seated), by)
