"""Making a method of one's own: the page, the check, a room opened with it. Imports services and methods.

The text of the method stands in the browser. Here it is read, answered and forgotten; only a room that was opened with
it holds it, as long as the room lasts.
"""

from collections.abc import Mapping

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from server.methods.chooser import USUAL_GROUP
from server.methods.faults import FaultyMethod
from server.methods.fitting import fitted
from server.methods.modes import Mode, Switch
from server.methods.program import Program
from server.methods.questions import QUESTIONS
from server.methods.reading import read_own
from server.shelf import Shelf

from .forms import read_body
from .pages import FIRST_METHOD
from .services import LanguageHere, ServicesHere, address_of

making = APIRouter()

LARGEST_METHOD = 64 * 1024  # bytes; the longest built-in method is a fifth of it
PARTS = ("steps", "editor")


@making.get("/methods/make", response_class=HTMLResponse)
async def make(request: Request, here: ServicesHere, language: LanguageHere) -> str:
    """A form that starts from a method of the shelf (`?from=balint`)."""
    asked = request.query_params.get("from", FIRST_METHOD)
    method = here.shelf.methods.get(asked)
    if method is None:
        raise HTTPException(404)
    path = f"/methods/make?from={asked}"
    own = method.model_copy(update={"id": f"mijn-{method.id}"[:40]})
    return here.renderer.page("methods/make", language, path=path, start=asked, **_editor(own, here.shelf))


@making.post("/methods/check", response_class=HTMLResponse)
async def check(request: Request, here: ServicesHere, language: LanguageHere, part: str = "steps") -> HTMLResponse:
    """What `kring check` says of the text in the body, or (200) the method as it will look; nothing is kept.

    `part=editor` answers with the form for changing it instead: so a file from disk is opened again.
    """
    if not here.limits.check(address_of(request)):
        raise HTTPException(429)
    if part not in PARTS:
        raise HTTPException(400)
    try:
        text = (await read_body(request, LARGEST_METHOD)).decode("utf-8")
        method = read_own(text, here.shelf.modules)
    except UnicodeDecodeError:
        raise HTTPException(400) from None
    except FaultyMethod as faulty:
        sentences = [fault.in_language(language) for fault in faulty.faults]
        return HTMLResponse(here.renderer.page("methods/faults", language, sentences=sentences), status_code=422)
    if part == "editor":
        return HTMLResponse(here.renderer.page("methods/editor", language, **_editor(method, here.shelf)))
    plan = fitted(here.shelf.around(method), USUAL_GROUP)
    drawn = here.renderer.page("methods/checked", language, method=method, plan=plan, people=USUAL_GROUP)
    return HTMLResponse(drawn)


def program_for(shelf: Shelf, form: Mapping[str, str]) -> Program | None:
    """The program a room is opened with: a method of one's own (`own`, its text), else one of the shelf (`method`).

    Answers 413 for a text that is too long, and 400 for one that is no method: the page checked it before.
    """
    text = form.get("own", "")
    if not text:
        return shelf.program(form.get("method", ""))
    if len(text.encode()) > LARGEST_METHOD:
        raise HTTPException(413)
    try:
        return shelf.around(read_own(text, shelf.modules))
    except FaultyMethod:
        raise HTTPException(400) from None


def _editor(method: object, shelf: Shelf) -> dict[str, object]:
    """What the form for changing a method needs."""
    return {
        "method": method,
        "methods": shelf.methods.values(),
        "modules": shelf.modules.values(),
        "modes": tuple(mode.value for mode in Mode),
        "switches": tuple(switch.value for switch in Switch),
        "questions": {question.id: question for question in QUESTIONS},
    }
