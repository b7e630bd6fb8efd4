"""A method of one's own in a browser: changed, checked, kept as a file, opened again, used; all on one sheet."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from server.methods.reading import read_method

from .machine import Server

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

    with page.expect_download() as kept:
        page.get_by_test_id("save-file").click()
    file = tmp_path / kept.value.suggested_filename
    kept.value.save_as(file)
    method = read_method(file.name, file.read_text("utf-8"))
    assert method.phase[1].title.nl == name
    assert method.phase[1].minutes.fixed == 7

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
