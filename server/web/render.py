"""From values to HTML: one Jinja environment per language, with its words. Imports words and the rooms' views.

First page, push and reconnect draw the same templates. Autoescape is on, an unknown name is an error, and there are
no compiled catalogues: the .po file is read when the server starts.
"""

import hashlib
import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict
from io import BytesIO
from pathlib import Path
from types import MappingProxyType

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from server.methods.method import Words
from server.rooms.views import KeysView, Overlay, SeatView

from . import words

LANGUAGES: Mapping[str, str] = MappingProxyType({"nl": "Nederlands", "en": "English"})
LOCALES = Path(__file__).parent.parent / "locales"


class Renderer:
    """Draws pages and pushes. `root` is the folder that holds `templates` and `static`."""

    def __init__(self, root: Path) -> None:
        self._assets = Assets(root / "static")
        self._environments = {language: self._environment(root, language) for language in LANGUAGES}

    def page(self, name: str, language: str, **context: object) -> str:
        """One whole page or fragment: `templates/<name>.html`. `path` is where a language change returns to."""
        template = self._environments[language].get_template(f"{name}.html")
        return template.render({"path": "/", "message": None, **context, "language": language})

    def push(self, overlay: Overlay, language: str, now_ms: float, room: str) -> str:
        """The websocket message: every part of the room page outside of which pictures live, as htmx partials.

        `now_ms` is the server's monotonic clock in milliseconds, the one that answers the browser's pings.
        """
        return self.page("push", language, overlay=overlay, now_ms=now_ms, room=room)

    def said(self, text: str, language: str) -> str:
        """One text of `words.py` in a language."""
        return self._environments[language].from_string("{{ _(text) }}").render(text=text)

    def _environment(self, root: Path, language: str) -> Environment:
        environment = Environment(
            loader=FileSystemLoader(root / "templates"),
            auto_reload=False,  # else each of some thirty parts asks the disk for its date at every push
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        )
        texts = translations(language)
        # Jinja's extension adds this method; its stubs do not know.
        environment.install_gettext_translations(texts, newstyle=True)  # type: ignore[attr-defined]
        environment.policies["ext.i18n.trimmed"] = True
        environment.filters.update(
            here=stay_in(language),
            words=in_language,
            values=values,
            clock=clock,
            minutes=minutes,
            fraction=fraction,
            who=who_line(texts.gettext),
        )
        environment.globals.update(
            static=self._assets.address,
            integrity=self._assets.integrity,
            icon=self._assets.icon,
            languages=LANGUAGES,
            text=words,
            seat_at=seat_at,
        )
        return environment


class Assets:
    """The files under /static: an address that changes with the content, and the hashes of what others made."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._versions = {
            path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:12]
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
        listed = json.loads((folder / "vendor/vendor.json").read_text())
        self._hashes = {entry["file"].removeprefix("static/"): entry["integrity"] for entry in listed}
        self._icons = {path.stem: _drawing(path.read_text()) for path in (folder / "vendor/icons").glob("*.svg")}

    def address(self, name: str) -> str:
        """The address of a file under `static/`; may be cached for ever. A missing file is a KeyError."""
        return f"/static/{name}?v={self._versions[name]}"

    def integrity(self, name: str) -> str:
        """The integrity attribute of a vendored file."""
        return str(self._hashes[name])

    def icon(self, name: str) -> Markup:
        """An icon's drawing, to stand beside a text: hidden from screen readers."""
        return self._icons[name]


def _drawing(svg: str) -> Markup:
    inside = re.sub(r"<!--.*?-->|</?svg.*?>", "", svg, flags=re.DOTALL)
    return Markup('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{}</svg>').format(
        Markup(" ".join(inside.split()))  # noqa: S704 - a file of our own, pinned by its hash
    )


def translations(language: str) -> NullTranslations:
    """The catalogue of a language; English is the language the templates are written in."""
    path = LOCALES / language / "LC_MESSAGES/kring.po"
    if not path.exists():
        return NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return Translations(compiled)


def stay_in(language: str) -> Callable[[str], str]:
    """A filter that keeps an address in the reader's language; the first language needs no word for it."""
    first = next(iter(LANGUAGES))
    return lambda address: address if language == first else f"{address}{'&' if '?' in address else '?'}lang={language}"


@pass_context
def in_language(context: Context, value: Words) -> str:
    """A method's text in the reader's language."""
    return value.in_language(str(context["language"]))


def values(view: KeysView) -> str:
    """Plain values for a script to read from an attribute."""
    return json.dumps(asdict(view), separators=(",", ":"))


def clock(milliseconds: float) -> str:
    """`m:ss`, rounded up so that 0:00 is the end itself; never below zero."""
    seconds = max(0, math.ceil(milliseconds / 1000))
    return f"{seconds // 60}:{seconds % 60:02d}"


def minutes(seconds: float) -> int:
    """Whole minutes, at least one unless there is nothing left."""
    return max(1, round(seconds / 60)) if seconds > 0 else 0


def fraction(remaining: float, total: float) -> float:
    """What is left of a time as a percentage of the whole, for the ring."""
    return round(100 * min(1.0, max(0.0, remaining / total)), 2) if total > 0 else 0.0


def who_line(gettext: Callable[[str], str]) -> Callable[[str, Markup], Markup]:
    """A filter that puts a name (HTML of our own) into a translated sentence with {who}."""

    def line(sentence: str, who: Markup) -> Markup:
        before, _, after = gettext(sentence).partition("{who}")
        return Markup("{}{}{}").format(before, who, after)

    return line


def seat_at(overlay: Overlay, number: int | None) -> SeatView | None:
    """The seat with this number, if any."""
    return next((seat for seat in overlay.seats if seat.number == number), None)
