"""The module planqa: the client, its results and errors, and what it gives LangChain."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from langchain_core.retrievers import BaseRetriever

import planqa
from planqa import AsyncClient, Client, Filters, PlanQARetriever, Turn, asking
from tests.served import OTHER, PLAN, listening

ROOT = Path(__file__).resolve().parent.parent
QUESTION = "Phường Đồng Sen năm 2031 có những nhiệm vụ gì?"
TREES = "Trồng 120 cây xanh"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with listening(tmp_path_factory.mktemp("served")) as url:
        yield url


@pytest.fixture(scope="module")
def client(url: str) -> Iterator[Client]:
    with Client(url) as opened:
        files = [(name, text.encode()) for name, text in (("sen.txt", PLAN), ("lau.txt", OTHER))]
        job = opened.wait(opened.upload(*files))
        assert [file.state for file in job.files] == ["added", "added"]
        yield opened


def test_an_answer_is_typed_and_its_quotes_stand_in_the_text(client: Client) -> None:
    answer = client.ask(QUESTION, explain=True)
    assert answer.status == "answered"
    assert TREES in answer.text
    assert answer.explain
    for citation in answer.citations:
        text = client.text(citation.document_id)
        assert text[citation.start : citation.end] == citation.quote
        assert isinstance(citation.path, tuple)


def test_history_and_filters_go_along(client: Client) -> None:
    history = (Turn("user", QUESTION), Turn("assistant", "…"))
    assert client.ask("Ai ký?", history=history).citations[0].source == "sen.txt"
    only = Filters(document_ids=(next(d for d in client.documents() if d.source == "lau.txt").id,))
    cited = client.ask("Nhiệm vụ gồm những gì?", filters=only).citations
    assert {citation.source for citation in cited} == {"lau.txt"}


def test_a_stream_ends_with_the_answer_that_ask_gives(client: Client) -> None:
    events = list(client.stream(QUESTION))
    assert [event.kind for event in events] == ["evidence", "answer", "done"]
    assert events[-1].answer is not None
    assert events[-1].text == client.ask(QUESTION).text
    assert events[0].citations == events[-1].answer.citations


def test_documents_outline_and_search_are_typed(client: Client) -> None:
    documents = list(client.documents())
    assert [document.source for document in documents] == ["lau.txt", "sen.txt"]
    assert client.document(documents[0].id) == documents[0]
    assert documents[0].years == (2032,)
    outline = client.outline(documents[0].id)
    assert outline[0].parent is None
    assert outline[-1].leaf
    hits = client.search("lớp học bơi", k=1)
    assert [hit.source for hit in hits] == ["lau.txt"]


def test_a_file_comes_and_goes(client: Client, tmp_path: Path) -> None:
    file = tmp_path / "tre.txt"
    file.write_text(PLAN.replace("Đồng Sen", "Rừng Tre"), encoding="utf-8")
    job = client.wait(client.upload(file, label="noi-bo"))
    added = job.files[0].document_id
    assert added
    assert client.document(added).source == "tre.txt"
    assert client.document(added).label == "noi-bo"
    client.remove(added)
    with pytest.raises(planqa.PlanQAError) as refused:
        client.document(added)
    assert (refused.value.status, refused.value.slug) == (404, "not-found")
    assert refused.value.vi
    assert refused.value.en


def test_what_is_refused_says_so_in_a_stream_too(client: Client) -> None:
    with pytest.raises(planqa.PlanQAError) as refused:
        list(client.stream(" "))
    assert refused.value.slug == "bad-input"


def test_an_address_without_a_server_is_told() -> None:
    with Client("http://127.0.0.1:9") as nobody, pytest.raises(planqa.UnreachableError) as error:
        nobody.ask(QUESTION)
    assert "http://127.0.0.1:9" in str(error.value)


def test_the_asynchronous_client_gives_the_same(client: Client, url: str) -> None:
    async def ask() -> tuple[planqa.Answer, list[str], int]:
        async with AsyncClient(url) as other:
            kinds = [event.kind async for event in other.stream(QUESTION)]
            return await other.ask(QUESTION), kinds, len(await other.search("cây cầu", k=2))

    answer, kinds, hits = asyncio.run(ask())
    assert answer.citations == client.ask(QUESTION).citations
    assert kinds == ["evidence", "answer", "done"]
    assert hits == 2


def test_langchain_gets_passages_with_their_place(client: Client) -> None:
    retriever = PlanQARetriever(client=client, k=2)
    assert isinstance(retriever, BaseRetriever)
    found = retriever.invoke("trồng cây xanh ở phường Đồng Sen")
    assert len(found) == 2
    meta = found[0].metadata
    assert (meta["source"], meta["number"]) == ("sen.txt", "12/KH-UBND")
    assert client.text(meta["document_id"])[meta["start"] : meta["end"]] == found[0].page_content
    assert meta["score"] >= found[1].metadata["score"]
    assert asyncio.run(retriever.ainvoke("cây xanh")) == retriever.invoke("cây xanh")


def test_a_runnable_asks(client: Client) -> None:
    def sources(answer: planqa.Answer) -> set[str]:
        return {citation.source for citation in answer.citations}

    assert (asking(client) | sources).invoke(QUESTION) == {"sen.txt"}


def test_the_module_stands_alone_until_langchain_is_named() -> None:
    code = (
        "import sys, planqa; print(*sorted(sys.modules)); "
        "from planqa import PlanQARetriever; print(PlanQARetriever.__module__)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    loaded, named = done.stdout.splitlines()
    tops = {name.partition(".")[0] for name in loaded.split()}
    assert not tops & {"langchain_core", "rag", "api", "ingest", "fastapi", "pydantic"}
    assert named == "planqa_langchain"
