"""A document that somebody may not see is, for them, not there at all.

The same questions go to two servers, one of which does not have the document. A reader without its
label may read no word of it that neither the question nor the other server has said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.app import create_app
from rag.vietnamese import fold
from tests.fakes import plan_text
from tests.guarded import HIDDEN, LABEL, OPEN, add
from tests.served import OTHER, OWNER, serving, wait_until_ready

QUESTIONS = 500
AMENDING = plan_text("Đồng Sen", 2031, ["Tăng lên 911 cây phượng tím."]).replace(
    "Công tác năm 2031", "Sửa đổi Kế hoạch số 12/KH-UBND ngày 15 tháng 01 năm 2031"
)
"""Hidden as well: it amends a document that everybody may see."""


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, TestClient]]:
    """A server with the hidden documents and one without, each asked by a reader."""
    apps = [
        create_app(serving(tmp_path_factory.mktemp(name), {"rate_per_minute": 1_000_000}))
        for name in ("with", "without")
    ]
    with TestClient(apps[0]) as with_it, TestClient(apps[1]) as without:
        for app, client in zip(apps, (with_it, without), strict=True):
            wait_until_ready(client)
            add(client, "dong-sen.txt", OPEN, None)
            add(client, "go-lau.txt", OTHER, None)
            if client is with_it:
                add(client, "kin.txt", HIDDEN, LABEL)
                add(client, "sua-doi.txt", AMENDING, LABEL)
                listed = client.get("/v1/documents", headers=OWNER).json()["items"]
                HELD.extend(item["id"] for item in listed if item["label"] == LABEL)
                assert len(HELD) == 2
            key = app.state.server.parts().library.keys.create("lan", "reader", ())
            client.headers["Authorization"] = f"Bearer {key}"
        yield with_it, without


WORDS = re.findall(r"[\w/-]+", f"{HIDDEN} {AMENDING}")
PIECES = [" ".join(WORDS[at : at + size]) for size in (1, 2, 3, 5, 9) for at in range(len(WORDS))]
SHAPES = (
    "{}",
    "{}?",
    "{} gồm những gì?",
    "ai ký {}",
    "Kế hoạch {} có bao nhiêu {}?",
    "tóm tắt {}",
    "What does {} require?",
    "phường {} năm {}",
    "{} {}",
)


KEPT = {word.lower() for word in WORDS}
SEEN = {word.lower() for word in re.findall(r"[\w/-]+", f"{OPEN} {OTHER}")}
HELD: list[str] = []
"""Ids of the hidden documents, once they are there."""


@st.composite
def questions(draw: st.DrawFn) -> str:
    """Return words of the hidden documents, also misspelt, without accents or among others."""
    shape = draw(st.sampled_from(SHAPES))
    pieces = [draw(st.sampled_from(PIECES)) for _ in range(shape.count("{}"))]
    said = shape.format(*pieces)
    match draw(st.integers(0, 5)):
        case 0:
            said = fold(said)
        case 1 if len(said) > 1:
            at = draw(st.integers(0, max(0, len(said) - 2)))
            said = said[:at] + said[at + 1] + said[at] + said[at + 2 :]
        case 2:
            said = f"{said} và phường Đồng Sen trồng bao nhiêu cây xanh năm 2031?"
        case _:
            pass
    return said[:200].strip() or "?"


WAYS = ("ask", "ask", "lexical", "dense", "hybrid", "verify", "completions", "ask/stream")


@settings(max_examples=QUESTIONS, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(question=questions(), way=st.sampled_from(WAYS), about=st.none() | questions())
def test_no_word_of_a_hidden_document_is_told(
    both: tuple[TestClient, TestClient], question: str, way: str, about: str | None
) -> None:
    with_it, without = (reply(client, question, way, about) for client in both)
    shown = words(with_it) - words(without) - words(f"{question} {about or ''}") - SEEN
    assert not shown & KEPT, f"{shown & KEPT}: {with_it}"
    assert not [name for name in HELD if name in with_it]


def test_the_words_are_found_where_they_may_be_read(both: tuple[TestClient, TestClient]) -> None:
    headers = {"Authorization": OWNER["Authorization"]}
    body = {"question": "Phường Vạn Khê bồi dưỡng bao nhiêu quần chúng?", "explain": True}
    told = both[0].post("/v1/ask", json=body, headers=headers).text
    assert {"219", "ưu", "tú"} <= words(told) & KEPT - SEEN
    assert any(name in told for name in HELD)


def words(text: str) -> set[str]:
    """Return the words of a text or reply, without the times and scores in it."""
    text = re.sub(r'"timings_ms": ?\{[^}]*\}|\d+\.\d+', "", text)
    return {word.lower() for word in re.findall(r"[\w/-]+", text)}


def reply(client: TestClient, question: str, way: str, about: str | None) -> str:
    history = [{"role": "user", "content": about}] if about else []
    match way:
        case "ask" | "ask/stream":
            body = {"question": question, "explain": True, "history": history}
            answer = client.post(f"/v1/{way}", json=body)
        case "verify":
            answer = client.post("/v1/verify", json={"text": f"{question} {about or ''}"})
        case "completions":
            said = [*history, {"role": "user", "content": question}]
            answer = client.post("/v1/chat/completions", json={"messages": said})
        case mode:
            answer = client.get("/v1/search", params={"q": question, "mode": mode})
    assert answer.status_code == 200, answer.text
    return answer.text


def test_lists_and_views_say_nothing_of_hidden_documents(
    both: tuple[TestClient, TestClient],
) -> None:
    shown, missing = both
    for path in ("/v1/documents", "/v1/documents/withdrawn", "/v1/me"):
        assert shown.get(path).json() == missing.get(path).json()
    for item in missing.get("/v1/documents").json()["items"]:
        for path in ("/v1/documents/{}", "/view/{}", "/v1/documents/{}/outline"):
            address = path.format(item["id"])
            assert shown.get(address).text == missing.get(address).text
    for name in HELD:
        assert shown.get(f"/v1/documents/{name}").json()["detail_en"].startswith("The library has")
    body = {"question": "Bao nhiêu đảng viên?", "filters": {"document_ids": HELD}}
    assert "47" not in shown.post("/v1/ask", json=body).text
