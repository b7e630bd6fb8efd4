"""Drawing: every screen in both languages, escaped, with the numbers the browser needs."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from server.methods.method import Words
from server.web import render
from tests import mode_screens, paper_screens, screens
from tests.house import another, kring
from tests.shelf import beforehand, methods_on_the_shelf

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def renderer() -> render.Renderer:
    return render.Renderer(ROOT)


class Hooks(HTMLParser):
    """Collects the data-testid values of a page with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: dict[str, list[dict[str, str | None]]] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if hook := values.get("data-testid"):
            self.found.setdefault(hook, []).append(values)


def room_page(renderer: render.Renderer, situation: str, language: str = "nl") -> Hooks:
    overlay = paper_screens.EVERY[situation]()
    return Hooks(renderer.page("room", language, room=screens.ROOM, overlay=overlay, now_ms=1000.0))


@pytest.mark.parametrize("language", render.LANGUAGES)
@pytest.mark.parametrize("situation", paper_screens.EVERY)
def test_page_and_push_say_the_same(renderer: render.Renderer, situation: str, language: str) -> None:
    overlay = paper_screens.EVERY[situation]()
    page = renderer.page("room", language, room=screens.ROOM, overlay=overlay, now_ms=1000.0)
    push = renderer.push(overlay, language, 1000.0, screens.ROOM)
    parts = re.findall(r"<hx-partial[^>]*>(.*?)</hx-partial>", push, re.DOTALL)
    assert len(parts) == 7
    assert all(part.strip() in page for part in parts)


def test_a_push_never_carries_a_picture(renderer: render.Renderer) -> None:
    assert "<video" not in renderer.push(screens.leading(), "nl", 0, screens.ROOM)


def test_every_screen_bears_the_public_hooks(renderer: render.Renderer) -> None:
    found = room_page(renderer, "leading").found
    always = {"phase", "timer", "turn", "next-turn", "my-task", "mic", "camera", "hide-self", "sound-only"}
    always |= {"leave", "invite-link"}
    seats = {f"{kind}-{number}" for kind in ("seat", "video") for number in range(8)}
    assert always | seats <= set(found)
    once = always | seats | {"cmd-next", "cmd-back", "cmd-pause", "cmd-extend", "cmd-turn-done"}
    assert {hook for hook in once if len(found[hook]) != 1} == set()


def test_a_screen_offers_exactly_what_is_allowed(renderer: render.Renderer) -> None:
    for situation, make in paper_screens.EVERY.items():
        overlay = make()
        hooks = room_page(renderer, situation).found
        offered = {hook.removeprefix("cmd-") for hook in hooks if hook.startswith("cmd-")}
        doors = {name for name in ("admit", "admit-all", "refuse") if name in hooks}
        assert offered | doors <= overlay.may, situation


def test_sound_only_is_one_button_that_says_how_it_stands(renderer: render.Renderer) -> None:
    for sees, pressed, next_wish in ((True, "false", "no"), (False, "true", "yes")):
        drawn = renderer.push(screens.screen(sees_pictures=sees), "nl", 0, screens.ROOM)
        (form,) = re.findall(r'<form[^>]*action="[^"]*/do/pictures".*?</form>', drawn, re.DOTALL)
        assert f'name="shown" value="{next_wish}"' in form
        assert f'aria-pressed="{pressed}"' in form
        assert ('data-pictures="on"' in drawn) is sees


def test_every_command_carries_the_version_that_was_seen(renderer: render.Renderer) -> None:
    drawn = renderer.push(screens.leading(), "nl", 0, screens.ROOM)
    forms = re.findall(r"<form.*?</form>", drawn, re.DOTALL)
    assert len(forms) > 10
    assert all('name="seen" value="41"' in form for form in forms)


def test_the_time_is_given_on_the_server_clock(renderer: render.Renderer) -> None:
    (timer,) = room_page(renderer, "member").found["timer"]
    assert timer["data-remaining-ms"] == "372000"
    assert timer["data-ends-ms"] == "373000.0"
    assert timer["data-state"] == "running"


