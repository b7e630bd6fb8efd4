"""The screens as files: every word translated, every vendored file as it was fetched, no style or script in a page."""

import json
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tools.catalogue import CATALOGUE, messages
from tools.vendor import LIST, WANTED, integrity

ROOT = Path(__file__).parent.parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = sorted((ROOT / "static/js").glob("*.js"))
STYLES = sorted((ROOT / "static/css").glob("*.css"))
LISTED = json.loads(LIST.read_text())


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def catalogue() -> dict[str, tuple[str, frozenset[str]]]:
    with CATALOGUE.open("rb") as file:
        read = read_po(file, locale="nl")
    assert not read.obsolete, "run python -m tools.catalogue"
    return {str(message.id): (str(message.string or ""), frozenset(message.flags)) for message in read if message.id}


def test_every_text_is_in_the_dutch_catalogue_and_no_other() -> None:
    assert set(catalogue()) == set(messages()), "run python -m tools.catalogue and translate what is new"


def test_every_text_is_translated_for_certain() -> None:
    assert not [text for text, (dutch, flags) in catalogue().items() if not dutch or "fuzzy" in flags]


def test_a_translation_keeps_the_places_for_values() -> None:
    def places(text: str) -> list[str]:
        return sorted(re.findall(r"%\(\w+\)s|\{\w+\}", text))

    assert not [text for text, (dutch, _) in catalogue().items() if places(text) != places(dutch)]


def test_the_screens_speak_calmly() -> None:
    said = [*catalogue(), *(dutch for dutch, _ in catalogue().values())]
    jargon = re.compile(r"!|\b(ICE|peer|websocket|server error|token|sessie|session)\b", re.IGNORECASE)
    assert not [text for text in said if jargon.search(text)]


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_leaves_no_words_untranslated(path: Path) -> None:
    text = path.read_text()
    text = re.sub(r"\{#.*?#\}|<script.*?</script>", " ", text, flags=re.DOTALL)
    text = re.sub(r"\{% block (root|body) %\}.*?\{% endblock %\}", " ", text)  # attributes alone
    text = re.sub(r"\{%-?\s*trans.*?endtrans\s*-?%\}", " ", text, flags=re.DOTALL)
    text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", text, flags=re.DOTALL)
    spoken = " ".join(re.findall(r'(?:aria-label|title|placeholder|alt)="([^"]*)"', text))
    bare = re.sub(r"<[^>]*>", " ", text) + spoken
    words = set(re.findall(r"[A-Za-z]{2,}", bare)) - {"Kring", "min"}
    assert not words


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_page_holds_no_script_or_style_of_its_own(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"<style|\bstyle=|\bon[a-z]+=|hx-on|js:|\| *safe", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)


@pytest.mark.parametrize("path", [*TEMPLATES, *SCRIPTS, *STYLES], ids=name_of)
def test_nothing_comes_from_elsewhere(path: Path) -> None:
    text = path.read_text().replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?://|//[a-z0-9-]+\.[a-z]{2,}", text)


@pytest.mark.parametrize("path", [path for path in STYLES if path.name != "tokens.css"], ids=name_of)
def test_only_the_tokens_name_colours(path: Path) -> None:
    bare = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
    assert "light-dark(" not in bare
    assert not re.search(r"prefers-color-scheme", bare)


@pytest.mark.parametrize("entry", LISTED, ids=lambda entry: str(entry["file"]))
def test_a_vendored_file_is_what_was_fetched(entry: dict[str, str]) -> None:
    assert integrity((ROOT / entry["file"]).read_bytes()) == entry["integrity"]


def test_every_vendored_file_is_listed_with_the_pinned_version() -> None:
    there = {
        name_of(path)
        for folder in ("static", "tests")
        for path in (ROOT / folder / "vendor").rglob("*")
        if path.is_file()
    }
    assert there - {name_of(LIST)} == {entry["file"] for entry in LISTED} == set(WANTED)
    pins = json.loads((ROOT / "package.json").read_text())
    pinned = pins["dependencies"] | pins["devDependencies"]
    assert {entry["package"]: entry["version"] for entry in LISTED} == pinned


def test_the_font_is_fetched_once() -> None:
    """The page asks for the very address the style names, with the pinned version; else a browser fetches it twice."""
    version = json.loads((ROOT / "package.json").read_text())["dependencies"]["@fontsource-variable/source-sans-3"]
    address = f"vendor/source-sans-3.woff2?v={version}"
    assert f'href="/static/{address}"' in (ROOT / "templates/base.html").read_text()
    assert f'url("../{address}")' in (ROOT / "static/css/tokens.css").read_text()


def test_the_locked_packages_name_no_address() -> None:
    locked = (ROOT / "package-lock.json").read_text()
    assert '"integrity": "sha512-' in locked
    assert "http" not in re.sub(r'"funding": \{.*?\}', "", locked, flags=re.DOTALL)
