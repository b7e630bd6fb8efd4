"""A picture of every page in both sizes, light and dark: `python -m tools.screenshots [part of a name ...]`.

Draws hand-made screens (tests/screens.py), every speaking mode (tests/mode_screens.py) and the pages about methods in
the system's Chromium; pictures go to build/screenshots.
"""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests import mode_screens, paper_screens, screens
from tests.e2e.machine import running_server
from tests.preview import Preview, previewed
from tests.shelf import methods_on_the_shelf

OUT = Path("build/screenshots")
SIZES = {"desk": (1280, 800), "phone": (390, 844)}
PANELS = ("guide", "people", "plan", "settings")
BOTH_SCHEMES = ("home", "join", "member", "leading", "my-turn", "waiting-leader")


def addresses() -> dict[str, str]:
    """The name of each picture and the address it shows."""
    room = f"/r/{screens.ROOM}"
    pages = {"home": "/", "methods": "/methods", "method": "/methods/incident", "bye": "/bye", "error": "/error"}
    pages["no-key"] = f"{room}?screen=join"
    for name in ("join", "waiting", *paper_screens.EVERY):
        pages[name] = f"{room}?screen={name}#{screens.SECRET}"
    for panel in PANELS:
        pages[f"open-{panel}"] = f"{room}?screen=leading#{screens.SECRET}"
    return pages


def modes() -> dict[str, str]:
    """Every speaking mode, for the eye alone: the tests look at the screens these are made of."""
    room = f"/r/{screens.ROOM}"
    return {name: f"{room}?screen={name}#{screens.SECRET}" for name in mode_screens.EVERY if name.startswith("mode-")}


# Pages of a whole Kring, which the preview does not know.
SERVED = {
    "page-chooser": "/methods/choose?people=5&about=gesprek&trust=nieuw",
    "page-method": "/methods/balint?people=6&total=90",
    "page-make": "/methods/make?from=incident",
    "page-dry": "/methods/tien-stappen/dry?phase=7&role=inbrenger",
    "page-dry-turn": "/methods/incident/dry?phase=7&role=turn",
}


def pictures(wanted: list[str]) -> Iterator[tuple[str, str, str, str, str]]:
    """Name, size, scheme, language and address of every picture to take."""
    for name, address in {**addresses(), **modes(), **SERVED}.items():
        for size in SIZES:
            for scheme in ("light", "dark") if name in BOTH_SCHEMES else ("light",):
                for language in ("nl", "en") if scheme == "light" and name in BOTH_SCHEMES else ("nl",):
                    file = f"{name}-{size}-{scheme}-{language}"
                    if not wanted or any(part in file for part in wanted):
                        path, _, secret = address.partition("#")
                        query = "&" if "?" in path else "?"
                        yield file, size, scheme, language, f"{path}{query}lang={language}#{secret}"


def take(browser: Browser, base: str, picture: tuple[str, str, str, str, str]) -> None:
    file, size, scheme, language, address = picture
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
        locale=language,
        device_scale_factor=1,
        has_touch=size == "phone",
    )
    page = context.new_page()
    page.goto(base + address)
    page.evaluate("document.fonts.ready.then(() => true)")
    page.wait_for_selector("x-sealed[c]:not([c='']):not([data-open])", state="detached")
    for panel in PANELS:
        if file.startswith(f"open-{panel}"):
            page.click(f"#dock-{panel} > summary")
    page.screenshot(path=OUT / f"{file}.png", full_page="room" not in (page.get_attribute("body", "class") or ""))
    context.close()


def main(wanted: list[str]) -> int:
    OUT.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, previewed(Preview(methods_on_the_shelf())) as base:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        with running_server() as kring:
            for picture in pictures(wanted):
                take(browser, kring.url if picture[0].startswith("page-") else base, picture)
        browser.close()
    print(f"{len(list(pictures(wanted)))} pictures in {OUT}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
