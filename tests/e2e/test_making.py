"""A method of one's own in a browser: changed, checked, kept as a file, opened again, used; all on one sheet."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import APIRequestContext, Browser, Page, Playwright, expect

from server.methods.reading import read_method

from .machine import Server
from .people import Person, goes_to

# Texts as someone might type them who wants more than to be read; each would leave its trace in `window.hit`.
TEXTS = [
    "<script>hit=1</script>",
    '<img src="/hit" onerror="hit=1">',
    "<svg onload=hit=1>",
    "\"><iframe srcdoc='<script>parent.hit=1</script>'>",
    "</span></textarea><script>hit=1</script>",
    "<a href=javascript:hit=1 autofocus onfocus=hit=1>x</a>",
    "<b hx-get=/hit hx-trigger=load>x</b>",
    '<hx-partial hx-target="#overlay" hx-swap="innerHTML">x</hx-partial>',
    "{{ 7 * 7 }}{% raw %}${hit=1}",
    "&lt;script&gt;hit=1&lt;/script&gt;",
]
WATCH = "window.broken = []; addEventListener('securitypolicyviolation', (e) => broken.push(e.violatedDirective));"

pytestmark = pytest.mark.e2e


@pytest.fixture
def page(server: Server, chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, base_url=server.url, accept_downloads=True)
    yield context.new_page()
    context.close()


def test_a_method_is_changed_kept_opened_again_and_used_in_a_room(page: Page, tmp_path: Path) -> None:
    page.goto("/methods/make?from=incident")
    expect(page.get_by_test_id("right")).to_be_visible()
    first = page.locator(".making-step").first
    name = first.locator(".step-title").inner_text()
    first.locator("[data-move=down]").press("Enter")
    expect(page.locator(".making-step").nth(1).locator("[data-move=down]")).to_be_focused()
    step = page.locator(".making-step").nth(1)
    step.locator("summary").press("Enter")
    step.locator("[data-key='minutes.fixed']").fill("900")
    expect(page.get_by_test_id("faults")).to_contain_text("hoogstens 90")
    expect(page.get_by_test_id("open-room")).to_be_disabled()
    step.locator("[data-key='minutes.fixed']").fill("7")
    expect(page.get_by_test_id("right")).to_be_visible()
    expect(page.locator("#checked h3").nth(1)).to_contain_text(name)

    page.reload()
    expect(page.locator(".making-step").nth(1).locator(".step-title")).to_have_text(name)
    expect(page.get_by_test_id("right")).to_be_visible()

    with page.expect_download() as kept:
        page.get_by_test_id("save-file").click()
    file = tmp_path / kept.value.suggested_filename
    kept.value.save_as(file)
    method = read_method(file.name, file.read_text("utf-8"))
    assert method.phase[1].title.nl == name
    assert method.phase[1].minutes.fixed == 7
    assert method.phase[1].choose == "inbrenger"  # what the form does not offer to change is not lost
    page.locator("#anew button").click()
    expect(page.locator(".making-step").first.locator(".step-title")).to_have_text(name)

    page.goto("/methods/make?from=balint")
    page.get_by_test_id("open-file").set_input_files(file)
    expect(page.locator(".making-step").nth(1).locator(".step-title")).to_have_text(name)
    expect(page.get_by_test_id("right")).to_be_visible()
    page.get_by_test_id("open-room").click()
    expect(page).to_have_url(re.compile("/r/"))
    expect(page.get_by_test_id("join-name")).to_be_visible()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_longest_method_fits_on_one_sheet(page: Page, language: str) -> None:
    for name in ("tien-stappen", "balint", "zes-denkhoeden"):
        page.goto(f"/methods/{name}?lang={language}")
        sheet = page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b(?!s)", sheet)) == 1, f"{name} needs more than one sheet"


@pytest.fixture
def fresh(playwright: Playwright) -> Iterator[APIRequestContext]:
    """Somebody without a page, a cookie or an invitation of their own."""
    context = playwright.request.new_context()
    yield context
    context.dispose()


def test_whatever_people_type_is_a_text_and_never_runs(
    server: Server, chromium: Browser, fresh: APIRequestContext
) -> None:
    """In a method of one's own, names, titles, questions and cards: shown as typed, nothing executed or fetched.

    The other one comes by a personal invitation, which somebody else tries again.
    """
    anna, bram = (Person.sits_down(chromium, name) for name in ("<img src=/hit onerror=hit=1>", "<svg/onload=hit=1>"))
    fetched: list[str] = []
    for person in (anna, bram):
        person.page.context.add_init_script(WATCH)
        person.page.on("request", lambda request: fetched.append(request.url))
        person.page.on("dialog", lambda dialog: fetched.append(dialog.message))
    anna.page.goto(f"{server.url}/methods/make?from=socratisch")
    anna.page.evaluate("document.querySelectorAll('.making details').forEach((part) => { part.open = true; })")
    for key, text in (("title", TEXTS[0]), ("task", TEXTS[2]), ("say", TEXTS[4])):
        anna.page.locator(f".making-step [data-key='{key}.nl']").first.fill(text)
    anna.page.locator(".making-head [data-key='title.nl']").fill(TEXTS[1])
    expect(anna.page.locator("#checked .steps-head")).to_have_text(TEXTS[1])
    anna.press("open-room")
    anna.enters(devices=False)
    anna.is_inside()
    expect(anna.page.locator("html[data-link=up]")).to_have_count(1)  # the script that makes the link is there
    anna.press("personal-invite")
    expect(anna.see("personal-link")).not_to_have_value("")
    personal = anna.see("personal-link").input_value()
    bram.page.goto(personal)
    bram.enters(devices=False)
    bram.is_inside()  # with a personal invitation nobody has to open the door
    again: dict[str, str | float | bool] = {"agree": "on", "sealed_name": "QUJD", "ticket": personal.rpartition(".")[2]}
    assert fresh.post(f"{personal.partition('#')[0]}/join", form=again, headers={"Origin": server.url}).status == 404
    expect(anna.page.locator("#seat-1 .chip.twice")).to_be_visible()
    anna.press("cmd-start")
    goes_to(anna, bram, "uitgangsvraag")
    expect(anna.see("phase")).to_have_text(TEXTS[0])
    expect(anna.see("say")).to_have_text(TEXTS[4])
    goes_to(anna, bram, "vragen-schrijven")
    bram.see("note").fill("\n".join(TEXTS))
    bram.press("cmd-write")
    expect(bram.see("written-count")).to_contain_text("10")
    goes_to(anna, bram, "vragen-wegen")
    for person in (anna, bram):
        expect(person.see("card")).to_have_count(len(TEXTS))
        assert sorted(person.page.locator("[data-testid=card] x-sealed").all_text_contents()) == sorted(TEXTS)
        expect(person.page.locator("#seat-0 .name x-sealed")).to_have_text(anna.name)
        expect(person.page.locator("#seat-1 .name x-sealed")).to_have_text(bram.name)
        assert person.page.evaluate("[window.hit ?? null, broken]") == [None, []]
        assert person.page.locator("iframe, img, main script, [onerror], [onload], [onfocus]").count() == 0
    goes_to(anna, bram, "casus-kiezen")
    for line, text in (("title", TEXTS[5]), ("question", TEXTS[6])):
        if line == "question":
            bram.press("cmd-inbrenger")
        bram.see(f"my-{line}").fill(text)
        bram.see(f"my-{line}").press("Enter")
    goes_to(anna, bram, "uitgangsvraag")
    expect(anna.page.locator("x-sealed[kind=question]").first).to_have_text(TEXTS[6])
    assert not [address for address in fetched if "hit" in address]
    for person in (anna, bram):
        assert person.page.evaluate("[window.hit ?? null, broken]") == [None, []]
        person.gets_up()
