"""Pages of lists, ETags, idempotent uploads, request ids, HEAD and figures, over HTTP."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from api.app import create_app
from api.idempotency import MOST, Keys, Sent
from api.paging import page
from api.tracing import with_id
from rag.errors import InputError
from tests.fakes import plan_text
from tests.served import OTHER, PLAN, document, finished, problem, serving, upload, wait_until_ready

QUESTION = "Phường Đồng Sen năm 2031 có những nhiệm vụ gì?"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    app = create_app(serving(tmp_path_factory.mktemp("archive")))
    with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as opened:
        wait_until_ready(opened)
        for name, text in (("dong-sen.txt", PLAN), ("go-lau.txt", OTHER)):
            assert upload(opened, name, text)["state"] == "done"
        yield opened


# Pages


@given(st.sets(st.text(st.characters(exclude_categories=["Cs"]))), st.integers(1, 5))
def test_pages_one_after_the_other_are_the_list(keys: set[str], limit: int) -> None:
    items = sorted(keys)
    seen: list[str] = []
    cursor: str | None = None
    while True:
        found, cursor = page(items, str, limit=limit, cursor=cursor)
        assert len(found) <= limit
        seen += found
        if cursor is None:
            break
    assert seen == items


@given(st.text())
def test_any_other_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(InputError):
        page(["a"], str, limit=1, cursor=cursor)


def test_a_cursor_does_not_show_what_it_holds(client: TestClient) -> None:
    following = client.get("/v1/documents", params={"limit": 1}).json()["next"]
    assert re.fullmatch(r"[A-Za-z0-9_-]+", following)
    assert "dong" not in following
    for cursor in ("dong-sen.txt", "x", "!"):
        problem(client.get("/v1/documents", params={"cursor": cursor}), 422, "bad-input")


def test_withdrawn_documents_come_in_pages_too(client: TestClient) -> None:
    names = ("mot.txt", "hai.txt", "ba.txt")
    for at, name in enumerate(names):
        upload(client, name, plan_text(f"Rút {at}", 2040, [f"Trồng {at + 3} cây."]))
        client.delete(f"/v1/documents/{document(client, name)['id']}")
    first = client.get("/v1/documents/withdrawn", params={"limit": 2}).json()
    assert [item["source"] for item in first["items"]] == ["ba.txt", "hai.txt"]
    rest = client.get("/v1/documents/withdrawn", params={"limit": 2, "cursor": first["next"]})
    assert [item["source"] for item in rest.json()["items"]] == ["mot.txt"]


# What a client has already


@pytest.mark.parametrize("part", ["", "/text", "/outline"])
def test_what_the_client_has_is_not_sent_again(client: TestClient, part: str) -> None:
    address = f"/v1/documents/{document(client)['id']}{part}"
    first = client.get(address)
    tag = first.headers["etag"]
    for given_tag in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = client.get(address, headers={"If-None-Match": given_tag})
        assert (again.status_code, again.content) == (304, b""), given_tag
        assert again.headers["etag"] == tag
    fresh = client.get(address, headers={"If-None-Match": '"other"'})
    assert (fresh.status_code, fresh.content) == (200, first.content)


def test_a_change_has_another_etag(client: TestClient) -> None:
    upload(client, "doi.txt", plan_text("Đổi", 2041, ["Xây 1 nhà."]))
    address = f"/v1/documents/{document(client, 'doi.txt')['id']}"
    before = client.get(address).headers["etag"]
    upload(client, "doi.txt", plan_text("Đổi", 2041, ["Xây 2 nhà."]))
    after = client.get(address, headers={"If-None-Match": before})
    assert after.status_code == 200
    assert after.json()["superseded_by"] == document(client, "doi.txt")["id"]


# Uploads sent again


def send(client: TestClient, text: str, key: str) -> Any:  # noqa: ANN401 - a response
    files = [("files", ("lap-lai.txt", text.encode()))]
    return client.post("/v1/documents", files=files, headers={"Idempotency-Key": key})


def test_an_upload_sent_twice_under_one_key_is_one_job(client: TestClient) -> None:
    text = plan_text("Lặp", 2042, ["Sửa 5 cầu."])
    first = send(client, text, "k-1")
    assert finished(client, first)["files"][0]["state"] == "added"
    again = send(client, text, "k-1")
    assert (again.status_code, again.json()) == (202, first.json())
    assert send(client, text, "k-2").json() != first.json()
    refused = problem(send(client, text + "x", "k-1"), 422, "bad-input")
    assert first.json()["job_id"] in refused["detail_en"]
    problem(send(client, text, "a b"), 422, "bad-input")


def test_keys_belong_to_their_caller_and_the_oldest_go() -> None:
    keys = Keys()
    jobs = iter(range(10 * MOST))
    for number in range(MOST + 1):
        keys.once(Sent("lan", str(number)), [], lambda: str(next(jobs)))
    assert keys.once(Sent("lan", "5"), [], lambda: "again") == "5"
    assert keys.once(Sent("lan", "0"), [], lambda: "again") == "again"
    assert keys.once(Sent("minh", "5"), [], lambda: "his") == "his"


# Ids of requests


def test_a_request_keeps_its_id_or_gets_one(client: TestClient) -> None:
    kept = client.get("/healthz", headers={"X-Request-ID": "ban-lam-viec.7"})
    assert kept.headers["x-request-id"] == "ban-lam-viec.7"
    for unusable in ("a b", "x" * 65, "<script>"):
        made = client.get("/healthz", headers={"X-Request-ID": unusable}).headers["x-request-id"]
        assert re.fullmatch(r"[0-9a-f]{32}", made)


def test_a_problem_names_its_request(client: TestClient) -> None:
    for path, status in (("/v1/documents/x", 404), ("/v1/nothing", 404), ("/v1/search", 422)):
        response = client.get(path, headers={"X-Request-ID": "r-1"})
        assert response.status_code == status
        assert response.json()["instance"] == "urn:planqa:request:r-1"


def test_an_unforeseen_error_is_logged_under_the_id_that_its_problem_names(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        logging.getLogger("api").error("at work")
        raise RuntimeError("defect")

    caplog.handler.addFilter(with_id)
    monkeypatch.setattr("rag.library.Library.cards", broken)
    response = client.get("/v1/documents", headers={"X-Request-ID": "r-2"})
    body = problem(response, 500, "internal")
    assert body["instance"] == "urn:planqa:request:r-2"
    assert response.headers["x-request-id"] == "r-2"
    assert "defect" not in response.text
    assert [getattr(r, "request", "") for r in caplog.records if r.msg == "at work"] == ["[r-2] "]


# HEAD


def test_head_is_get_without_the_body(client: TestClient) -> None:
    address = f"/v1/documents/{document(client)['id']}/text"
    for path in ("/healthz", "/v1/documents", address, "/openapi.json", "/docs"):
        asked, told = client.get(path), client.head(path)
        assert told.status_code == asked.status_code == 200
        assert told.content == b""
        assert told.headers["content-length"] == str(len(asked.content))
    assert client.head("/v1/documents/x").status_code == 404
    assert client.head("/v1/ask").status_code == 405


# Figures


def figures(client: TestClient) -> dict[str, float]:
    response = client.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = [line.rpartition(" ") for line in response.text.splitlines() if line[:1] != "#"]
    return {name: float(value) for name, _, value in lines}


def test_figures_count_requests_questions_and_what_is_held(client: TestClient) -> None:
    before = figures(client)
    assert client.post("/v1/ask", json={"question": QUESTION}).json()["status"] == "answered"
    client.post("/v1/ask", json={"question": "Chỉ tiêu FDI tỉnh Hòa Vang năm 1987?"})
    client.post("/v1/ask/stream", json={"question": QUESTION})
    client.post("/v1/chat/completions", json={"messages": [{"role": "user", "content": QUESTION}]})
    client.get("/v1/documents/khong-co-ma-nay")
    after = figures(client)

    def risen(name: str) -> float:
        return after[name] - before.get(name, 0)

    assert risen('planqa_questions_total{mode="extractive",status="answered"}') == 3
    assert risen('planqa_questions_total{mode="extractive",status="not_found"}') == 1
    assert risen('planqa_requests_total{method="POST",route="/v1/ask",status="200"}') == 2
    assert risen('planqa_request_seconds_count{route="/v1/ask"}') == 2
    missing = 'planqa_requests_total{method="GET",route="/v1/documents/{document_id}",status="404"}'
    assert risen(missing) == 1
    listed = client.get("/v1/documents").json()["items"]
    assert after["planqa_documents"] == len(listed)
    assert after["planqa_passages"] > after["planqa_documents"]
    assert after['planqa_jobs{state="done"}'] >= 2


def test_figures_never_tell_what_was_asked(client: TestClient) -> None:
    client.post("/v1/ask", json={"question": "Bí mật của ông Trần Văn Nhái là gì?"})
    client.get("/v1/search", params={"q": "ông Trần Văn Nhái"})
    client.get("/duong-dan-la/Nhái")
    client.request("NHÁI".encode().hex(), "/healthz")
    text = client.get("/metrics").text
    assert "Nh" not in text
    assert "duong-dan-la" not in text
    assert 'method="other"' in text
