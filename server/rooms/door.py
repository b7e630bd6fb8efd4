"""Coming in and going: what each command at the door does. Imports state, commands, errors, keys, invitations."""

from dataclasses import replace

from . import commands as c
from . import invitations
from .errors import Reason, Refused
from .keys import new_epoch
from .state import Person, State
from .texts import LONGEST_NAME, sealed

# More people than this at the door is no group of colleagues; whoever comes after finds the room closed.
MOST_GUESTS = 12


def knock(state: State, command: c.Knock, now: float) -> State:
    """Wait at the door. Whoever opened the room walks in; in a room on its own, so does the first.

    With a personal invitation one walks in too; with one that was used, nobody comes in and the room notes it.
    """
    if state.person(command.by) is not None:
        raise Refused(Reason.NOT_NOW)
    if command.by in state.removed:
        raise Refused(Reason.CLOSED)
    invitation = invitations.find(state, command.ticket)
    if invitation is not None and invitation.person:
        return invitations.used(state, invitation, command.by)
    opener = command.by == state.opener
    turned_away = state.locked or (len(state.guests) >= MOST_GUESTS and invitation is None)
    if (turned_away and not opener) or state.free_seat() is None:
        raise Refused(Reason.CLOSED)
    person = Person(command.by, sealed(command.name, LONGEST_NAME, required=True), gone_since=now)
    if invitation is not None:
        return seat(invitations.used(state, invitation, command.by), person)
    if not opener and (not state.independent or state.seated):
        return state.with_person(person)
    leads = opener and not state.independent and state.begeleider is None
    return seat(replace(state, begeleider=state.free_seat()) if leads else state, person)


def seat(state: State, guest: Person) -> State:
    """Give someone the first free seat; from now on the room has begun."""
    place = state.free_seat()
    if place is None:
        raise Refused(Reason.FULL)
    return replace(state.with_person(replace(guest, seat=place)), entered=True)


def guest(state: State, id: str) -> Person:
    found = next((person for person in state.guests if person.id == id), None)
    if found is None:
        raise Refused(Reason.NO_SUCH_GUEST)
    return found


def admit(state: State, command: c.Admit, person: Person, now: float) -> State:
    return seat(state, guest(state, command.guest))


def admit_all(state: State, command: c.AdmitAll, person: Person, now: float) -> State:
    if state.free_seat() is None:
        raise Refused(Reason.FULL)
    for waiting in state.guests:
        if state.free_seat() is not None:
            state = seat(state, waiting)
    return state


def refuse(state: State, command: c.Refuse, person: Person, now: float) -> State:
    return state.without(guest(state, command.guest))


def lock(state: State, command: c.Lock, person: Person, now: float) -> State:
    return new_epoch(invitations.withdrawn(replace(state, locked=True, people=state.seated)), person)


def unlock(state: State, command: c.Unlock, person: Person, now: float) -> State:
    return replace(state, locked=False)


def connect(state: State, command: c.Connect, person: Person, now: float) -> State:
    return state.with_person(replace(person, gone_since=None))


def disconnect(state: State, command: c.Disconnect, person: Person, now: float) -> State:
    return state.with_person(replace(person, gone_since=now)) if person.gone_since is None else state


def leave(state: State, command: c.Leave, person: Person, now: float) -> State:
    return state.without(person)