def test_phase_and_turn_speak_to_programs_too(renderer: render.Renderer) -> None:
    found = room_page(renderer, "member").found
    (phase,), (turn,), (after,) = found["phase"], found["turn"], found["next-turn"]
    assert (phase["data-phase"], phase["data-index"], phase["data-mode"]) == (
        "informatieronde",
        "7",
        "vraag-en-antwoord",
    )
    assert (turn["data-seat"], after["data-seat"]) == ("1", "3")
    (before,) = room_page(renderer, "waiting-member").found["phase"]
    assert before["data-phase"] == ""


def test_names_are_never_written_out(renderer: render.Renderer) -> None:
    drawn = renderer.push(screens.leading(), "nl", 0, screens.ROOM)
    assert not [name for name in screens.NAMES if name in drawn]
    assert screens.seal("name", "Bilal") in drawn


def test_what_a_method_says_is_escaped(renderer: render.Renderer) -> None:
    evil = Words(nl="<script>alert(1)</script>", en=None)
    drawn = renderer.push(screens.screen(my_task_words=evil), "nl", 0, screens.ROOM)
    assert "<script>" not in drawn
    assert "&lt;script&gt;" in drawn


def test_a_missing_value_is_an_error(renderer: render.Renderer) -> None:
    with pytest.raises(UndefinedError):
        renderer.page("room", "nl", room="x")


@pytest.mark.parametrize("language", render.LANGUAGES)
def test_every_other_page_is_drawn(renderer: render.Renderer, language: str) -> None:
    methods = methods_on_the_shelf()
    contexts: dict[str, dict[str, object]] = {
        "home": {"methods": methods},
        "methods": {"methods": methods},
        "join": {"room": "x", "message": "not agreed"},
        "waiting": {"room": "x"},
        "bye": {},
        "error": {"status": 418},
        "message": {"message": "unheard of"},
    }
    for name, context in contexts.items():
        assert renderer.page(name, language, **context)
    for method in methods:
        assert method.title.in_language(language) in renderer.page(
            "methods/page", language, method=method, **beforehand(method)
        ).replace("&#39;", "'")


def test_dutch_and_english_differ(renderer: render.Renderer) -> None:
    assert "Open de kamer" in renderer.page("home", "nl", methods=[])
    english = renderer.page("home", "en", methods=[])
    assert "Open the room" in english
    assert 'href="/methods?lang=en"' in english


def test_an_error_inside_a_room_leads_back_to_it(renderer: render.Renderer) -> None:
    drawn = renderer.page("error", "nl", status=409, message="stale", path="/r/abc")
    assert 'href="/r/abc"' in drawn
    assert "Iemand was je net voor" in drawn


def test_addresses_change_with_the_content_and_hashes_are_printed(tmp_path: Path) -> None:
    (tmp_path / "vendor/icons").mkdir(parents=True)
    (tmp_path / "vendor/icons/x.svg").write_text('<!-- a -->\n<svg\n class="b">\n <path d="M0"/>\n</svg>')
    listed = [{"file": "static/vendor/a.js", "integrity": "sha384-x"}]
    (tmp_path / "vendor/vendor.json").write_text(json.dumps(listed))
    (tmp_path / "a.css").write_text("one")
    first = render.Assets(tmp_path)
    (tmp_path / "a.css").write_text("two")
    second = render.Assets(tmp_path)
    assert first.address("a.css") != second.address("a.css")
    assert first.integrity("vendor/a.js") == "sha384-x"
    assert first.icon("x") == '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M0"/></svg>'
    with pytest.raises(KeyError):
        first.address("b.css")


@pytest.mark.parametrize(
    ("milliseconds", "shown"),
    [(372_000, "6:12"), (371_001, "6:12"), (59_999, "1:00"), (1, "0:01"), (0, "0:00"), (-9, "0:00")],
)
def test_the_clock_is_rounded_up_and_stops_at_zero(milliseconds: float, shown: str) -> None:
    assert render.clock(milliseconds) == shown


def test_minutes_are_whole_and_a_little_is_one() -> None:
    assert [render.minutes(seconds) for seconds in (0, 5, 90, 600)] == [0, 1, 2, 10]


def test_the_ring_is_a_share_of_the_whole() -> None:
    assert [render.fraction(*pair) for pair in ((50, 100), (200, 100), (-5, 100), (5, 0))] == [50, 100, 0, 0]


def test_a_name_goes_into_a_sentence_unharmed() -> None:
    line = render.who_line(lambda text: text)
    assert line("<{who} asks", Markup("<b>Bo</b>")) == "&lt;<b>Bo</b> asks"


