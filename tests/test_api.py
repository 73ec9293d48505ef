from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from tests.fakes import plan_text
from tests.served import (
    OTHER,
    OWNER,
    PLAN,
    document,
    finished,
    problem,
    serving,
    upload,
    wait_until_ready,
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    home = tmp_path_factory.mktemp("archive")
    app = create_app(serving(home))
    with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as opened:
        wait_until_ready(opened)
        for name, text in (("dong-sen.txt", PLAN), ("go-lau.txt", OTHER)):
            assert upload(opened, name, text)["state"] == "done"
        yield opened


# Documents


def test_documents_are_listed_in_pages(client: TestClient) -> None:
    first = client.get("/v1/documents", params={"limit": 1}).json()
    assert [item["source"] for item in first["items"]] == ["dong-sen.txt"]
    second = client.get("/v1/documents", params={"limit": 1, "cursor": first["next"]}).json()
    assert [item["source"] for item in second["items"]] == ["go-lau.txt"]
    assert second["next"] is None
    whole = client.get("/v1/documents").json()
    assert whole["next"] is None
    assert len(whole["items"]) == 2


def test_a_document_is_described_with_spans_in_its_text(client: TestClient) -> None:
    listed = document(client)
    detail = client.get(f"/v1/documents/{listed['id']}").json()
    assert {key: detail[key] for key in listed} == listed
    assert detail["number"] == "12/KH-UBND"
    assert detail["file_sha256"] == hashlib.sha256(PLAN.encode()).hexdigest()
    text = client.get(f"/v1/documents/{listed['id']}/text").json()
    assert text["sha256"] == hashlib.sha256(text["text"].encode()).hexdigest()
    assert detail["chars"] == len(text["text"])
    number = next(fact for fact in detail["facts"] if fact["name"] == "number")
    assert "12/KH-UBND" in text["text"][number["start"] : number["end"]]


def test_the_outline_lists_leaves_that_cover_the_text(client: TestClient) -> None:
    listed = document(client)
    text = client.get(f"/v1/documents/{listed['id']}/text").json()["text"]
    outline = client.get(f"/v1/documents/{listed['id']}/outline").json()
    assert outline["next"] is None
    leaves = [node for node in outline["items"] if node["leaf"]]
    assert "".join(text[leaf["start"] : leaf["end"]] for leaf in leaves) == text


def test_ingesting_the_same_bytes_again_changes_nothing(client: TestClient) -> None:
    before = client.get("/v1/documents").json()
    job = upload(client, "dong-sen.txt", PLAN)
    assert [file["state"] for file in job["files"]] == ["unchanged"]
    assert client.get("/v1/documents").json() == before


def test_a_replaced_document_stays_open_and_says_so(client: TestClient) -> None:
    upload(client, "cau-ngoi.txt", plan_text("Cầu Ngói", 2033, ["Xây 1 nhà văn hóa."]))
    old = document(client, "cau-ngoi.txt")["id"]
    upload(client, "cau-ngoi.txt", plan_text("Cầu Ngói", 2033, ["Xây 2 nhà văn hóa."]))
    new = document(client, "cau-ngoi.txt")["id"]
    assert new != old
    assert client.get(f"/v1/documents/{old}").json()["superseded_by"] == new
    page = client.get(f"/view/{old}")
    assert page.status_code == 200
    assert f"/view/{new}" in page.text
    assert client.delete(f"/v1/documents/{new}").status_code == 204
    problem(client.get(f"/v1/documents/{new}"), 404, "not-found")


def test_one_bad_file_does_not_stop_the_others(client: TestClient) -> None:
    files = [
        ("files", ("trong.txt", b"")),
        ("files", ("anh.txt", bytes(range(256)) * 40)),
        ("files", ("ben-gao.txt", plan_text("Bến Gạo", 2034, ["Nạo vét 5 km mương."]).encode())),
    ]
    job = finished(client, client.post("/v1/documents", files=files))
    states = {file["source"]: file["state"] for file in job["files"]}
    assert job["state"] == "done"
    assert states == {"trong.txt": "failed", "anh.txt": "failed", "ben-gao.txt": "added"}
    failed = [file for file in job["files"] if file["state"] == "failed"]
    assert all(file["message_vi"] and file["message_en"] for file in failed)
    client.delete(f"/v1/documents/{document(client, 'ben-gao.txt')['id']}")


def test_an_upload_of_bad_files_only_has_failed(client: TestClient) -> None:
    job = upload(client, "trong.txt", "")
    assert job["state"] == "failed"


def test_an_upload_cannot_leave_its_folder(client: TestClient) -> None:
    job = upload(client, "../../etc/cau-ngoi.txt", PLAN)
    assert [file["source"] for file in job["files"]] == ["etc/cau-ngoi.txt"]
    client.delete(f"/v1/documents/{job['files'][0]['document_id']}")


def test_an_upload_that_is_too_large_is_refused(client: TestClient) -> None:
    big = [("files", ("lon.txt", b"x" * (1 << 20)))]
    problem(client.post("/v1/documents", files=big), 413, "too-large")


def test_a_stream_that_is_too_large_is_refused(client: TestClient) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(40):
            yield b" " * (1 << 16)

    response = client.post(
        "/v1/ask", content=endless(), headers={"Content-Type": "application/json"}
    )
    problem(response, 413, "too-large")


def test_another_web_site_cannot_add_documents(client: TestClient) -> None:
    response = client.post(
        "/v1/documents",
        files=[("files", ("a.txt", b"x"))],
        headers={"Origin": "https://elsewhere.example"},
    )
    problem(response, 403, "forbidden")


def test_unknown_ids_are_not_found(client: TestClient) -> None:
    for path in (
        "/v1/documents/x",
        "/v1/documents/x/text",
        "/v1/documents/x/outline",
        "/v1/jobs/x",
    ):
        problem(client.get(path), 404, "not-found")
    problem(client.delete("/v1/documents/x"), 404, "not-found")


# Questions


def test_an_answer_has_the_shape_of_the_contract(client: TestClient) -> None:
    response = client.post(
        "/v1/ask", json={"question": "Nhiệm vụ của phường Đồng Sen năm 2031 gồm những gì?"}
    )
    assert response.status_code == 200, response.text
    answer = response.json()
    assert set(answer) - {"verification", "explain"} == {
        "status",
        "answer",
        "citations",
        "resolved_question",
        "choices",
        "suggestions",
        "mode",
        "timings_ms",
    }
    assert answer["status"] == "answered"
    assert answer["mode"] == "extractive"
    assert answer["citations"]
    for place, citation in enumerate(answer["citations"], start=1):
        assert list(citation) == [
            "n",
            "document_id",
            "source",
            "title",
            "number",
            "issuer",
            "issued_on",
            "path",
            "page",
            "start",
            "end",
            "quote",
        ]
        assert citation["n"] == place
        assert f"[{place}]" in answer["answer"]
        text = client.get(f"/v1/documents/{citation['document_id']}/text").json()["text"]
        assert text[citation["start"] : citation["end"]] == citation["quote"] != ""


def test_history_filters_and_explain_are_taken(client: TestClient) -> None:
    listed = document(client)
    body = {
        "question": "Kế hoạch có nhiệm vụ gì?",
        "history": [
            {"role": "user", "content": "Phường Đồng Sen?"},
            {"role": "assistant", "content": "Vâng."},
        ],
        "filters": {"document_ids": [listed["id"]], "year": 2031},
        "explain": True,
    }
    response = client.post("/v1/ask", json=body)
    assert response.status_code == 200, response.text
    answer = response.json()
    assert {citation["document_id"] for citation in answer["citations"]} <= {listed["id"]}
    assert "explain" in answer


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"Qu\xc3\xbd III?"',
        b"{}",
        b'{"question": 3}',
        b'{"question": null}',
        b'{"question": ""}',
        b'{"question": " \\n "}',
        b'{"question": "\\ud800"}',
        b'{"question": "a", "histori": []}',
        b'{"question": "a", "history": "x"}',
        b'{"question": "a", "history": [{"role": "system", "content": "x"}]}',
        b'{"question": "a", "filters": {"year": "x"}}',
        b'{"question": "' + b"a" * 201 + b'"}',
    ],
)
def test_a_question_of_the_wrong_shape_is_refused(client: TestClient, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    problem(client.post("/v1/ask", content=body, headers=headers), 422, "bad-input")


def test_bytes_that_are_not_utf8_are_refused(client: TestClient) -> None:
    headers = {"Content-Type": "application/json"}
    body = b'{"question": "Qu\xfd III?"}'
    problem(client.post("/v1/ask", content=body, headers=headers), 400, "bad-request")


def test_search_returns_scored_passages(client: TestClient) -> None:
    for mode in ("hybrid", "dense", "lexical"):
        found = client.get("/v1/search", params={"q": "sửa cây cầu", "k": 3, "mode": mode}).json()
        assert found["next"] is None
        assert 0 < len(found["items"]) <= 3
        for item in found["items"]:
            assert set(item) == {
                "document_id",
                "source",
                "passage_id",
                "score",
                "path",
                "start",
                "end",
                "text",
            }
        scores = [item["score"] for item in found["items"]]
        assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("query", ["", "?q=", "?q=a&k=0", "?q=a&k=x", "?q=a&mode=fast"])
def test_a_search_of_the_wrong_shape_is_refused(client: TestClient, query: str) -> None:
    problem(client.get(f"/v1/search{query}"), 422, "bad-input")


# The viewer


def test_the_viewer_marks_exactly_the_code_points_asked_for(client: TestClient) -> None:
    listed = document(client)
    text = client.get(f"/v1/documents/{listed['id']}/text").json()["text"]
    start = text.index("🌳") - 3
    page = client.get(f"/view/{listed['id']}", params={"start": start, "end": start + 5})
    assert page.status_code == 200
    assert f'<mark id="q">{text[start : start + 5]}</mark>' in page.text
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "<script" not in page.text
    assert "12/KH-UBND" in page.text


@pytest.mark.parametrize(
    "query",
    ["start=5", "end=5", "start=5&end=5", "start=-1&end=3", "start=a&end=b", "start=0&end=999999"],
)
def test_a_bad_position_is_explained(client: TestClient, query: str) -> None:
    page = client.get(f"/view/{document(client)['id']}?{query}")
    assert page.status_code == 422
    assert page.headers["content-type"].startswith("text/html")
    assert "0 ≤ start &lt; end ≤" in page.text


def test_an_unknown_source_is_explained(client: TestClient) -> None:
    page = client.get("/view/x?start=0&end=1")
    assert page.status_code == 404
    assert "planqa documents list" in page.text


# The rest


def test_the_address_alone_leads_to_the_page(client: TestClient) -> None:
    response = client.get("/")
    assert response.is_redirect
    assert response.headers["location"] == "/ui"


def test_unknown_paths_and_wrong_methods_are_problems(client: TestClient) -> None:
    problem(client.get("/v1/nothing"), 404, "not-found")
    problem(client.get("/redoc"), 404, "not-found")
    response = client.put("/v1/ask")
    problem(response, 405, "method-not-allowed")
    assert "POST" in response.headers["allow"]


def test_the_api_describes_itself(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert {"/v1/ask", "/v1/search", "/v1/documents", "/v1/jobs/{job_id}"} <= set(paths)


def test_local_paths_need_the_owners_token(client: TestClient, tmp_path: Path) -> None:
    (tmp_path / "rung-tre.txt").write_text(plan_text("Rừng Tre", 2035, ["Thả 900 con cá."]))
    body = {"paths": [str(tmp_path)]}
    problem(client.post("/v1/ingest", json=body), 403, "forbidden")
    wrong = {"Authorization": "Bearer another"}
    problem(client.post("/v1/ingest", json=body, headers=wrong), 403, "forbidden")
    job = finished(client, client.post("/v1/ingest", json=body, headers=OWNER))
    assert [(file["source"], file["state"]) for file in job["files"]] == [("rung-tre.txt", "added")]
    client.delete(f"/v1/documents/{job['files'][0]['document_id']}")
    missing = {"paths": [str(tmp_path / "khong-co")]}
    problem(client.post("/v1/ingest", json=missing, headers=OWNER), 422, "bad-input")


def test_reindex_keeps_every_document_and_answers_again(client: TestClient) -> None:
    problem(client.post("/v1/reindex"), 403, "forbidden")
    before = client.get("/v1/search", params={"q": "sửa cây cầu"}).json()
    job = finished(client, client.post("/v1/reindex", headers=OWNER))
    assert job["state"] == "done"
    assert client.get("/readyz").status_code == 200
    after = client.get("/v1/search", params={"q": "sửa cây cầu"}).json()
    assert {item["passage_id"] for item in after["items"]} == {
        item["passage_id"] for item in before["items"]
    }
