"""The pages outside a room: home, the farewell, the language. Imports services and forms."""

from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from server.methods.fitting import TOTALS

from .forms import read_form
from .render import LANGUAGES
from .services import LanguageHere, ServicesHere

pages = APIRouter()

FIRST_METHOD = "incident"  # the best known, and it fits a group that is new to it


@pages.get("/", response_class=HTMLResponse)
async def home(here: ServicesHere, language: LanguageHere, method: str = FIRST_METHOD, minutes: str = "") -> str:
    """What Kring is, and opening a room: with the method and the time of the address (`?method=balint&minutes=90`)."""
    chosen = method if method in here.shelf.methods else FIRST_METHOD
    total = next((each for each in TOTALS if minutes == str(each)), None)
    return here.renderer.page("home", language, methods=here.shelf.methods.values(), chosen=chosen, minutes=total)


@pages.get("/bye", response_class=HTMLResponse)
async def bye(here: ServicesHere, language: LanguageHere) -> str:
    return here.renderer.page("bye", language, path="/bye")


@pages.get("/healthz", response_class=PlainTextResponse)
async def healthz() -> str:
    """Alive: the event loop answers, and the server only starts with its methods read and its media port open."""
    return "ok"


@pages.get("/robots.txt", response_class=PlainTextResponse)
async def robots() -> str:
    return "User-agent: *\nDisallow: /r/\n"


@pages.post("/language")
async def language(request: Request) -> Response:
    """Go on in another language: the page itself takes it from the address (and, in a room, keeps it)."""
    form = await read_form(request)
    to, back = form.get("to", ""), form.get("back", "/")
    if to not in LANGUAGES or not back.startswith("/") or back.startswith(("//", "/\\")):
        raise HTTPException(400)
    address, _, query = back.partition("?")
    kept = [(name, value) for name, value in parse_qsl(query) if name != "lang"]
    return RedirectResponse(f"{address}?{urlencode([*kept, ('lang', to)])}", status_code=303)
