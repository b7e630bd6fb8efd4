"""Trying a method alone: the screens of a made-up room, step by step and role by role. Imports services and the room.

No room is opened, nothing is sent and nothing works: the very templates of the room page, with its buttons at rest.
"""

import re

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse
from markupsafe import escape

from server.rooms.overlay import overlay
from server.rooms.practice import ROLES, played, rehearsed

from .services import LanguageHere, ServicesHere
from .words import PRACTICE

practice = APIRouter()

_SEALED = re.compile(r'<x-sealed kind="[a-z]+" c="([^"]*)"[^>]*>.*?</x-sealed>', re.DOTALL)
_ACTIVE = re.compile(r"<(button|input|textarea|select)\b")


@practice.get("/methods/{id}/dry", response_class=HTMLResponse)
async def dry(id: str, here: ServicesHere, language: LanguageHere, phase: str = "1", role: str = "deelnemer") -> str:
    """One screen of the made-up meeting: `phase` counts from 1, `role` is one of the parts played in a circle."""
    program = here.shelf.program(id)
    if program is None:
        raise HTTPException(404)
    count = len(program.steps)
    number = min(count, int(phase)) if phase.isascii() and phase.isdigit() and 0 < len(phase) < 4 else 1
    room = rehearsed(program, max(0, number - 1), here.shelf.library)
    offered = [each for each in ROLES if played(room, each)]
    asked = role if role in ROLES else "deelnemer"
    person = played(room, asked) or played(room, "deelnemer")
    assert person is not None  # noqa: S101 - in a circle of six somebody has no other part
    drawn = here.renderer.page(
        "methods/dry",
        language,
        path=f"/methods/{id}/dry?phase={max(1, number)}&role={asked}",
        room="oefenen",
        id=id,
        overlay=overlay(room.state, person, 0.0),
        now_ms=0.0,
        seats=room.state.seats,
        number=max(1, number),
        count=count,
        role=asked,
        shown=asked if asked in offered else "deelnemer",
        offered=offered,
    )
    said = {key: here.renderer.said(text, language) for key, text in PRACTICE.items()}
    told = _SEALED.sub(lambda found: f'<span class="told">{escape(said.get(found[1], found[1]))}</span>', drawn)
    return _ACTIVE.sub(r"<\1 disabled", told)
