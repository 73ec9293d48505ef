"""Metadata that people correct: used to name, list, filter and route, never to quote."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from api.app import create_app
from rag.corrections import checked, corrected
from rag.domain import Fact, Metadata
from rag.errors import InputError
from rag.library import Library
from tests.fakes import MODEL, make_document, make_passages
from tests.served import OTHER, OWNER, PLAN, document, problem, serving, upload, wait_until_ready

SOURCE = "dong-sen.txt"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    app = create_app(serving(tmp_path_factory.mktemp("corrections")))
    with TestClient(app, headers=OWNER) as opened:
        wait_until_ready(opened)
        upload(opened, SOURCE, PLAN)
        upload(opened, "go-lau.txt", OTHER)
        yield opened


def patch(client: TestClient, **changes: object) -> dict[str, Any]:
    path = f"/v1/documents/{document(client, SOURCE)['id']}/metadata"
    reply = client.patch(path, json=changes)
    assert reply.status_code == 200, reply.text
    return reply.json()


def history(client: TestClient) -> list[tuple[str, object, object, str]]:
    path = f"/v1/documents/{document(client, SOURCE)['id']}/metadata"
    items = client.get(path).json()["items"]
    return [(item["field"], item["was"], item["value"], item["who"]) for item in items]


def ask(client: TestClient, question: str, **filters: object) -> dict[str, Any]:
    body = {"question": question, "filters": filters or None}
    return client.post("/v1/ask", json=body).json()


def test_a_correction_names_and_routes_and_is_never_quoted(client: TestClient) -> None:
    told = patch(client, number="57/KH-UBND", years=[2040], issued_on="2040-02-03")
    assert (told["number"], told["years"], told["issued_on"]) == (
        "57/KH-UBND",
        [2040],
        "2040-02-03",
    )
    read = {fact["name"]: fact["value"] for fact in told["facts"]}
    assert read["number"] == "12/KH-UBND" and read["issued_on"] == "2031-01-15"

    answer = ask(client, "Kế hoạch 57/KH-UBND trồng bao nhiêu cây xanh?")
    assert answer["status"] == "answered" and "120 cây xanh" in answer["answer"]
    (cited,) = answer["citations"]
    assert cited["number"] == "57/KH-UBND" and cited["source"] == SOURCE
    text = client.get(f"/v1/documents/{cited['document_id']}/text").json()["text"]
    assert text[cited["start"] : cited["end"]] == cited["quote"]

    number = ask(client, "Kế hoạch năm 2040 của phường Đồng Sen có số bao nhiêu?")
    for citation in number["citations"]:
        assert citation["quote"] in text and "57/KH-UBND" not in citation["quote"]
    assert ask(client, "Trồng bao nhiêu cây xanh?", year=2031)["status"] != "answered"
    assert ask(client, "Trồng bao nhiêu cây xanh?", year=2040)["status"] == "answered"
    found = client.get("/v1/catalogue", params={"q": "57/kh-ubnd"}).json()["items"]
    assert [item["source"] for item in found] == [SOURCE]


def test_the_history_tells_who_and_what_and_null_undoes(client: TestClient) -> None:
    patch(client, number=None, years=None, issued_on=None)
    before = len(history(client))
    patch(client, title="Trồng cây")
    patch(client, title="Trồng cây")
    patch(client, title="Trồng rừng", kind="báo cáo")
    told = patch(client, title=None, kind=None)
    assert told["title"] == "Công tác năm 2031 của phường Đồng Sen"
    changes = history(client)
    assert len(changes) == before + 5
    assert {change[0] for change in changes[:2]} == {"title", "kind"}
    assert changes[-1][3] == "owner"
    assert ("title", "Trồng cây", "Trồng rừng", "owner") in changes
    assert ("title", None, "Trồng cây", "owner") in changes


@pytest.mark.parametrize(
    "changes",
    [{"issued_on": "2031-02-30"}, {"years": []}, {"number": "   "}, {"signer": "A"}, {"title": ""}],
)
def test_what_cannot_be_used_is_refused(client: TestClient, changes: dict[str, object]) -> None:
    path = f"/v1/documents/{document(client, SOURCE)['id']}/metadata"
    problem(client.patch(path, json=changes), 422, "bad-input")
    problem(client.patch("/v1/documents/d0/metadata", json={"number": "1"}), 404, "not-found")


def test_the_same_content_read_anew_keeps_its_corrections(tmp_path: Path) -> None:
    library = Library.open(f"sqlite:///{tmp_path / 'library.sqlite'}")
    first = make_document("a.txt", ["Một", "Hai"])
    library.put(first, make_passages(first), {}, model=MODEL)
    library.corrections.set(first.id, {"title": "Ba", "years": [2030, 2029, 2030]}, "hoa")
    again = replace(first, id="d2", reading=first.reading + 1)
    passages = tuple(replace(p, id=f"2{p.id}", document_id="d2") for p in make_passages(first))
    library.put(again, passages, {}, model=MODEL)
    (card,) = library.cards()
    assert card.id == "d2" and card.metadata.title == Fact("Ba", 0, 0)
    assert card.metadata.years == (2029, 2030)
    held = library.document("d2")
    assert held.metadata == first.metadata and held.named == card.metadata and held == again
    assert [edit.who for edit in library.corrections.history("d2")] == ["hoa", "hoa"]
    changed = make_document("a.txt", ["Một", "Bốn"])
    library.put(changed, make_passages(changed), {}, model=MODEL)
    (card,) = library.cards()
    assert card.metadata == changed.metadata
    assert library.corrections.history(changed.id) == []
    library.close()


@given(st.text(), st.sampled_from(["number", "title", "issuer", "issued_on", "kind"]))
def test_what_is_kept_is_one_printable_line(text: str, field: Any) -> None:  # noqa: ANN401 - a Field
    try:
        kept = checked(field, text)
    except InputError:
        return
    assert isinstance(kept, str) and kept and kept.isprintable() and kept == kept.strip()
    assert checked(field, kept) == kept
    facts = corrected(Metadata(number=Fact("1", 3, 4)), {field: kept})
    assert getattr(facts, field) == Fact(kept, 0, 0)
