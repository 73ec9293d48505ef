"""planqa as a server of the Model Context Protocol: what an assistant may call, over stdio."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, TypeVar

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field, RootModel

from api.hosting import Hosting
from api.tracing import log_with_ids
from planqa import Answer, Client, Document, Hit, PlanQAError, Section
from planqa_wire import KEY_VARIABLE
from rag import errors
from rag.settings import Settings

T = TypeVar("T")

START_S = 120.0
"""How long a server that is still loading is waited for."""

SLICE = 20_000
"""Characters of a document that one call returns at most."""

INSTRUCTIONS = (
    "Hỏi đáp văn bản kế hoạch, báo cáo, chỉ thị của Việt Nam. Mỗi trích dẫn (quote) đúng nguyên "
    "văn text[start:end]; khi trả lời, giữ nguyên văn và nêu số văn bản. Nếu status là not_found "
    "thì kho không có, đừng đoán. / Questions on Vietnamese plan documents. Every quote is word "
    "for word text[start:end] of its document: keep its words and name the document. When status "
    "is not_found the library does not say: do not guess."
)

Connect = Callable[[], tuple[str, str | None]]
"""Gives the URL of a server that runs, and the key to it; raises rag.errors.PlanQAError."""


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of a document: `text` is characters `start` to `end` of `chars`."""

    document: Document
    chars: int
    start: int
    end: int
    text: str


class Answered(RootModel[Answer]):
    """An answer whose shape the SDK can describe: it takes slotted dataclasses only inside."""


class Read(RootModel[Slice]):
    """A slice whose shape the SDK can describe."""


def serve_tools(settings: Settings, url: str | None = None) -> None:
    """Serve on standard input and output until the caller closes them; blocks.

    Asks the server at `url`, else that of the data folder; where none runs, one is started at the
    first call. The key of PLANQA_KEY is used where there is one.
    """
    log_with_ids()
    key = os.environ.get(KEY_VARIABLE)
    hosting = Hosting(settings)

    def connect() -> tuple[str, str | None]:
        if url is not None:
            return url, key
        owner = hosting.owner()
        return owner.url, key or owner.token

    try:
        make_server(connect).run()
    finally:
        hosting.close()


def make_server(connect: Connect) -> MCPServer[None]:
    """Return the server with its five tools, none of which changes anything."""
    server: MCPServer[None] = MCPServer("planqa", instructions=INSTRUCTIONS, log_level="WARNING")
    reads = ToolAnnotations(read_only_hint=True, open_world_hint=False)

    @server.tool(
        title="Hỏi / Ask",
        annotations=reads,
        description="Trả lời một câu hỏi kèm trích dẫn nguyên văn. / Answers a question with "
        "word-for-word citations; lists come whole. Name the ward, year or document meant.",
    )
    def ask(question: Annotated[str, Field(description="Câu hỏi / the question")]) -> Answered:
        return Answered(_through(connect, lambda client: client.ask(question)))

    @server.tool(
        title="Tìm đoạn / Search",
        annotations=reads,
        description="Tìm các đoạn văn bản gần nhất. / Finds the passages that match best.",
    )
    def search(
        query: Annotated[str, Field(description="Từ cần tìm / what to look for")],
        k: Annotated[int, Field(ge=1, le=50, description="Số đoạn / how many")] = 8,
    ) -> list[Hit]:
        return _through(connect, lambda client: list(client.search(query, k=k)))

    @server.tool(
        title="Danh sách văn bản / Documents",
        annotations=reads,
        description="Liệt kê văn bản trong kho. / Lists the documents of the library; `find` keeps "
        "those whose name, number or file holds it.",
    )
    def documents(
        find: Annotated[str, Field(description="Lọc theo tên, số / filter")] = "",
        limit: Annotated[int, Field(ge=1, le=1000)] = 100,
    ) -> list[Document]:
        def listed(client: Client) -> list[Document]:
            return [item for item in client.documents() if _named(item, find)][:limit]

        return _through(connect, listed)

    @server.tool(
        title="Mục lục / Outline",
        annotations=reads,
        description="Cây đề mục của một văn bản. / The section tree of a document with offsets.",
    )
    def outline(document_id: str) -> list[Section]:
        return _through(connect, lambda client: list(client.outline(document_id)))

    @server.tool(
        title="Đọc văn bản / Read",
        annotations=reads,
        description=f"Đọc một phần văn bản, tối đa {SLICE} ký tự. / Reads characters `start` to "
        f"`end` of a document, at most {SLICE} at a time; offsets as in citations and outline.",
    )
    def document(
        document_id: str,
        start: Annotated[int, Field(ge=0)] = 0,
        end: Annotated[int | None, Field(ge=0)] = None,
    ) -> Read:
        def read(client: Client) -> Slice:
            text = client.text(document_id)
            first = min(start, len(text))
            last = min(len(text) if end is None else max(end, first), len(text), first + SLICE)
            card = client.document(document_id)
            return Slice(card, len(text), first, last, text[first:last])

        return Read(_through(connect, read))

    return server


def _named(document: Document, find: str) -> bool:
    wanted = find.casefold()
    known = (document.name, document.title, document.number, document.source)
    return any(wanted in name.casefold() for name in known if name)


def _through(connect: Connect, call: Callable[[Client], T]) -> T:
    """Call the server, waiting while it loads; what it refuses is told to the model."""
    deadline = time.monotonic() + START_S
    try:
        url, key = connect()
        with Client(url, key=key) as client:
            while True:
                try:
                    return call(client)
                except PlanQAError as error:
                    if error.slug != "starting" or time.monotonic() > deadline:
                        raise
                    time.sleep(error.retry_after or 1)
    except (PlanQAError, errors.PlanQAError) as error:
        raise ToolError(f"{error.vi} / {error.en}") from error
