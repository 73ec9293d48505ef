"""The gate before the chat page, the headers of replies, and the page itself behind a sign-in."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from api.gate import Gate
from api.headers import NOTHING, SecurityHeaders, chat_policy
from api.problems import install_problems
from api.state import ServerState
from api.throttle import TooManyError
from rag.archive import Archive
from rag.keys import KeyStore
from tests.guarded import LABEL, Guarded, guarded
from tests.running import server, status
from tests.served import problem
from tests.test_access import PROXY, signed_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    with guarded(tmp_path_factory.mktemp("guarded"), **PROXY) as opened:
        yield opened


def behind_gate(held: Guarded, address: str) -> TestClient:
    """A page that says which headers reached it, behind the gate of the server."""

    async def page(request: Request) -> Response:
        return JSONResponse(dict(request.headers))

    state = held.state
    app = FastAPI()
    app.state.server = state
    install_problems(app, lambda _: ())
    inner = FastAPI(routes=[Route("/{rest:path}", page, methods=["GET", "POST"])])
    app.mount("/ui", Gate(inner, state))
    return TestClient(app, client=(address, 4000), follow_redirects=False)


def test_a_stranger_is_led_to_the_sign_in_page(held: Guarded) -> None:
    browser = behind_gate(held, "192.0.2.1")
    led = browser.get("/ui/", headers={"Accept": "text/html"})
    assert (led.status_code, led.headers["location"]) == (303, "/login?next=%2Fui")
    assert browser.get("/ui/config").status_code == 401
    assert browser.post("/ui/queue", headers={"Accept": "text/html"}).status_code == 401


def test_the_page_asks_as_its_reader(held: Guarded) -> None:
    browser = behind_gate(held, "192.0.2.1")
    cookie = signed_in(held, "reader +")
    said = {"X-Remote-User": "minh", "X-Remote-Groups": "dang-uy"}
    reached = browser.get("/ui/", headers={**cookie, **said}).json()
    assert reached["cookie"] == cookie["Cookie"]
    assert not {"x-remote-user", "x-remote-groups", "authorization"} & reached.keys()
    foreign = {**cookie, "Origin": "https://xau.example"}
    problem(browser.post("/ui/queue", headers=foreign), 403, "forbidden")


def test_a_proxys_reader_gets_a_ticket(held: Guarded) -> None:
    said = {"X-Remote-User": "minh", "X-Remote-Groups": "dang-uy"}
    reached = behind_gate(held, "10.1.0.9").get("/ui/", headers=said).json()
    assert not {"x-remote-user", "x-remote-groups"} & reached.keys()
    ticket = {"Authorization": reached["authorization"]}
    told = held.client.get("/v1/me", headers=ticket).json()
    assert told == {"name": "minh", "role": "reader", "labels": ["public", LABEL], "how": "ticket"}
    assert behind_gate(held, "10.1.0.9").get("/ui/", headers=said).json() == reached


def test_every_reply_bears_the_security_headers(held: Guarded) -> None:
    for path in ("/healthz", "/v1/documents", "/nowhere", "/login", "/logout", "/openapi.json"):
        headers = held.client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none'") and "unsafe" not in policy
    assert held.client.get("/healthz").headers["content-security-policy"] == NOTHING


def test_of_inline_scripts_those_run_that_were_sent() -> None:
    script = "window.x = 1; // ă"
    page = f'<script src="a.js"></script><SCRIPT>no</SCRIPT><script type="module">{script}</script>'
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in chat_policy(page.encode())
    assert chat_policy(page.encode()).count("sha256-") == 1

    async def chat(_: Request) -> Response:
        return HTMLResponse(page)

    app = FastAPI(routes=[Route("/ui", chat), Route("/ui/x", chat), Route("/uix", chat)])
    app.add_middleware(SecurityHeaders)
    client = TestClient(app)
    for path, told in (("/ui", True), ("/ui/x", True), ("/uix", False)):
        reply = client.get(path)
        assert reply.text == page
        assert (digest in reply.headers["content-security-policy"]) is told


def test_whoever_finds_too_many_waiting_is_put_off(held: Guarded) -> None:
    state = held.state
    settings = state.settings.model_copy(update={"max_waiting": 1})
    small = ServerState(settings, state.readiness, state.token, state.visitors)

    async def crowd() -> list[Any]:
        small.limiter.total_tokens = 1
        gate = asyncio.Event()
        async with small.limiter:
            waiting = asyncio.create_task(small.in_thread(lambda: "answer"))
            while not small.limiter.statistics().tasks_waiting:
                await asyncio.sleep(0)
            refused = await asyncio.gather(
                small.in_thread(lambda: "answer"), return_exceptions=True
            )
            gate.set()
        return [await waiting, *refused]

    answer, refusal = asyncio.run(crowd())
    assert answer == "answer"
    assert isinstance(refusal, TooManyError) and refusal.retry_after_s


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        if os.environ.get("CI"):
            raise AssertionError("CI needs chromium: run scripts/browser.sh")
        pytest.skip("no chromium: run scripts/browser.sh")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--headless", "--no-sandbox", "--no-proxy-server"]
        )
        yield opened
        opened.close()


@pytest.mark.browser
@pytest.mark.model
@pytest.mark.slow
def test_signing_in_with_a_browser(browser: Browser, tmp_path: Path) -> None:
    from rag.library import Library

    with server(tmp_path / "home", tmp_path / "server.log") as running:
        url = running.url
        library = Library.open(Archive(running.home).database_url)
        keys: KeyStore = library.keys
        secret = keys.create("hoa", "editor", ())
        context = browser.new_context(locale="vi-VN")
        page = context.new_page()
        violations: list[str] = []
        page.on("console", lambda said: violations.append(said.text))
        page.goto(f"{url}/ui")
        assert page.url == f"{url}/login?next=%2Fui"
        page.get_by_label("Khoá truy cập").fill("pq_sai")
        page.keyboard.press("Enter")
        page.get_by_role("alert").wait_for()
        page.get_by_label("Khoá truy cập").fill(secret)
        page.get_by_role("button").click()
        page.locator("#planqa-question textarea").wait_for()
        assert page.url.rstrip("/") == f"{url}/ui"
        [cookie] = context.cookies()
        assert cookie.get("httpOnly") and cookie.get("sameSite") == "Lax"
        assert page.evaluate("document.cookie") == ""
        assert not [said for said in violations if re.search("Content Security Policy", said)]
        keys.revoke("hoa")
        library.close()
        page.reload()
        assert page.url == f"{url}/login?next=%2Fui"
        assert status(f"{url}/ui/config") == 401
        context.close()
