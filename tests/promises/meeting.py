"""A meeting of two in real browsers, full of canaries, and everything that can be seen of it from outside."""

import secrets
import time
from dataclasses import dataclass, field

from playwright.sync_api import Browser, expect

from tests.crypto.reference import from_base64url
from tests.e2e.people import Person, all_see, goes_to

from .server_watch import Watched, forms

# Sealing that does nothing: what a browser then sends can be read.
SEAL_NOTHING = "SubtleCrypto.prototype.encrypt = async (_, __, data) => data.buffer ?? data;"
KEEP_SOMETHING = "localStorage.setItem('kept', 'yes');"
STORES = """async () => ({
  session: Object.keys(sessionStorage), local: Object.keys(localStorage),
  databases: (await indexedDB.databases?.() ?? []).map(({ name }) => name),
  caches: globalThis.caches ? await caches.keys() : [],
  workers: (await navigator.serviceWorker?.getRegistrations?.() ?? []).length,
  address: location.hash,
})"""


@dataclass
class Seen:
    """What was seen of one meeting."""

    content: dict[str, list[bytes]] = field(default_factory=dict)  # what only the group may read
    traces: dict[str, list[bytes]] = field(default_factory=dict)  # what tells that, where and by whom they met
    in_memory: dict[str, int] = field(default_factory=dict)
    stores: dict[str, object] = field(default_factory=dict)
    metrics: bytes = b""
    printed: bytes = b""
    trace: str | None = None
    status_after: int = 0
    read_only: bool = False


def canary(word: str) -> str:
    return f"{word}{secrets.token_hex(8)}"


def meet(server: Watched, browser: Browser, *, faulty: bool = False) -> Seen:
    """Open, come in, write, talk, leave; then look what is left."""
    seen = Seen(read_only=server.read_only)
    words = {name: canary(name) for name in ("Anna", "Bram", "title", "question", "note")}
    seen.content = {name: forms(word) for name, word in words.items()}
    device, address = canary("device"), "203.0.113.77"
    anna, bram = (sits_down(browser, words[name], device, address, faulty=faulty) for name in ("Anna", "Bram"))
    anna.opens_a_room(server.url, seats=3, method="socratisch")
    anna.enters(devices=not faulty)
    anna.is_inside()
    path, _, secret = anna.invitation.partition("#")
    room = path.rsplit("/", 1)[-1]
    seen.content["secret"] = [*forms(secret), from_base64url(secret)]
    seen.traces = {"room": [room.encode()], "device": [device.encode()], "address": [address.encode()]}
    bram.page.goto(anna.invitation)
    bram.enters(devices=not faulty)
    bram.waits_at_the_door()
    anna.press("admit")
    bram.is_inside()
    if not faulty:
        for person, other in ((anna, bram), (bram, anna)):
            person.sees_and_hears(other)
    write(anna, bram, words)
    seen.in_memory = server.in_memory(seen.content)
    seen.metrics = server.get("/metrics")[1]
    for person in (bram, anna):
        person.press("leave")
        expect(person.see("bye")).to_be_visible()
        cookies = [cookie["name"] for cookie in person.page.context.cookies() if "name" in cookie]
        seen.stores |= {f"{person.name[:4]} {k}": v for k, v in person.page.evaluate(STORES).items()}
        seen.stores[f"{person.name[:4]} cookies"] = cookies
        person.gets_up()
    seen.status_after = status_within(server, f"/r/{room}", 5)
    for name, count in server.in_memory(seen.content).items():
        seen.in_memory[name] = seen.in_memory.get(name, 0) + count
    seen.printed, seen.trace = server.printed, server.trace
    return seen


def sits_down(browser: Browser, name: str, device: str, address: str, *, faulty: bool) -> Person:
    person = Person.sits_down(browser, name)
    person.page.set_extra_http_headers({"User-Agent": device, "X-Forwarded-For": address})
    if faulty:
        person.page.context.add_init_script(SEAL_NOTHING + KEEP_SOMETHING)
    return person


def write(anna: Person, bram: Person, words: dict[str, str]) -> None:
    """Bram's note becomes a card; then the choice of a casus: he puts his down, brings it in and asks his question."""
    anna.press("cmd-start")
    goes_to(anna, bram, "vragen-schrijven")
    bram.see("note").fill(words["note"])
    bram.press("cmd-write")
    expect(bram.see("written-count")).to_contain_text("1")
    goes_to(anna, bram, "vragen-wegen")
    expect(anna.page.locator("[data-testid=card] x-sealed")).to_have_count(1)
    goes_to(anna, bram, "casus-kiezen")
    put_down(bram, "title", words["title"])
    bram.press("cmd-inbrenger")
    all_see((anna, bram), f"seat-{bram.seat}", "data-role", "inbrenger")
    put_down(bram, "question", words["question"])


def put_down(person: Person, kind: str, text: str) -> None:
    line = person.page.locator(f"[data-seal={kind}]")
    line.fill(text)
    with person.page.expect_response(lambda answer: answer.url.endswith(f"/do/{kind}")) as answered:
        line.press("Enter")
    assert answered.value.ok


def status_within(server: Watched, path: str, seconds: float) -> int:
    """What an address answers, asked until it is 404 or the time is over."""
    end = time.monotonic() + seconds
    while (status := server.get(path)[0]) != 404 and time.monotonic() < end:
        time.sleep(0.1)
    return status
