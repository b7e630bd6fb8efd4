"""The pages about methods: all of them, help to choose one, one to read beforehand. Imports services and methods."""

from collections.abc import Mapping
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from server.methods.chooser import USUAL_GROUP, suggest
from server.methods.fitting import FEWEST, MOST, TOTALS, fitted
from server.methods.questions import QUESTIONS, Answers

from .services import LanguageHere, ServicesHere

methods = APIRouter()

SIZES = range(FEWEST, MOST + 1)


@methods.get("/methods", response_class=HTMLResponse)
async def shelf(here: ServicesHere, language: LanguageHere) -> str:
    return here.renderer.page("methods", language, path="/methods", methods=here.shelf.methods.values())


@methods.get("/methods/choose", response_class=HTMLResponse)
async def choose(request: Request, here: ServicesHere, language: LanguageHere) -> str:
    """Five questions; what is answered is in the address and nowhere else. Suggestions come once something is asked."""
    query = request.query_params
    people = _number(query, "people", SIZES) or USUAL_GROUP
    done = set(query.getlist("done"))
    library = here.shelf.methods.values()
    return here.renderer.page(
        "methods/choose",
        language,
        path=_path(request),
        questions=QUESTIONS,
        given=query,
        people=people,
        sizes=SIZES,
        done=done,
        methods=library,
        suggestions=suggest(library, Answers.given(query), people=people, done=done) if "people" in query else None,
    )


@methods.get("/methods/{id}", response_class=HTMLResponse)
async def method(id: str, request: Request, here: ServicesHere, language: LanguageHere) -> str:
    """One method, to read beforehand or to print, with its plan for a group size and for the time there is."""
    found = here.shelf.methods.get(id)
    if found is None:
        raise HTTPException(404)
    people = _number(request.query_params, "people", SIZES) or USUAL_GROUP
    plan = fitted(here.shelf.around(found), people, _number(request.query_params, "total", TOTALS))
    return here.renderer.page(
        "methods/page",
        language,
        path=_path(request),
        method=found,
        plan=plan,
        people=people,
        sizes=SIZES,
        totals=TOTALS,
    )


def _number(query: Mapping[str, str], name: str, allowed: range | tuple[int, ...]) -> int | None:
    """One of the allowed numbers, or None for anything else: an address typed by hand is no fault."""
    return next((number for number in allowed if query.get(name) == str(number)), None)


def _path(request: Request) -> str:
    """Where a change of language returns to: the same page with the same answers."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "lang" and value]
    return f"{request.url.path}?{urlencode(kept)}" if kept else request.url.path
