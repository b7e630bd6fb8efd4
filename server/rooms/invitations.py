"""Personal invitations: a ticket that lets one person in, once, without knocking. Imports state, commands and errors.

The maker's browser draws the ticket (128 random bits) and gives it along in the link's fragment, so that looking at the
link uses nothing up; it is used at coming in. A ticket that comes a second time lets nobody in, and marks whoever came
in with it: one of the two is not who was meant.
"""

import re
from dataclasses import replace

from . import commands as c
from .errors import Reason, Refused
from .state import Invitation, Person, State

_TICKET = re.compile(r"[A-Za-z0-9_-]{22}")  # 16 bytes
# More than a circle of ten needs; beyond it the oldest is forgotten, and whoever holds it knocks like anybody else.
MOST_INVITATIONS = 40


def invite(state: State, command: c.Invite, person: Person, now: float) -> State:
    if not _TICKET.fullmatch(command.ticket) or find(state, command.ticket) is not None:
        raise Refused(Reason.BAD_TEXT)
    return replace(state, invitations=(*state.invitations, Invitation(command.ticket))[-MOST_INVITATIONS:])


def find(state: State, ticket: str) -> Invitation | None:
    return next((each for each in state.invitations if each.ticket == ticket), None)


def used(state: State, invitation: Invitation, person: str) -> State:
    """The first to come with it has used it; the next one shows that it went through other hands too."""
    now = replace(invitation, again=True) if invitation.person else replace(invitation, person=person)
    return replace(state, invitations=tuple(now if each is invitation else each for each in state.invitations))


def withdrawn(state: State) -> State:
    """A locked door is locked for these too. The ones that were used stay known, so that they are noticed again."""
    return replace(state, invitations=tuple(each for each in state.invitations if each.person))


def came_twice(state: State, person: Person) -> bool:
    """Whether somebody else tried to come in with this person's invitation."""
    return any(each.again and each.person == person.id for each in state.invitations)
