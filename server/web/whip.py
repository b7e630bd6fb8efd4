"""Voice and video in WHIP's form (RFC 9725): POST an offer, get an answer and the address to end it.

Imports services and forms.
"""

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from server.rooms.errors import Reason, Refused

from .forms import read_body
from .services import VisitHere

whip = APIRouter()

SDP = "application/sdp"
LARGEST_OFFER = 256 * 1024  # ten seats with every codec a browser knows is about 120 kB
MOST_SECTIONS = 20  # ten seats, sound and picture


@whip.post("/r/{room}/media")
async def connect(request: Request, visit: VisitHere) -> Response:
    """Connect this person's voice and video; an earlier connection of the same seat ends."""
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != SDP:
        raise HTTPException(415)
    try:
        offer = (await read_body(request, LARGEST_OFFER)).decode("utf-8")
        if offer.count("\nm=") > MOST_SECTIONS:
            raise HTTPException(400)
        entry = await visit.room.enter_media(visit.person, offer)
    except UnicodeDecodeError:
        raise HTTPException(400) from None
    except Refused as refused:
        raise HTTPException(400 if refused.reason is Reason.BAD_OFFER else 403) from None
    headers = {"Location": f"/r/{visit.room.id}/media/{entry.id}"}
    return Response(entry.answer, status_code=201, media_type=SDP, headers=headers)


@whip.delete("/r/{room}/media/{entry}")
async def disconnect(entry: str, visit: VisitHere) -> Response:
    """End this person's own connection. Doing so twice is no fault."""
    visit.room.leave_media(visit.person, entry)
    return Response(status_code=200)
