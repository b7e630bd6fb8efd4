"""The pages outside a room: home, methods, the farewell, the language. Imports services and forms."""

from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from .forms import read_form
from .render import LANGUAGES
from .services import LanguageHere, ServicesHere

pages = APIRouter()


@pages.get("/", response_class=HTMLResponse)
async def home(here: ServicesHere, language: LanguageHere) -> str:
    return here.renderer.page("home", language, methods=here.shelf.methods.values())


@pages.get("/methods", response_class=HTMLResponse)
async def methods(here: ServicesHere, language: LanguageHere) -> str:
    return here.renderer.page("methods", language, path="/methods", methods=here.shelf.methods.values())


@pages.get("/methods/{id}", response_class=HTMLResponse)
async def method(id: str, here: ServicesHere, language: LanguageHere) -> str:
    found = here.shelf.methods.get(id)
    if found is None:
        raise HTTPException(404)
    return here.renderer.page("method", language, path=f"/methods/{id}", method=found)


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
    return RedirectResponse(f"{back.partition('?')[0]}?{urlencode({'lang': to})}", status_code=303)
