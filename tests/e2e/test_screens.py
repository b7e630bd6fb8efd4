"""The screens in a real browser: reachable, readable, calm; the secret stays in the tab. Drawn by tests/preview.py."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from tests import screens
from tests.preview import Preview, previewed
from tests.shelf import methods_on_the_shelf
from tools.screenshots import PANELS, SIZES, addresses

from .machine import chromium_path

pytestmark = pytest.mark.e2e
AXE = (Path(__file__).parents[1] / "vendor/axe.min.js").read_text()
ROOM = f"/r/{screens.ROOM}"
FAKE_DEVICES = ["--use-fake-device-for-media-stream=device-count=4", "--use-fake-ui-for-media-stream"]
NO_DEVICES = ["--use-fake-device-for-media-stream=device-count=0", "--use-fake-ui-for-media-stream"]
DENIED = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream=deny"]


@pytest.fixture(scope="module")
def start(playwright: Playwright) -> Iterator[dict[str, Browser]]:
    """Browsers by what they have: fake devices, none, or devices they may not use."""
    path = chromium_path(playwright)
    if path is None:
        pytest.skip("Chromium is not installed: the screens were not looked at in a browser")
    kinds = {"devices": FAKE_DEVICES, "none": NO_DEVICES, "denied": DENIED}
    browsers = {kind: playwright.chromium.launch(executable_path=path, args=args) for kind, args in kinds.items()}
    yield browsers
    for each in browsers.values():
        each.close()


@pytest.fixture(scope="module")
def preview() -> Preview:
    return Preview(methods_on_the_shelf())


@pytest.fixture(scope="module")
def base(preview: Preview) -> Iterator[str]:
    with previewed(preview) as address:
        yield address


@pytest.fixture
def pages(start: dict[str, Browser], base: str) -> Iterator[list[Page]]:
    """A fresh desk page; whatever goes wrong in its scripts or policy fails the test."""
    made: list[Page] = []
    yield made
    for page in made:
        page.context.close()


def opened(
    start: dict[str, Browser],
    pages: list[Page],
    address: str,
    size: str = "desk",
    kind: str = "devices",
    **more: object,
) -> Page:
    width, height = SIZES.get(size, (320, 640))
    context = start[kind].new_context(viewport={"width": width, "height": height}, reduced_motion="reduce", **more)  # type: ignore[arg-type]
    page = context.new_page()
    pages.append(page)
    page.goto(address)
    return page


def in_room(base: str, situation: str) -> str:
    return f"{base}{ROOM}?screen={situation}#{screens.SECRET}"


def connected(page: Page) -> None:
    """Until the line is there."""
    expect(page.locator("html")).to_have_attribute("data-link", "up")


LOOKED_AT = [name for name in addresses() if not name.startswith("circle-")] + ["circle-3", "circle-10"]
SMALL = """
[...document.querySelectorAll('button, a, summary, select, input:not([type=hidden]):not([type=checkbox])')]
  .filter(e => e.checkVisibility({visibilityProperty: true}) && !e.matches('.skip'))
  .map(e => [e.outerHTML.slice(0, 120), e.getBoundingClientRect()])
  .filter(([, box]) => box.height < 44 || box.width < 44).map(([html]) => html)
