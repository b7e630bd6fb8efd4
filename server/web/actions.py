"""One address for everything a button does: a form comes in, a command goes to the room. Imports services."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from server.rooms import commands as c
from server.rooms.errors import Reason, Refused

from .forms import read_form, whole_number
from .services import ServicesHere, VisitHere

actions = APIRouter()

Form = Mapping[str, str]

# RFC 9110: what a refusal means to a program. People read the sentence.
STATUS = MappingProxyType(
    {
        Reason.CLOSED: 404,
        Reason.NOT_YOURS: 403,
        Reason.BAD_TEXT: 422,
        Reason.BAD_NUMBER: 422,
    }
)
OTHER_STATUS = 409


def _seen(kind: type[c.Seen]) -> Callable[[str, Form], c.Command]:
    return lambda by, form: kind(by=by, seen=whole_number(form, "seen"))


def _choice(kind: type[c.Choice]) -> Callable[[str, Form], c.Command]:
    return lambda by, form: kind(by=by, seen=whole_number(form, "seen"), on=form.get("on") != "no")


def _seat(
    kind: type[c.Inbrenger | c.HandOver | c.GiveTurn | c.Later | c.Dot | c.Remove],
) -> Callable[[str, Form], c.Command]:
    return lambda by, form: kind(by=by, seen=whole_number(form, "seen"), seat=whole_number(form, "seat"))


def _seconds(kind: type[c.Extend | c.Shorten]) -> Callable[[str, Form], c.Command]:
    return lambda by, form: kind(by=by, seen=whole_number(form, "seen"), seconds=whole_number(form, "seconds"))


def _module(kind: type[c.ChooseModule | c.Insert]) -> Callable[[str, Form], c.Command]:
    return lambda by, form: kind(by=by, seen=whole_number(form, "seen"), module=form.get("module", ""))


def _write(by: str, form: Form) -> c.Command:
    """The fields `text-0`, `text-1` ... hold a card each; without any of them the cards are taken back."""
    texts = tuple(text for name, text in form.items() if name.startswith("text-"))
    return c.Write(by=by, phase=form.get("phase", ""), texts=texts)


def _rate(by: str, form: Form) -> c.Command:
    number = whole_number(form, "card")
    return c.Rate(by=by, seen=whole_number(form, "seen"), card=number, rating=form.get("rating", ""))


def _announce(by: str, form: Form) -> c.Command:
    return c.Announce(
        by=by, public=form.get("public", ""), epoch=whole_number(form, "epoch"), proof=form.get("proof", "")
    )


def _share_key(by: str, form: Form) -> c.Command:
    """The fields `box-0`, `box-1` ... hold a box for each seat."""
    boxes = {name.removeprefix("box-"): box for name, box in form.items() if name.startswith("box-")}
    seats = {name: whole_number({name: name}, name) for name in boxes}
    return c.ShareKey(
        by=by, epoch=whole_number(form, "epoch"), boxes=tuple((seats[name], box) for name, box in boxes.items())
    )


COMMANDS: Mapping[str, Callable[[str, Form], c.Command]] = MappingProxyType(
    {
        "start": _seen(c.Start),
        "next": _seen(c.Next),
        "back": _seen(c.Back),
        "pause": _seen(c.Pause),
        "resume": _seen(c.Resume),
        "extend": _seconds(c.Extend),
        "shorten": _seconds(c.Shorten),
        "catch-up": _seen(c.CatchUp),
        "skip": _seen(c.Skip),
        "go-to": lambda by, form: c.GoTo(by=by, seen=whole_number(form, "seen"), phase=form.get("phase", "")),
        "repeat": _seen(c.Repeat),
        "choose-module": _module(c.ChooseModule),
        "insert": _module(c.Insert),
        "swap": lambda by, form: c.Swap(by=by, seen=whole_number(form, "seen"), method=form.get("method", "")),
        "again": _seen(c.Again),
        "end": _seen(c.End),
        "inbrenger": _seat(c.Inbrenger),
        "hand-over": _seat(c.HandOver),
        "take-task": _seen(c.TakeTask),
        "lay-down-task": _seen(c.LayDownTask),
        "turn-done": _seen(c.TurnDone),
        "pass": _seen(c.Pass),
        "skip-turn": _seen(c.SkipTurn),
        "give-turn": _seat(c.GiveTurn),
        "later": _seat(c.Later),
        "speak": _choice(c.Speak),
        "pictures": lambda by, form: c.Pictures(by=by, shown=form.get("shown") != "no"),
        "agree": _choice(c.Agree),
        "tick": _seen(c.Tick),
        "written": _choice(c.Written),
        "title": lambda by, form: c.Title(by=by, text=form.get("text", "")),
        "question": lambda by, form: c.Question(by=by, text=form.get("text", "")),
        "dot": _seat(c.Dot),
        "show-dots": _seen(c.ShowDots),
        "write": _write,
        "rate": _rate,
        "sheet": lambda by, form: c.Sheet(by=by, text=form.get("text", "")),
        "admit": lambda by, form: c.Admit(by=by, guest=form.get("guest", "")),
        "admit-all": lambda by, form: c.AdmitAll(by=by),
        "refuse": lambda by, form: c.Refuse(by=by, guest=form.get("guest", "")),
        "remove": _seat(c.Remove),
        "announce": _announce,
        "share-key": _share_key,
        "name": lambda by, form: c.Name(by=by, text=form.get("text", "")),
        "invite": lambda by, form: c.Invite(by=by, ticket=form.get("ticket", "")),
        "lock": lambda by, form: c.Lock(by=by),
        "unlock": lambda by, form: c.Unlock(by=by),
    }
)


@actions.post("/r/{room}/do/{command}")
async def act(command: str, request: Request, visit: VisitHere, here: ServicesHere) -> Response:
    """Carry out one command. A refusal answers with its sentence and has changed nothing.

    A screen with htmx needs no answer: like everyone's, it gets the new state by push. A plain form goes back to the
    room.
    """
    make = COMMANDS.get(command)
    if make is None:
        raise HTTPException(404)
    with_htmx = "hx-request" in request.headers
    try:
        visit.room.submit(make(visit.person, await read_form(request)))
    except Refused as refused:
        name, status = ("message" if with_htmx else "error"), STATUS.get(refused.reason, OTHER_STATUS)
        drawn = here.renderer.page(
            name, visit.language, message=refused.reason.value, status=status, path=f"/r/{visit.room.id}"
        )
        return HTMLResponse(drawn, status_code=status)
    return Response(status_code=204) if with_htmx else RedirectResponse(f"/r/{visit.room.id}", status_code=303)
