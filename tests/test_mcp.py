"""`planqa mcp` as a process of its own, called by the official client over stdio."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
from mcp import Client, StdioServerParameters
from mcp.types import CallToolResult, TextContent

import planqa
from rag.archive import Archive
from rag.library import Library
from tests.running import COMMAND, ROOT, environment, status
from tests.running import planqa as command
from tests.served import OTHER, PLAN, listening

T = TypeVar("T")

QUESTION = "Phường Đồng Sen năm 2031 có những nhiệm vụ gì?"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with listening(tmp_path_factory.mktemp("served")) as url, planqa.Client(url) as client:
        files = [(name, text.encode()) for name, text in (("sen.txt", PLAN), ("lau.txt", OTHER))]
        client.wait(client.upload(*files))
        yield url


def talk(home: Path, *options: str, then: Callable[[Client], Awaitable[T]], **more: str) -> T:
    server = StdioServerParameters(
        command=COMMAND[0],
        args=[*COMMAND[1:], "mcp", *options],
        env=environment(home, **more),
        cwd=ROOT,
    )

    async def run() -> T:
        async with Client(server) as client:
            return await then(client)

    return asyncio.run(run())


def content(result: CallToolResult) -> Any:  # noqa: ANN401 - what the tool gives
    assert not result.is_error, result.content
    assert result.structured_content is not None
    given = result.structured_content
    return given["result"] if set(given) == {"result"} else given


def words(result: CallToolResult) -> str:
    return "".join(part.text for part in result.content if isinstance(part, TextContent))


def test_the_tools_answer_search_and_read(tmp_path: Path, served: str) -> None:
    async def use(client: Client) -> None:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert set(tools) == {"ask", "search", "documents", "outline", "document"}
        assert all(
            t.description and t.annotations and t.annotations.read_only_hint for t in tools.values()
        )

        answer = content(await client.call_tool("ask", {"question": QUESTION}))
        assert answer["status"] == "answered"
        cited = answer["citations"][0]
        span = {key: cited[key] for key in ("document_id", "start", "end")}
        part = content(await client.call_tool("document", span))
        assert part["text"] == cited["quote"]
        assert part["document"]["source"] == "sen.txt"

        hits = content(await client.call_tool("search", {"query": "lớp học bơi", "k": 1}))
        assert [hit["source"] for hit in hits] == ["lau.txt"]
        listed = content(await client.call_tool("documents", {"find": "gò lau"}))
        assert [document["source"] for document in listed] == ["lau.txt"]
        identity = {"document_id": listed[0]["id"]}
        sections = content(await client.call_tool("outline", identity))
        whole = content(await client.call_tool("document", identity))
        assert sections[0]["end"] == whole["chars"] == len(whole["text"])

        refused = await client.call_tool("outline", {"document_id": "x"})
        assert refused.is_error
        assert "Thư viện không có" in words(refused)
        unfit = await client.call_tool("search", {"query": "x", "k": 0})
        assert unfit.is_error

    talk(tmp_path, "--url", served, then=use)


def test_the_server_of_the_data_folder_is_found(tmp_path: Path, served: str) -> None:
    async def use(client: Client) -> list[Any]:
        return content(await client.call_tool("documents", {}))

    with Archive(tmp_path) as archive:
        archive.announce(served)
        assert len(talk(tmp_path, then=use)) == 2


def test_a_key_sees_what_its_labels_allow_through_client_and_tools(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with listening(home) as url:
        with planqa.Client(url) as client:
            client.wait(client.upload(("sen.txt", PLAN.encode()), label="noi-bo"))
            client.wait(client.upload(("lau.txt", OTHER.encode())))
        library = Library.open(Archive(home).database_url)
        key = library.keys.create("tro-ly", "reader", ("public",))
        library.close()
        with planqa.Client(url) as stranger, pytest.raises(planqa.PlanQAError) as refused:
            stranger.ask(QUESTION)
        assert refused.value.status == 401
        with planqa.Client(url, key=key) as client:
            assert [document.source for document in client.documents()] == ["lau.txt"]
            with pytest.raises(planqa.PlanQAError) as forbidden:
                client.upload(("x.txt", b"x"))
            assert forbidden.value.status == 403

        async def use(client: Client) -> None:
            listed = content(await client.call_tool("documents", {}))
            assert [document["source"] for document in listed] == ["lau.txt"]
            answer = content(await client.call_tool("ask", {"question": QUESTION}))
            assert "120 cây xanh" not in str(answer)

        talk(tmp_path / "other", "--url", url, then=use, PLANQA_KEY=key)


@pytest.mark.slow
@pytest.mark.model
def test_alone_it_serves_the_data_folder_to_other_commands_too(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with listening(home) as url, planqa.Client(url) as client:
        client.wait(client.upload(("sen.txt", PLAN.encode())))

    async def use(client: Client) -> None:
        listed = content(await client.call_tool("documents", {}))
        assert [document["source"] for document in listed] == ["sen.txt"]
        other = await asyncio.to_thread(command, home, "documents", "list", "--json")
        assert [item["id"] for item in other.json] == [listed[0]["id"]]
        owner = Archive(home).owner()
        assert owner is not None
        assert await asyncio.to_thread(status, f"{owner.url}/ui") == 404

    talk(home, then=use)
    assert Archive(home).owner() is None
