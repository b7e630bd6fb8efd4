"""Making a method of one's own: the page, the check, a room that is opened with it, and the file the browser writes."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace

import pytest
from fastapi import FastAPI
from httpx2 import Response

from server.methods.method import Method, Phase
from server.methods.reading import read_own
from server.settings import ROOT
from server.web.limits import Limits
from server.web.making import LARGEST_METHOD
from tests.house import OWN, Visitor, kring
from tests.methods import samples
from tests.methods.test_texts import METHODS, MODULES

# The sample, with modules that there are.
METHOD_TEXT = samples.METHOD_TEXT.replace('"moduul", "onbekend"', '"kopstand", "brainstorm"')
SECRET_TEXT = "Zwanenzang aan de keukentafel"


@pytest.fixture(scope="module")
def visitor() -> Iterator[Visitor]:
    """One server for all that leaves nothing behind."""
    with kring() as someone:
        yield someone


def check(visitor: Visitor, text: str | bytes, query: str = "") -> Response:
    body = text.encode() if isinstance(text, str) else text
    return visitor.client.post(f"/methods/check{query}", content=body, headers={**OWN, "content-type": "text/plain"})


# The page


@pytest.mark.parametrize("name", METHODS)
def test_the_form_begins_with_any_method_on_the_shelf(visitor: Visitor, name: str) -> None:
    page = visitor.client.get("/methods/make", params={"from": name})
    assert page.status_code == 200
    form = page.text[page.text.index('id="steps"') : page.text.index("<template")]
    assert form.count('class="making-step"') == len(METHODS[name].phase)
    assert page.text.count("<template") == len(MODULES) + 1


def test_the_page_speaks_english_too_and_an_unknown_method_is_not_found(visitor: Visitor) -> None:
    assert "Keep as a file" in visitor.client.get("/methods/make?lang=en").text
    assert visitor.client.get("/methods/make?from=onbekend").status_code == 404


# The check


def test_a_method_that_is_right_is_drawn_as_it_will_look(visitor: Visitor) -> None:
    answer = check(visitor, METHOD_TEXT)
    assert answer.status_code == 200
    assert 'data-testid="right"' in answer.text
    assert answer.text.count("<h3>") == 11


@pytest.mark.parametrize(("language", "sentence"), [("nl", "daar hoort een heel getal"), ("en", "a whole number")])
def test_a_fault_is_told_in_the_sentences_of_kring_check(visitor: Visitor, language: str, sentence: str) -> None:
    answer = check(visitor, METHOD_TEXT.replace("seconds_each = 90", 'seconds_each = "x"'), f"?lang={language}")
    assert answer.status_code == 422
    assert "proef.toml, " in answer.text
    assert sentence in answer.text


def test_a_module_that_is_not_there_is_told(visitor: Visitor) -> None:
    answer = check(visitor, METHOD_TEXT.replace('"kopstand"', '"kopstaan"'))
    assert answer.status_code == 422
    assert "bedoel je `kopstand`?" in answer.text


def test_what_is_quoted_from_the_text_is_escaped(visitor: Visitor) -> None:
    answer = check(visitor, 'format = "<script>"')
    assert answer.status_code == 422
    assert "<script>" not in answer.text


def test_a_file_from_disk_is_opened_in_the_form(visitor: Visitor) -> None:
    answer = check(visitor, METHOD_TEXT, "?part=editor")
    assert answer.status_code == 200
    assert 'data-key="id" value="proef"' in answer.text
    assert 'data-key="shows" data-list value="schrijven"' in answer.text


def test_what_is_no_text_or_too_much_or_asked_for_oddly_is_refused(visitor: Visitor) -> None:
    assert check(visitor, b"\xff\xfe").status_code == 400
    assert check(visitor, "#" * (LARGEST_METHOD + 1)).status_code == 413
    assert check(visitor, METHOD_TEXT, "?part=alles").status_code == 400


def test_a_flood_of_checks_is_held_up() -> None:
    with kring() as visitor:
        app = visitor.client.app
        assert isinstance(app, FastAPI)
        app.state.services = replace(visitor.services, limits=Limits(lambda: 0.0))
        statuses = [check(visitor, "x").status_code for _ in range(62)]
        assert statuses[0] == 422
        assert statuses[-1] == 429


# In a room


def open_with(visitor: Visitor, text: str) -> Response:
    return visitor.post("/rooms", own=text, seats=4, guidance="guided")


def test_a_room_runs_the_method_it_was_opened_with_and_nothing_else_keeps_it() -> None:
    with kring() as visitor:
        before = dict(visitor.services.shelf.methods)
        answer = open_with(visitor, METHOD_TEXT.replace("Proefmethode", SECRET_TEXT))
        assert answer.status_code == 303
        visitor.room = answer.headers["location"].removeprefix("/r/")
        visitor.join()
        assert SECRET_TEXT in visitor.get().text
        assert visitor.services.shelf.methods == before
        assert SECRET_TEXT not in visitor.client.get("/methods").text


@pytest.mark.parametrize(("text", "status"), [("format = 1", 400), ("x" * 70_000, 413), ("x" * 300_000, 413)])
def test_a_room_is_not_opened_with_what_is_no_method(visitor: Visitor, text: str, status: int) -> None:
    rooms = len(visitor.services.house)
    assert open_with(visitor, text).status_code == status
    assert len(visitor.services.house) == rooms


# The file the browser writes


def written(methods: list[Method]) -> list[str]:
    """What static/js/toml.js makes of these methods."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed: the writer of method files cannot be run without a browser")
    script = f"""
        import {{ write }} from {json.dumps((ROOT / "static/js/toml.js").as_uri())};
        let text = "";
        for await (const part of process.stdin) text += part;
        console.log(JSON.stringify(JSON.parse(text).map(write)));
    """
    # What a form leaves out is what the file leaves out: everything that is as usual.
    given = json.dumps([{**m.model_dump(mode="json", exclude_defaults=True), "format": 1} for m in methods])
    ran = subprocess.run(
        [node, "--input-type=module", "-e", script], input=given, capture_output=True, text=True, check=True
    )
    texts = json.loads(ran.stdout)
    assert isinstance(texts, list)
    return texts


def test_every_method_and_module_survives_being_written_and_read_again() -> None:
    methods = [*METHODS.values(), *MODULES.values()]
    assert [read_own(text) for text in written(methods)] == methods


def test_odd_characters_survive_too() -> None:
    (method, *_) = METHODS.values()
    odd = method.model_copy(update={"title": method.title.model_copy(update={"nl": 'a "b" \\ c \x7f é 🙂 # [x]'})})
    (text,) = written([odd])
    assert read_own(text) == odd


def test_every_key_of_a_method_file_stands_in_the_form(visitor: Visitor) -> None:
    starts = [visitor.client.get("/methods/make", params={"from": name}).text for name in METHODS]
    ticking = METHOD_TEXT.replace('mode = "uitleg"', 'mode = "uitleg"\nticks = true')
    forms = "".join([*starts, check(visitor, ticking, "?part=editor").text])
    keys = {key.removesuffix(".nl") for key in re.findall(r'data-key="([\w.]+)"', forms)}
    wanted = {*Method.model_fields, *Phase.model_fields} - {"format", "people", "fit", "phase"}
    assert wanted - {"minutes"} <= keys
    assert {"minutes.fixed", "minutes.per_member", "fit.about", "fit.stream", "fit.trust", "people.least"} <= keys
