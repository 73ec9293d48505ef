"""What the library keeps, in any state, over HTTP; and how it is used."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.usage import last_days, read_asked, summed
from tests.guarded import LABEL, guarded
from tests.served import OTHER, OWNER, PLAN, document, problem, serving, upload, wait_until_ready

RUBBISH = "ĐIỀ U KHO ẢN THI HÀ NH QUY ẾT Đ ỊNH NÀ Y CÓ HI ỆU L ỰC\n" * 4
QUESTION = "Năm 2031 phường Đồng Sen trồng bao nhiêu cây xanh?"
NOT_THERE = "Năm 2031 phường Tân Lập trồng bao nhiêu cây xanh?"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    app = create_app(serving(tmp_path_factory.mktemp("catalogue")))
    with TestClient(app, headers=OWNER) as opened:
        wait_until_ready(opened)
        upload(opened, "dong-sen.txt", PLAN)
        upload(opened, "dong-sen.txt", PLAN.replace("120", "130"))
        upload(opened, "go-lau.txt", OTHER)
        upload(opened, "nhoe.txt", RUBBISH)
        go_lau = document(opened, "go-lau.txt")["id"]
        assert opened.delete(f"/v1/documents/{go_lau}").status_code == 204
        yield opened


def listed(client: TestClient, **params: object) -> list[dict[str, Any]]:
    found = client.get("/v1/catalogue", params=params)  # pyright: ignore[reportArgumentType]
    assert found.status_code == 200, found.text
    return found.json()["items"]


def test_every_version_is_listed_with_its_state(client: TestClient) -> None:
    found = client.get("/v1/catalogue").json()
    assert [(item["source"], item["state"]) for item in found["items"]] == [
        ("dong-sen.txt", "active"),
        ("dong-sen.txt", "superseded"),
        ("go-lau.txt", "withdrawn"),
        ("nhoe.txt", "quarantined"),
    ]
    assert found["counts"] == {"active": 1, "quarantined": 1, "superseded": 1, "withdrawn": 1}
    now, old, gone, bad = found["items"]
    assert old["superseded_by"] == now["id"] and old["added_at"] <= now["added_at"]
    kept = datetime.fromisoformat(gone["kept_until"]) - datetime.fromisoformat(gone["withdrawn_at"])
    assert kept == timedelta(days=30) and now["kept_until"] is None
    assert bad["quarantine"]["reason"] == "unreadable"


@pytest.mark.parametrize(
    ("words", "sources"),
    [
        ("dong sen", {"dong-sen.txt"}),
        ("12/kh-ubnd gò", {"go-lau.txt"}),
        ("NHOE", {"nhoe.txt"}),
        ("không có", set[str]()),
    ],
)
def test_documents_are_found_by_any_of_their_words(
    client: TestClient, words: str, sources: set[str]
) -> None:
    assert {item["source"] for item in listed(client, q=words)} == sources


def test_one_state_and_pages(client: TestClient) -> None:
    (only,) = listed(client, only="withdrawn")
    assert only["source"] == "go-lau.txt"
    seen: list[str] = []
    cursor: str | None = None
    while True:
        params = {"limit": 3, **({"cursor": cursor} if cursor else {})}
        page = client.get("/v1/catalogue", params=params).json()  # pyright: ignore[reportArgumentType]
        seen += [item["id"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == [item["id"] for item in listed(client)]
    problem(client.get("/v1/catalogue", params={"cursor": "d0"}), 422, "bad-input")


def test_versions_and_quality_of_a_document(client: TestClient) -> None:
    now, old = listed(client, q="dong sen")
    versions = client.get(f"/v1/documents/{old['id']}/versions").json()["items"]
    assert [item["id"] for item in versions] == [now["id"], old["id"]]
    quality = client.get(f"/v1/documents/{now['id']}/quality").json()
    assert quality["score"] > 0.9 > quality["needed"]
    (bad,) = listed(client, only="quarantined")
    poor = client.get(f"/v1/documents/{bad['id']}/quality").json()
    assert poor["score"] < poor["needed"] and poor["split"] > 0.1
    for part in ("versions", "quality"):
        problem(client.get(f"/v1/documents/d0/{part}"), 404, "not-found")


def test_jobs_are_listed_the_latest_first(client: TestClient) -> None:
    jobs = client.get("/v1/jobs", params={"limit": 2}).json()["items"]
    assert [job["files"][0]["source"] for job in jobs] == ["nhoe.txt", "go-lau.txt"]
    assert jobs[0]["files"][0]["state"] == "quarantined" and jobs[0]["created_at"]


def test_questions_are_summed_up_and_tries_are_not(client: TestClient) -> None:
    for body in (
        {"question": QUESTION},
        {"question": QUESTION.upper()},
        {"question": NOT_THERE},
        {"question": "Chỉ là thử?", "explain": True},
    ):
        assert client.post("/v1/ask", json=body).status_code == 200
    told = client.get("/v1/usage", params={"days": 7}).json()
    assert told["questions"] == 3 and told["refused"] == 0.3333 and told["complete"]
    assert len(told["days"]) == 7
    assert told["days"][-1] | {"day": ""} == {
        "day": "",
        "answered": 2,
        "not_found": 1,
        "clarify": 0,
    }
    assert [(item["times"], item["outcome"]) for item in told["most_asked"]] == [
        (2, "answered"),
        (1, "not_found"),
    ]
    assert [item["question"] for item in told["unanswered"]] == [NOT_THERE]


def test_words_about_hidden_documents_are_counted_and_not_told(tmp_path: Path) -> None:
    with guarded(tmp_path) as held:
        question = {"question": "Phường Vạn Khê bồi dưỡng bao nhiêu quần chúng ưu tú?"}
        asked = held.client.post("/v1/ask", json=question, headers=held.callers["reader +"])
        assert asked.json()["status"] == "answered"
        blind = held.client.get("/v1/usage", headers=held.callers["admin"]).json()
        assert blind["questions"] == blind["unshown"] == 1 and blind["most_asked"] == []
        seen = held.client.get("/v1/usage", headers=held.callers["admin +"]).json()
        assert seen["most_asked"][0]["question"] == question["question"]
        jobs = held.client.get("/v1/jobs", headers=held.callers["editor"]).json()["items"]
        assert [job["files"][0]["source"] for job in jobs] == ["dong-sen.txt"]
        label = {"q": LABEL}
        for caller, count in (("reader", 0), ("reader +", 1)):
            found = held.client.get("/v1/catalogue", params=label, headers=held.callers[caller])
            assert found.json()["counts"]["active"] == count


def test_older_files_of_the_log_are_read_and_broken_lines_left_out(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    line = {"path": "/v1/ask", "question": "A?", "outcome": "answered", "documents": ["d1"]}
    old = {**line, "time": (now - timedelta(days=40)).isoformat()}
    new = {**line, "time": now.isoformat(), "outcome": "not_found"}
    search = {**new, "path": "/v1/search"}
    (tmp_path / "audit.jsonl.1").write_text(f"{json.dumps(old)}\n{json.dumps(new)}\n")
    (tmp_path / "audit.jsonl").write_text(
        f'{json.dumps(search)}\n{json.dumps(new)}\n{{"outcome": "ans\n'
    )
    asked, complete = read_asked(tmp_path, now - timedelta(days=1))
    assert complete and [one.outcome for one in asked] == ["not_found"] * 2
    told = summed(asked, last_days(1), seen={"d1"}, complete=True)
    assert told.questions == 2 and told.refused == 1.0 and told.unanswered[0].times == 2
    assert read_asked(tmp_path / "none", now) == ([], False)
