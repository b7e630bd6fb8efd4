"""Opening a room, its door, and the room page itself. Imports services, forms, sessions and the door's commands."""

from contextlib import suppress

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from server.live import LiveRoom, new_person
from server.rooms.commands import Knock, Leave
from server.rooms.errors import Reason, Refused

from .forms import LARGEST_FORM, read_form, whole_number
from .making import LARGEST_METHOD, program_for
from .services import LanguageHere, Services, ServicesHere, VisitHere, address_of, known_language, language_of
from .sessions import Session

entrance = APIRouter()

FEWEST_SEATS, MOST_SEATS = 3, 10
MINUTES = frozenset({"45", "60", "75", "90", "120"})
# A method of one's own comes along; urlencoding makes three bytes of a space, a quotation mark or half an accent.
LARGEST_OPENING = 3 * LARGEST_METHOD + LARGEST_FORM


@entrance.post("/rooms")
async def open_room(request: Request, here: ServicesHere, language: LanguageHere) -> Response:
    """A new room. Its secret never comes here: the browser keeps it in the fragment, which follows the redirect."""
    if not here.limits.opening(address_of(request)):
        raise HTTPException(429)
    form = await read_form(request, LARGEST_OPENING)
    program = program_for(here.shelf, form)
    seats = whole_number(form, "seats")
    guidance = form.get("guidance", "guided")
    minutes = form.get("minutes", "")
    known = guidance in ("guided", "independent") and FEWEST_SEATS <= seats <= MOST_SEATS
    if program is None or not known or minutes not in ("", *MINUTES):
        raise HTTPException(400)
    try:
        live, opener = here.house.open(
            program,
            seats=seats,
            independent=guidance == "independent",
            minutes=int(minutes) if minutes else None,
            library=here.shelf.library,
        )
    except Refused:
        raise HTTPException(503) from None
    answer = RedirectResponse(f"/r/{live.id}", status_code=303)
    _remember(answer, here, live, Session(opener, known_language(form.get("lang"), language)), request)
    return answer


@entrance.get("/r/{room}", response_class=HTMLResponse)
async def room_page(request: Request, visit: VisitHere, here: ServicesHere) -> Response:
    """Whatever stands for this visitor at this address: the way in, the door, or the room."""
    session, live = visit.session, visit.room
    language = language_of(request, visit.language)
    person = live.person(session.person) if session else None
    context: dict[str, object] = {"path": f"/r/{live.id}", "room": live.id}
    if person is None:
        return HTMLResponse(here.renderer.page("join", language, **context))
    if person.seat is None:
        answer = HTMLResponse(here.renderer.page("waiting", language, **context))
    else:
        drawn = here.renderer.page(
            "room", language, overlay=live.overlay(person), now_ms=live.now_ms(), seats=live.seats, **context
        )
        answer = HTMLResponse(drawn)
    if language != visit.language:
        _remember(answer, here, live, Session(person.id, language), request)
    return answer


@entrance.post("/r/{room}/join")
async def join(request: Request, visit: VisitHere, here: ServicesHere) -> Response:
    """Knock under a sealed name, having agreed to the agreements."""
    form = await read_form(request)
    live = visit.room
    language = known_language(form.get("lang"), visit.language)
    known = visit.session.person if visit.session else ""
    if known and live.person(known) is not None:
        return RedirectResponse(f"/r/{live.id}", status_code=303)  # pressed twice
    person = known if known == live.opener else new_person()
    try:
        if form.get("agree") != "on":
            raise Refused(Reason.NOT_AGREED)
        live.submit(Knock(by=person, name=form.get("sealed_name", ""), ticket=form.get("ticket", "")))
    except Refused as refused:
        if refused.reason is Reason.CLOSED:
            raise HTTPException(404) from None
        page = here.renderer.page("join", language, path=f"/r/{live.id}", room=live.id, message=refused.reason.value)
        return HTMLResponse(page, status_code=422)
    if live.person(person) is None:
        raise HTTPException(404)  # an invitation that was used before: to its bearer, a room that is not there
    answer = RedirectResponse(f"/r/{live.id}", status_code=303)
    _remember(answer, here, live, Session(person, language), request)
    return answer


@entrance.post("/r/{room}/leave")
async def leave(request: Request, visit: VisitHere, here: ServicesHere) -> Response:
    """Go, and give up the seat. The session cookie goes too."""
    answer = RedirectResponse(f"/bye?lang={visit.language}", status_code=303)
    here.sessions.forget(answer, visit.room.id, secure=request.url.scheme == "https")
    with suppress(Refused):  # gone already: the same farewell
        visit.room.submit(Leave(by=visit.person))
    return answer


def _remember(answer: Response, here: Services, live: LiveRoom, session: Session, request: Request) -> None:
    here.sessions.remember(answer, live.id, session, secure=request.url.scheme == "https")
