"""The trust report in a real browser: by mouse, keyboard and screen reader, wide and narrow, asking nobody."""

import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.controls.recorded import HELD

pytestmark = pytest.mark.local  # starts Chromium

DESKTOP, PHONE = ViewportSize(width=1280, height=900), ViewportSize(width=390, height=844)
POLICY = "default-src 'self'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'"  # as the edge sends it
LARGEST = 300_000  # bytes


class Seen:
    """A page, and everything that it asked for or complained of."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.asked, self.said = page, [], []
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.goto(url)

    def visible(self) -> list[str]:
        return self.page.eval_on_selector_all("details.line:not([hidden])", "all => all.map(one => one.id)")


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def seen(request: pytest.FixtureRequest, browser: Browser, written: Path) -> Iterator[Seen]:
    context = browser.new_context(viewport=request.param, offline=True)
    yield Seen(context.new_page(), (written / "index.html").as_uri())
    context.close()


@pytest.fixture
def served(browser: Browser, written: Path) -> Iterator[Seen]:
    """The public version behind the headers of the edge, on loopback."""

    class Handler(SimpleHTTPRequestHandler):
        def end_headers(self) -> None:
            self.send_header("Content-Security-Policy", POLICY)
            super().end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(written / "public")))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    context = browser.new_context(viewport=DESKTOP)
    yield Seen(context.new_page(), f"http://127.0.0.1:{server.server_port}/index.html")
    context.close()
    server.shutdown()
    server.server_close()


def violations(page: Page, axe: str) -> list[str]:
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in found["violations"]]


@pytest.mark.proves("GOV-3")
def test_the_page_needs_nothing_but_itself(seen: Seen, written: Path) -> None:
    assert [url for url in seen.asked if not url.startswith(("file:", "data:"))] == []
    assert len(seen.asked) <= 2  # itself, and the empty icon
    assert seen.said == []
    assert (written / "index.html").stat().st_size < LARGEST
    assert seen.visible() == [each.id for each in HELD]
    assert seen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("opened", [False, True], ids=["closed", "opened"])
def test_no_accessibility_rule_is_broken(seen: Seen, axe: str, opened: bool) -> None:
    if opened:
        seen.page.click("#toggle")
        assert seen.page.locator("details.line[open]").count() == len(HELD.commitments)
    assert violations(seen.page, axe) == []


def test_no_accessibility_rule_is_broken_in_the_dark_or_in_print(browser: Browser, written: Path, axe: str) -> None:
    context = browser.new_context(viewport=DESKTOP, color_scheme="dark")
    page = context.new_page()
    page.goto((written / "index.html").as_uri())
    assert violations(page, axe) == []
    page.emulate_media(media="print", color_scheme="light")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details.line[open]").count() == len(HELD.commitments)
    assert not page.locator("form").is_visible()
    context.close()


def test_axe_would_see_a_violation(seen: Seen, axe: str) -> None:
    seen.page.evaluate("document.querySelector('label').remove(); document.getElementById('search').placeholder = ''")
    assert [each for each in violations(seen.page, axe) if each.startswith("label:")]


def test_search_and_filters_choose_lines(seen: Seen) -> None:
    page = seen.page
    page.fill("#search", "backup encrypted")
    assert "BAK-2" in seen.visible()
    assert "ACC-9" not in seen.visible()
    assert page.text_content("#shown") == f"{len(seen.visible())} of {len(HELD.commitments)} commitments shown"
    page.fill("#search", "8.13")
    assert set(seen.visible()) == {each.id for each in HELD if "8.13" in each.iso27001}
    page.fill("#search", "no such words anywhere")
    assert seen.visible() == []
    assert page.locator("#nothing").is_visible()
    page.click("button[type=reset]")
    page.click("button[data-status=failed]")
    shown = seen.visible()
    assert shown
    assert set(page.eval_on_selector_all("details.line:not([hidden])", "x => x.map(y => y.dataset.status)")) == {
        "failed"
    }
    page.click("button[data-status=proven]")
    assert len(seen.visible()) > len(shown)
    page.click("button[type=reset]")
    page.select_option("#level", "org")
    assert set(seen.visible()) == {each.id for each in HELD if each.level == "org"}


def test_the_keyboard_reaches_everything(seen: Seen) -> None:
    page = seen.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.type("ENC-1")
    page.keyboard.press("Escape")
    assert page.input_value("#search") == ""
    reached = []
    while "ENC-1" not in reached and len(reached) < 60:
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.closest('details')?.id ?? document.activeElement.id"))
    assert reached[-1] == "ENC-1"
    page.keyboard.press("Enter")
    assert page.locator("#ENC-1").get_attribute("open") is not None
    assert page.locator("#ENC-1 .proof").first.is_visible()
    page.keyboard.press("Space")
    assert page.locator("#ENC-1").get_attribute("open") is None


def test_a_link_to_a_line_opens_it(seen: Seen) -> None:
    seen.page.evaluate("location.hash = 'BAK-1'")
    seen.page.wait_for_selector("#BAK-1[open]")
    assert seen.page.locator("#BAK-1 .proof").first.is_visible()


def test_every_line_shows_its_proofs_even_without_script(browser: Browser, written: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((written / "index.html").as_uri())
    for each in HELD:
        assert page.locator(f"#{each.id} .proof").count() == len(each.proofs)
    page.click("#RES-1 > summary")
    assert page.locator("#RES-1 .proof").first.is_visible()
    assert not page.locator("form").is_visible()
    context.close()


def test_the_public_version_works_under_the_edges_policy(served: Seen, axe: str) -> None:
    assert {url.rpartition("/")[2] for url in served.asked if url.startswith("http")} == {
        "index.html",
        "page.css",
        "page.js",
    }
    assert served.said == []
    assert served.visible() == [each.id for each in HELD]
    served.page.fill("#search", "ENC-1")
    assert served.page.evaluate("getComputedStyle(document.querySelector('details.line')).borderRadius") != "0px"
    served.page.click("#ENC-1 > summary")
    assert served.page.locator("#ENC-1 .proof").first.is_visible()