# Paper


def test_what_will_be_shown_is_sealed_before_it_is_sent_and_a_note_of_ones_own_has_no_form(
    renderer: render.Renderer,
) -> None:
    plain = renderer.push(screens.writing(), "nl", 0, screens.ROOM)
    assert "/do/write" not in plain
    assert 'data-testid="note"' in plain
    shown = renderer.push(paper_screens.writing_cards(), "nl", 0, screens.ROOM)
    (form,) = re.findall(r'<form class="line write".*?</form>', shown, re.DOTALL)
    assert re.findall(r' name="([^"]+)"', form) == ["seen", "phase"]
    assert "zonder namen" in form


def test_cards_are_rated_by_the_inbrenger_alone_and_read_by_all(renderer: render.Renderer) -> None:
    rating, reading = (room_page(renderer, name).found for name in ("rating", "cards"))
    assert len(rating["card"]) == len(reading["card"]) == 3
    assert len(rating["cmd-rate"]) == 9
    assert "cmd-rate" not in reading
    assert [card["data-rating"] for card in reading["card"]] == ["warm", "", "koud"]


def test_two_lists_lie_side_by_side_under_their_titles(renderer: render.Renderer) -> None:
    shown = mode_screens.EVERY["mode-naast-elkaar"]()
    drawn = renderer.push(shown, "nl", 0, screens.ROOM)
    assert re.findall(r"<section><h2[^>]*>([^<]+)</h2>", drawn) == [title.nl for title in shown.columns]
    left, right = re.findall(r"<section>.*?</section>", drawn, re.DOTALL)
    assert [side.count('data-testid="card"') for side in (left, right)] == [3, 2]
    alone = replace(shown, cards=tuple(card for card in shown.cards if card.column))
    (empty, _) = re.findall(r"<section>.*?</section>", renderer.push(alone, "nl", 0, screens.ROOM), re.DOTALL)
    assert "Er is niets opgeschreven" in empty


def test_a_sheet_is_filled_in_with_fields_without_names(renderer: render.Renderer) -> None:
    for situation, fields in (("quadrant", 4), ("rose", 2)):
        drawn = renderer.push(paper_screens.EVERY[situation](), "nl", 0, screens.ROOM)
        (form,) = re.findall(r'<form class="line sheet-form".*?</form>', drawn, re.DOTALL)
        assert len(re.findall("data-field=", form)) == fields
        assert re.findall(r' name="([^"]+)"', form) == ["seen", "phase"]


def test_a_plan_that_ends_late_says_so_and_offers_to_catch_up(renderer: render.Renderer) -> None:
    drawn = renderer.push(paper_screens.late(), "nl", 0, screens.ROOM)
    assert "5 minuten later dan afgesproken" in drawn
    assert 'data-testid="cmd-catch-up"' in drawn
    assert "8 of 6 min" in drawn


def scripts_of(page: str) -> list[tuple[str, str]]:
    """Name and kind (blocking, defer, module) of each script, in the order of the page."""
    tags = re.findall(r"<script([^>]*)></script>", page)
    kinds = ["module" if 'type="module"' in tag else "defer" if re.search(r"\bdefer\b", tag) else "" for tag in tags]
    return [
        (found.group(1), kind)
        for tag, kind in zip(tags, kinds, strict=True)
        if (found := re.search(r"/([\w.-]+\.js)", tag))
    ]


def test_the_secret_leaves_the_address_first_and_htmx_begins_last() -> None:
    """htmx begins at DOMContentLoaded, after its websocket part and our modules, only if it blocks.

    Deferred, it looked at the page before a slow line had brought hx-ws, and that page was never connected.
    """
    with kring() as anna:
        anna.open_room()
        join = anna.get().text
        anna.join()
        bram = another(anna)
        bram.join()
        pages = {"room": anna.get().text, "waiting": bram.get().text, "join": join}
    for name, page in pages.items():
        scripts = scripts_of(page)
        assert len(scripts) == page.count("<script")
        assert scripts[0] == ("secret.js", "")  # blocking: before anything else runs
        assert dict(scripts)[f"{name}.js"] == "module"
        vendored = [(script, kind) for script, kind in scripts if "min.js" in script]
        assert vendored == ([] if name == "join" else [("htmx.min.js", ""), ("hx-ws.min.js", "")])
