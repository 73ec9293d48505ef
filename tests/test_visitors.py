"""Visitors of the widget over HTTP: tokens, origins, quotas, and what a page may read."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from api.app import create_app
from api.limits import ForbiddenError
from api.throttle import Throttle, TooManyError
from api.visitors import TOKEN_S, Visitor, Visitors, origins_of
from rag.errors import SettingsError
from rag.settings import load_settings
from tests.guarded import guarded
from tests.plans import QUESTION, write_plans
from tests.served import problem, serving, wait_until_ready
from ui.widget.script import SOURCES, widget_script

SITE = "https://intranet.example"
ELSEWHERE = "https://other.example"
PER_HOUR = 3


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("widget")
    settings: dict[str, object] = {"widget_origins": [SITE], "widget_questions_per_hour": PER_HOUR}
    plans = [write_plans(folder / "plans")]
    with TestClient(create_app(serving(folder / "home", settings, ingest=plans))) as opened:
        wait_until_ready(opened)
        yield opened


def visitors(**changes: object) -> Visitors:
    return Visitors(load_settings(widget_origins=[SITE], **changes))


def token_of(client: TestClient, old: str | None = None, origin: str = SITE) -> str:
    given = client.post("/v1/widget/token", json={"token": old}, headers={"Origin": origin})
    assert given.status_code == 200, given.text
    assert given.json()["expires_in_s"] == TOKEN_S
    return given.json()["token"]


def headers_of(token: str, origin: str = SITE) -> dict[str, str]:
    return {"Origin": origin, "Authorization": f"Bearer {token}"}


def test_a_visitor_of_a_listed_page_asks_until_the_quota_is_used_up(client: TestClient) -> None:
    token = token_of(client)
    for path in ("/v1/ask", "/v1/ask/stream", "/v1/ask"):
        answer = client.post(path, json={"question": QUESTION}, headers=headers_of(token))
        assert answer.status_code == 200
        assert answer.headers["access-control-allow-origin"] == SITE
        assert "12/KH-UBND" in answer.text
    again = headers_of(token_of(client, token))
    refused = client.post("/v1/ask", json={"question": QUESTION}, headers=again)
    assert "một giờ" in problem(refused, 429, "too-many")["detail_vi"]
    assert 3500 < int(refused.headers["retry-after"]) <= 3600
    assert "retry-after" in refused.headers["access-control-expose-headers"].lower()
    judged = {"question": QUESTION, "answer": "…", "helpful": True}
    assert client.post("/v1/feedback", json=judged, headers=again).status_code == 201
    other = client.post(
        "/v1/ask", json={"question": QUESTION}, headers=headers_of(token_of(client))
    )
    assert other.status_code == 200


def test_a_token_is_bound_to_its_page_and_to_asking(client: TestClient) -> None:
    token = token_of(client)
    asked = {"question": QUESTION}
    elsewhere = client.post("/v1/ask", json=asked, headers=headers_of(token, ELSEWHERE))
    problem(elsewhere, 401, "sign-in")
    nowhere = client.post("/v1/ask", json=asked, headers={"Authorization": f"Bearer {token}"})
    problem(nowhere, 401, "sign-in")
    problem(client.get("/v1/documents", headers=headers_of(token)), 403, "forbidden")
    problem(client.get("/v1/search?q=a", headers=headers_of(token)), 403, "forbidden")
    # What it says is not what is signed once it is changed.
    kept, said, *rest = token.split(".")
    shown = json.loads(base64.urlsafe_b64decode(said + "=="))
    wider = base64.urlsafe_b64encode(json.dumps({**shown, "l": ["mat"]}).encode()).decode()
    forged = ".".join((kept, wider.rstrip("="), *rest))
    problem(client.post("/v1/ask", json=asked, headers=headers_of(forged)), 401, "sign-in")


def test_unlisted_pages_get_no_token_and_can_read_nothing(client: TestClient) -> None:
    for origin in (ELSEWHERE, "null", "http://intranet.example", f"{SITE}:444"):
        refused = client.post("/v1/widget/token", json={}, headers={"Origin": origin})
        assert "PLANQA_WIDGET_ORIGINS" in problem(refused, 403, "forbidden")["detail_vi"]
        assert "access-control-allow-origin" not in refused.headers
    problem(client.post("/v1/widget/token", json={}), 403, "forbidden")
    # A listed page that asks without a token cannot read the answer either.
    bare = client.post("/v1/ask", json={"question": QUESTION}, headers={"Origin": SITE})
    assert "access-control-allow-origin" not in bare.headers
    listed = client.get("/v1/documents", headers={"Origin": SITE})
    assert "access-control-allow-origin" not in listed.headers


def test_preflights_are_answered_for_listed_pages_alone(client: TestClient) -> None:
    wanted = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    good = client.options("/v1/ask/stream", headers={"Origin": SITE, **wanted})
    assert good.status_code == 200
    assert good.headers["access-control-allow-origin"] == SITE
    assert "access-control-allow-credentials" not in good.headers
    for path, origin in (("/v1/ask/stream", ELSEWHERE), ("/v1/documents", SITE)):
        bad = client.options(path, headers={"Origin": origin, **wanted})
        assert "access-control-allow-origin" not in bad.headers


def test_a_token_runs_out_and_is_renewed_for_the_same_visitor(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = visitors(widget_secret="s", widget_labels=["public", "noi-bo"])
    token = known.admit(SITE, None, own=False)
    first = seen(known, token)
    assert first is not None
    assert (first.origin, first.labels) == (SITE, ("public", "noi-bo"))
    begun = time.time()
    monkeypatch.setattr(time, "time", lambda: begun + TOKEN_S + 5)
    assert seen(known, token) is None
    renewed = known.admit(SITE, token, own=False)
    # A server behind the same address knows it, one with another secret does not.
    assert seen(known, renewed) == seen(visitors(widget_secret="s"), renewed) == first
    assert seen(visitors(), renewed) is None


def test_own_pages_may_hold_the_widget() -> None:
    known = visitors()
    own = "http://planqa.example"
    with pytest.raises(ForbiddenError):
        known.admit(own, None, own=False)
    token = known.admit(own, None, own=True)
    assert known.recognise(token, origin=own, path="/v1/ask")
    assert seen(known, token) is None


def seen(known: Visitors, token: str) -> Visitor | None:
    return known.recognise(token, origin=SITE, path="/v1/ask")


def test_where_people_sign_in_visitors_see_what_is_public(tmp_path: Path) -> None:
    with guarded(tmp_path, widget_origins=[SITE]) as held:
        client, told = held.client, headers_of(token_of(held.client))
        problem(client.post("/v1/ask", json={"question": "Ai ký?"}), 401, "sign-in")
        for question, status in (
            ("Phường Đồng Sen trồng bao nhiêu cây xanh năm 2031?", "answered"),
            ("Phường Vạn Khê bồi dưỡng bao nhiêu người năm 2033?", "not_found"),
        ):
            answer = client.post("/v1/ask", json={"question": question}, headers=told)
            assert answer.json()["status"] == status
            assert not [word for word in ("219", "88-KH") if word in answer.text]
        # The link to a source carries nothing: it opens what is public, and leads to the sign-in.
        assert "120 cây xanh" in client.get(f"/view/{held.open['id']}").text
        assert client.get(f"/v1/documents/{held.open['id']}/text").status_code == 200
        for unseen in (held.hidden["id"], "unknown"):
            led = client.get(f"/view/{unseen}?start=1&end=2")
            assert led.status_code == 303 and led.headers["location"].startswith("/login?next=")
            framed = client.get(f"/view/{unseen}", headers={"Sec-Fetch-Dest": "iframe"})
            assert framed.status_code == 401 and "Cần đăng nhập" in framed.text
            problem(client.get(f"/v1/documents/{unseen}/text"), 404, "not-found")
        problem(client.get("/v1/documents"), 401, "sign-in")
        labelled = client.get(f"/view/{held.hidden['id']}", headers=held.callers["reader +"])
        assert "quần chúng ưu tú" in labelled.text


def test_where_people_sign_in_and_no_page_is_listed_there_is_no_widget(tmp_path: Path) -> None:
    with guarded(tmp_path) as held:
        own = held.client.post("/v1/widget/token", json={}, headers={"Origin": "http://testserver"})
        problem(own, 403, "forbidden")
        assert held.client.get(f"/view/{held.open['id']}").status_code == 303


@pytest.mark.parametrize("wrong", ["*", "intranet.example", "https://a/b", "https://*.a", "null"])
def test_what_is_no_origin_is_refused_at_the_start(wrong: str) -> None:
    with pytest.raises(SettingsError):
        origins_of([wrong])


def test_origins_are_spelled_as_browsers_do() -> None:
    assert origins_of(["HTTPS://Intranet.Example/ "]) == (SITE,)


@given(
    st.integers(1, 5),
    st.lists(st.tuples(st.sampled_from("ab"), st.floats(0, 40)), max_size=60),
)
def test_no_window_holds_more_than_the_quota(limit: int, asks: list[tuple[str, float]]) -> None:
    clock = [0.0]
    quota = Throttle(limit, 100, now=lambda: clock[0])
    taken: dict[str, list[float]] = {"a": [], "b": []}
    for name, pause in asks:
        clock[0] += pause
        recent = [at for at in taken[name] if at > clock[0] - 100]
        if len(recent) < limit:
            quota.take(name)
            taken[name].append(clock[0])
        else:
            with pytest.raises(TooManyError) as refusal:
                quota.take(name)
            assert 0 < recent[0] + 100 - clock[0] <= refusal.value.wait_s


def test_the_script_is_small_cached_and_holds_nothing_that_a_policy_forbids(
    client: TestClient,
) -> None:
    served = client.get("/widget.js")
    assert served.headers["content-type"].startswith("text/javascript")
    assert served.headers["access-control-allow-origin"] == "*"
    assert len(served.content) < 60_000
    tagged = {"If-None-Match": served.headers["etag"]}
    assert client.get("/widget.js", headers=tagged).status_code == 304
    assert client.head("/widget.js").headers["etag"] == served.headers["etag"]
    for never in ("innerHTML", "outerHTML", "insertAdjacent", "eval(", "Function(", ".write("):
        assert never not in served.text
    assert served.content == widget_script().body


def test_every_source_of_the_widget_is_served() -> None:
    folder = Path(__file__).parent.parent / "ui" / "widget"
    assert sorted(path.stem for path in folder.glob("*.js")) == sorted(SOURCES)
    assert max(len(path.read_text().splitlines()) for path in folder.glob("*.js")) <= 400


def test_the_demo_page_names_the_line_and_the_policy(client: TestClient) -> None:
    page = client.get("/widget/demo", headers={"Accept-Language": "en;q=0.9, vi"})
    assert '<html lang="vi">' in page.text
    assert "&lt;script src=&quot;http://testserver/widget.js&quot;" in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "unsafe" not in page.headers["content-security-policy"]
    assert '<html lang="en">' in client.get("/widget/demo?lang=en").text