"""
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="module")
def looking(start: dict[str, Browser]) -> Iterator[dict[str, Page]]:
    """One page of each size, to look at many pages with."""
    looking = {}
    for size, (width, height) in SIZES.items():
        looking[size] = start["devices"].new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")
    yield looking
    for page in looking.values():
        page.context.close()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", LOOKED_AT)
def test_a_page_can_be_read_reached_and_pressed(looking: dict[str, Page], base: str, name: str, size: str) -> None:
    """axe finds nothing, nothing scrolls sideways (down to 320 pixels), what can be pressed is 44 pixels or more."""
    page = looking[size]
    page.goto("about:blank")  # else only the fragment may change
    page.goto(base + addresses()[name])
    if name == "no-key":
        page.evaluate("sessionStorage.clear()")
        page.reload()
    for panel in PANELS:
        if name == f"open-{panel}":
            page.click(f"#dock-{panel} > summary")
    page.evaluate(AXE + ";0")
    found = page.evaluate(f"axe.run({json.dumps(RULES)})")
    assert not [
        (each["id"], each["impact"], [node["html"][:160] for node in each["nodes"]]) for each in found["violations"]
    ]
    assert page.evaluate(SMALL) == []
    for width in (SIZES[size][0], 320):
        page.set_viewport_size({"width": width, "height": SIZES[size][1]})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
    page.set_viewport_size({"width": SIZES[size][0], "height": SIZES[size][1]})


def test_names_appear_and_the_secret_leaves_the_address(
    start: dict[str, Browser], base: str, pages: list[Page]
) -> None:
    page = opened(start, pages, in_room(base, "member"))
    expect(page.get_by_test_id("seat-1")).to_contain_text("Bilal")
    expect(page.get_by_test_id("turn")).to_have_text("Bilal vraagt")
    assert "#" not in page.url


def test_without_the_secret_the_page_says_what_to_do(start: dict[str, Browser], base: str, pages: list[Page]) -> None:
    page = opened(start, pages, f"{base}{ROOM}?screen=join")
    expect(page.get_by_text("Je link is niet compleet")).to_be_visible()
    expect(page.get_by_test_id("join-enter")).to_be_hidden()


def test_the_secret_is_in_no_request(start: dict[str, Browser], base: str, preview: Preview, pages: list[Page]) -> None:
    preview.heard.clear()
    page = opened(start, pages, base)
    frames: list[str] = []
    page.on("websocket", lambda line: line.on("framesent", lambda data: frames.append(str(data))))
    page.get_by_test_id("open-room").click()
    page.wait_for_url(f"**{ROOM}**")
    secret = str(page.evaluate(f"sessionStorage.getItem('kring:secret:{screens.ROOM}')"))
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", secret)
    page.get_by_test_id("join-name").fill("Wilhelmina")
    page.get_by_test_id("join-agree").check()
    page.get_by_test_id("join-enter").click()
    page.get_by_test_id("cmd-pass").click()
    expect(page.get_by_test_id("phase")).to_be_visible()
    page.goto(in_room(base, "my-turn"))
    page.get_by_test_id("cmd-turn-done").click()
    page.get_by_test_id("leave").click()
    heard = " ".join([*preview.heard, *frames])
    assert "sealed_name=" in heard
    assert "/do/turn-done" in heard
    for kept in (secret, "Wilhelmina", screens.SECRET, "hx-current-url"):
        assert kept not in heard


def test_a_name_is_sealed_in_the_browser_and_read_by_another(
    start: dict[str, Browser], base: str, preview: Preview, pages: list[Page]
) -> None:
    preview.heard.clear()
    page = opened(start, pages, in_room(base, "join"))
    page.get_by_test_id("join-name").fill("  Zoë ")
    page.get_by_test_id("join-agree").check()
    page.get_by_test_id("join-enter").click()
    page.wait_for_selector("[data-testid=phase]")
    (posted,) = [heard for heard in preview.heard if heard.startswith(f"{ROOM}/join ")]
    found = re.search(r"sealed_name=([\w-]+)", posted)
    assert found
    assert screens.unseal("name", found[1]) == "Zoë"


def test_an_open_panel_a_half_typed_line_and_the_focus_survive_a_push(
    start: dict[str, Browser], base: str, preview: Preview, pages: list[Page]
) -> None:
    page = opened(start, pages, in_room(base, "choosing"))
    connected(page)
    page.get_by_test_id("open-plan").click()
    field = page.get_by_test_id("my-title")
    field.fill("Een collega die")
    page.evaluate("window.pictures = [...document.querySelectorAll('video')]")
    preview.push("choosing")
    preview.push("my-turn")
    preview.push("choosing")
    expect(page.get_by_test_id("phase")).to_have_text("Inventarisatie en keuze")
    preview.push("choosing", "en")
    expect(page.get_by_test_id("phase")).to_have_text("Gathering and choosing")
    expect(page.locator("#dock-plan .panel")).to_be_visible()
    assert page.evaluate("window.pictures.every((v, i) => v === document.querySelectorAll('video')[i])")


def test_typing_goes_on_through_a_push(
    start: dict[str, Browser], base: str, preview: Preview, pages: list[Page]
) -> None:
    page = opened(start, pages, in_room(base, "writing"))
    connected(page)
    note = page.get_by_test_id("note")
    note.press_sequentially("Wat mij raakt")
    preview.push("writing", "en")
    expect(page.get_by_test_id("phase")).to_have_text("Diagnosis in silence")
    note.press_sequentially(", is dit")
    expect(note).to_have_value("Wat mij raakt, is dit")
    expect(note).to_be_focused()


def test_escape_folds_a_panel_back_and_the_focus_returns(
    start: dict[str, Browser], base: str, pages: list[Page]
) -> None:
    page = opened(start, pages, in_room(base, "leading"))
    for panel in PANELS:
        page.get_by_test_id(f"open-{panel}").click()
        expect(page.locator(f"#dock-{panel} .panel")).to_be_visible()
        assert page.locator(".dock[open]").count() == 1
    page.keyboard.press("Escape")
    expect(page.locator(".dock[open]")).to_have_count(0)
    expect(page.get_by_test_id("open-settings")).to_be_focused()


def test_an_open_panel_covers_no_face_on_a_desk(start: dict[str, Browser], base: str, pages: list[Page]) -> None:
    page = opened(start, pages, in_room(base, "leading"))
    page.get_by_test_id("open-people").click()
    panel = page.locator("#dock-people .panel").bounding_box()
    faces = [tile.bounding_box() for tile in page.locator(".tile").all()]
    assert panel
    assert all(face and face["x"] + face["width"] <= panel["x"] for face in faces)


@pytest.mark.parametrize("size", SIZES)
def test_the_table_keeps_its_size_whatever_the_text(
    start: dict[str, Browser], base: str, preview: Preview, pages: list[Page], size: str
) -> None:
    page = opened(start, pages, in_room(base, "member"), size)
    connected(page)
    table = page.locator("#table")
    short = table.bounding_box()
    preview.push("long-words")
    expect(page.get_by_test_id("phase")).to_contain_text("Consequenties")
    assert table.bounding_box() == short
    bars = page.locator(".bar").bounding_box()
    assert bars
    assert bars["y"] + bars["height"] <= SIZES[size][1]


def test_without_a_line_nothing_is_sent_and_the_page_says_so(
    start: dict[str, Browser], base: str, preview: Preview, pages: list[Page]
) -> None:
    page = opened(start, pages, in_room(base, "leading"))
    connected(page)
    page.evaluate("() => { window.WebSocket = class { addEventListener() {} close() {} }; }")  # no way back
    preview.drop()
    expect(page.get_by_text("Verbinding zoeken")).to_be_visible()
    preview.heard.clear()
    page.get_by_test_id("cmd-next").click(force=True)
    page.get_by_test_id("cmd-next").press("Enter")
    assert page.get_by_test_id("cmd-next").get_attribute("aria-disabled") == "true"
    assert not preview.heard


def test_the_line_comes_back_by_itself(
    start: dict[str, Browser], base: str, preview: Preview, pages: list[Page]
) -> None:
    page = opened(start, pages, in_room(base, "leading"))
    connected(page)
    preview.drop()
    expect(page.locator("html")).to_have_attribute("data-link", "lost")
    connected(page)
    preview.push("my-turn")
    expect(page.get_by_test_id("cmd-turn-done")).to_have_text("Ik ben klaar")
    expect(page.locator(".stage .link-lost")).to_be_hidden()


def test_a_refusal_is_said_and_changes_nothing(
    start: dict[str, Browser], base: str, preview: Preview, pages: list[Page]
) -> None:
    page = opened(start, pages, in_room(base, "leading"))
    connected(page)
    page.get_by_test_id("cmd-extend").click()
    expect(page.get_by_test_id("message")).to_contain_text("Iemand was je net voor")
    expect(page.get_by_test_id("phase")).to_have_text("Informatieronde")


def test_everything_can_be_reached_with_the_keyboard(start: dict[str, Browser], base: str, pages: list[Page]) -> None:
    page = opened(start, pages, in_room(base, "leading"))
    reached = []
    for _ in range(40):
        page.keyboard.press("Tab")
        hook, ring = page.evaluate(
            "[document.activeElement.dataset.testid ?? '', getComputedStyle(document.activeElement).outlineStyle]"
        )
        if hook:
            reached.append(hook)
            assert ring == "solid", hook
    wanted = ["mic", "camera", "hide-self", "sound-only", "cmd-turn-done", "cmd-back", "cmd-next"]
    wanted += ["cmd-pause", "cmd-extend", "open-guide", "open-people", "open-plan", "open-settings", "leave"]
    assert [hook for hook in reached if hook in wanted][: len(wanted)] == wanted


def test_a_screen_reader_hears_turns_and_phases_and_never_seconds(
    start: dict[str, Browser], base: str, preview: Preview, pages: list[Page]
) -> None:
    page = opened(start, pages, in_room(base, "member"))
    connected(page)
    spoken = page.locator("#spoken")
    expect(spoken).to_have_text("")
    preview.push("my-turn")
    expect(spoken).to_have_text("Jij bent aan de beurt.")
    preview.push("agreements")
    expect(spoken).to_contain_text("Nieuwe fase: Afspraken.")
    assert page.get_by_test_id("timer").get_attribute("aria-live") is None


def test_camera_and_microphone_come_on_at_a_click_and_only_then(
    whole_chromium: Browser, base: str, pages: list[Page]
) -> None:
    start = {"devices": whole_chromium}
    page = opened(start, pages, in_room(base, "join"), permissions=["camera", "microphone"])
    expect(page.get_by_test_id("join-camera")).to_have_attribute("aria-pressed", "false")
    assert page.evaluate("document.getElementById('preview-video').srcObject") is None
    page.get_by_test_id("join-camera").click()
    expect(page.get_by_test_id("join-camera")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#preview-video")).to_be_visible()
    expect(page.locator("#choose-video option")).to_have_count(4)
    page.locator("#choose-video").select_option(index=3)
    other = page.locator("#choose-video").input_value()
    page.goto(in_room(base, "member"))
    expect(page.get_by_test_id("camera")).to_have_attribute("aria-pressed", "true")
    mine = "document.getElementById('video-3').srcObject.getVideoTracks()[0].getSettings().deviceId"
    assert page.evaluate(mine) == other  # the camera chosen at the door
    expect(page.get_by_test_id("mic")).to_have_attribute("aria-pressed", "false")
    page.get_by_test_id("camera").click()
    page.reload()
    expect(page.get_by_test_id("camera")).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize(
    ("kind", "sentence"), [("none", "geen camera gevonden"), ("denied", "laat Kring de camera niet")]
)
def test_what_goes_wrong_with_a_camera_is_said_helpfully(
    start: dict[str, Browser], base: str, pages: list[Page], kind: str, sentence: str
) -> None:
    page = opened(start, pages, in_room(base, "join"), kind=kind)
    page.get_by_test_id("join-camera").click()
    expect(page.locator("#trouble")).to_contain_text(sentence)
    expect(page.get_by_test_id("join-camera")).to_have_attribute("aria-pressed", "false")


def test_my_own_picture_can_be_hidden_from_me_alone(start: dict[str, Browser], base: str, pages: list[Page]) -> None:
    page = opened(start, pages, in_room(base, "member"))
    page.get_by_test_id("camera").click()
    expect(page.get_by_test_id("video-3")).to_be_visible()
    page.get_by_test_id("hide-self").click()
    expect(page.get_by_test_id("video-3")).to_be_hidden()
    assert page.evaluate("document.getElementById('video-3').srcObject.active")
    page.reload()
    expect(page.get_by_test_id("hide-self")).to_have_attribute("aria-pressed", "true")


def test_the_invitation_is_put_together_in_the_browser(start: dict[str, Browser], base: str, pages: list[Page]) -> None:
    for situation in ("waiting-leader", "leading", "waiting-member"):
        page = opened(start, pages, in_room(base, situation))
        expect(page.get_by_test_id("invite-link")).to_have_value(f"{base}{ROOM}#{screens.SECRET}")


def test_every_action_works_without_scripts(
    start: dict[str, Browser], base: str, preview: Preview, pages: list[Page]
) -> None:
    page = opened(start, pages, in_room(base, "leading"), java_script_enabled=False)
    preview.heard.clear()
    page.get_by_test_id("cmd-next").click()
    assert any(f"{ROOM}/do/next seen=41" in heard for heard in preview.heard)
    page.get_by_test_id("open-plan").click()
    expect(page.locator("#dock-plan .panel")).to_be_visible()


def test_seats_run_clockwise_from_top_left(looking: dict[str, Page], base: str) -> None:
    for many in range(3, 11):
        page = looking["desk"]
        page.goto(in_room(base, f"circle-{many}"))
        angles = page.evaluate(
            """(() => { const t = document.getElementById('table').getBoundingClientRect();
            const mid = [t.x + t.width / 2, t.y + t.height / 2];
            return [...document.querySelectorAll('.tile')].map(e => { const r = e.getBoundingClientRect();
              return Math.atan2(r.y + r.height / 2 - mid[1], r.x + r.width / 2 - mid[0]); }); })()"""
        )
        first = angles[0]
        turned = [(angle - first) % 6.2832 for angle in angles]
        assert turned == sorted(turned), many
