"""The group's secret, as far as the server knows it: a number, public keys, proofs and sealed boxes it cannot open.

Browsers make every text here and check them among themselves (docs/encryption.md). The room counts epochs, says which
member shares the newest secret, and passes on. Imports state, commands, errors and the shape of texts.
"""

import re
from dataclasses import replace

from . import commands as c
from .errors import Reason, Refused
from .state import Held, Person, State
from .texts import LONGEST_NAME, sealed

_PUBLIC = re.compile(r"[A-Za-z0-9_-]{43}")  # X25519: 32 bytes
_PROOF = re.compile(r"[A-Za-z0-9_-]{43}(\.[A-Za-z0-9_-]{43})?")  # one or two HMAC-SHA-256
LONGEST_BOX = 80  # IV, secret and tag: 60 bytes


def new_epoch(state: State, asker: Person) -> State:
    """From now on a secret counts that nobody has yet; whoever asked for it makes it."""
    people = tuple(replace(person, held=replace(person.held, box="", box_from=None)) for person in state.people)
    return replace(state, people=people, epoch=state.epoch + 1, epoch_by=asker.id, shared=False)


def keeper(state: State, now: float) -> Person | None:
    """Who shares the secret now: somebody here who holds the newest one; of these, who asked for it, or the first.

    A new secret that was not shared yet is made by someone who holds the one before.
    """
    able = [person for person in state.seated if person.is_here(now) and person.held.public]
    if state.shared:
        able = [person for person in able if person.held.epoch == state.epoch]
    return min(able, key=lambda p: (-p.held.epoch, p.id != state.epoch_by, p.seat), default=None)


def announce(state: State, command: c.Announce, person: Person, now: float) -> State:
    """Somebody's public key, with proofs only members can check. A box that came before could not be opened."""
    if not _PUBLIC.fullmatch(command.public) or not _PROOF.fullmatch(command.proof):
        raise Refused(Reason.BAD_TEXT)
    if command.epoch > state.epoch:
        raise Refused(Reason.BAD_NUMBER)
    return state.with_person(replace(person, held=Held(command.public, command.epoch, command.proof)))


def share_key(state: State, command: c.ShareKey, person: Person, now: float) -> State:
    """The secret of this epoch, sealed to one member each. The first to share an epoch's secret has made it."""
    if command.epoch != state.epoch:
        raise Refused(Reason.STALE)
    for seat, box in command.boxes:
        member = state.in_seat(seat)
        if member is not None and member.id != person.id and not member.held.box:
            text = sealed(box, LONGEST_BOX, required=True)
            state = state.with_person(replace(member, held=replace(member.held, box=text, box_from=person.seat)))
    return replace(state, shared=True)


def name(state: State, command: c.Name, person: Person, now: float) -> State:
    """My name, sealed again under the newest secret."""
    return state.with_person(replace(person, name=sealed(command.text, LONGEST_NAME, required=True)))
