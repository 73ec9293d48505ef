"""The command `planqa`: through the server that owns the data folder, alone where none does."""

from __future__ import annotations

import io
import json
import logging
import sys
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.desk import open_desk
from api.explained import explanation_lines
from api.keycli import app as keys
from eval.cli import app as evaluation
from rag.errors import PlanQAError

if TYPE_CHECKING:
    from api.client import Client
    from api.local import Local
    from rag.settings import Settings


class DocumentState(StrEnum):
    """Which documents to list."""

    CURRENT = "current"
    WITHDRAWN = "withdrawn"


class Exit(IntEnum):
    """What the exit status of the command means; 0 is success."""

    ERROR = 1
    NO_ANSWER = 2
    SOME_FAILED = 3


app = typer.Typer(
    help="Hỏi đáp văn bản kế hoạch, có trích dẫn nguyên văn. / Plan documents: answers with "
    "word-for-word citations.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
documents = typer.Typer(help="Văn bản trong thư viện. / Documents in the library.")
app.add_typer(documents, name="documents", no_args_is_help=True)
app.add_typer(keys, name="keys", no_args_is_help=True)
app.add_typer(evaluation, name="eval")


def main() -> None:
    """Run the command; errors that planqa foresees become one message in both languages."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    try:
        app()
    except PlanQAError as error:
        print(f"planqa: {error.vi}\nplanqa: {error.en}", file=sys.stderr)
        sys.exit(Exit.ERROR)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Địa chỉ / address.")] = None,
    port: Annotated[int | None, typer.Option(help="Cổng / port.")] = None,
    ingest: Annotated[
        list[Path] | None,
        typer.Option(help="Nạp tệp, thư mục trong nền / read files, folders in the background."),
    ] = None,
) -> None:
    """Chạy API và trang hỏi đáp. / Run the API and the chat page."""
    given = {"host": host, "port": port}
    settings = _settings(**{name: value for name, value in given.items() if value is not None})
    from api.tracing import log_with_ids

    log_with_ids()
    for name in ("api", "ingest", "rag", "ui"):
        logging.getLogger(name).setLevel(logging.INFO)
    from api.server import run_server

    run_server(settings, ingest or [])


@app.command()
def ask(
    question: str,
    as_json: Annotated[bool, typer.Option("--json", help="In JSON / print JSON.")] = False,
    explain: Annotated[bool, typer.Option(help="Kèm cách tìm / show how.")] = False,
) -> None:
    """Hỏi một câu. / Ask one question."""
    answer = _desk().ask(question, explain=explain)
    if as_json:
        print(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        _print_answer(answer)
    if answer["status"] != "answered":
        raise typer.Exit(Exit.NO_ANSWER)


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(help="Tệp văn bản, hoặc - / a text file, or -.")],
    as_json: Annotated[bool, typer.Option("--json", help="In JSON / print JSON.")] = False,
) -> None:
    """Kiểm tra từng câu của một văn bản. / Check a text sentence by sentence."""
    from api.checks import read_text, shown

    checked = _desk().verify(read_text(file))
    print(json.dumps(checked, ensure_ascii=False, indent=2) if as_json else shown(checked))
    if checked["counts"]["supported"] < len(checked["sentences"]):
        raise typer.Exit(Exit.NO_ANSWER)


@app.command()
def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Tệp, thư mục / files, folders.")],
    watch: Annotated[
        bool, typer.Option("--watch", help="Theo dõi thư mục tiếp / keep watching the folders.")
    ] = False,
    label: Annotated[
        str | None, typer.Option(help="Nhãn truy cập của các tệp / access label of the files.")
    ] = None,
) -> None:
    """Nạp tệp, giữ kho khớp với thư mục. / Read files, keep in step with folders."""
    from api.keeping import ingest_once, keep_watching
    from rag.labelling import label_named

    given = label_named(label) if label else None
    if watch:
        keep_watching(paths, _desk, given)
    elif ingest_once(paths, _desk(), given):
        raise typer.Exit(Exit.SOME_FAILED)


@app.command()
def reindex() -> None:
    """Dựng lại chỉ mục từ thư viện. / Build the indexes anew from the library."""
    _desk().reindex()
    print("Đã dựng lại chỉ mục. / The indexes are built anew.")


@app.command()
def mcp(
    url: Annotated[
        str | None,
        typer.Option(help="Máy chủ planqa khác, khóa trong PLANQA_KEY / another planqa server."),
    ] = None,
) -> None:
    """Làm công cụ cho trợ lý AI (MCP, stdio). / Serve tools to an assistant (MCP, stdio)."""
    from api.tools import serve_tools

    serve_tools(_settings(), url)


@documents.command("list")
def list_documents(
    state: Annotated[
        DocumentState, typer.Option(help="Đang dùng hay đã rút / in use or withdrawn.")
    ] = DocumentState.CURRENT,
    as_json: Annotated[bool, typer.Option("--json", help="In JSON / print JSON.")] = False,
) -> None:
    """Liệt kê văn bản. / List the documents."""
    desk = _desk()
    withdrawn = state is DocumentState.WITHDRAWN
    found = desk.withdrawn() if withdrawn else list(desk.documents())
    if as_json:
        print(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for document in found:
        print(f"{document['id']}  {document['source']}  {document['name']}")
        if held := document["quarantine"]:
            print(f"    ⚠ {held['message_vi']} / {held['message_en']}")
        for left_out in document["hidden"]:
            print(f"    • {left_out['message_vi']} / {left_out['message_en']}")
        if withdrawn:
            print(f"    giữ đến / kept until {document['kept_until'][:10]}")


@documents.command("show")
def show_document(document_id: str) -> None:
    """In mọi điều biết về một văn bản (JSON). / Print what is known about one (JSON)."""
    print(json.dumps(_desk().document(document_id), ensure_ascii=False, indent=2))


@documents.command("remove")
def remove_document(document_id: str) -> None:
    """Rút một văn bản, còn khôi phục được. / Withdraw one; it can be restored for a while."""
    _desk().remove(document_id)
    print(f"Đã bỏ {document_id}. / Removed {document_id}.")


@documents.command("restore")
def restore_document(document_id: str) -> None:
    """Khôi phục một văn bản đã rút. / Bring a withdrawn document back."""
    _desk().restore(document_id)
    print(f"Đã khôi phục {document_id}. / Restored {document_id}.")


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="Tệp mới / a new file.")],
) -> None:
    """Sao lưu thư viện, máy chủ vẫn chạy. / Back the library up; a server may run meanwhile."""
    from api.safekeeping import back_up

    print(back_up(_settings(), file))


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="Bản sao lưu / a backup.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Thay thư viện đang có / replace the library there.")
    ] = False,
) -> None:
    """Khôi phục thư viện rồi dựng lại chỉ mục. / Put a backup back and build the indexes anew."""
    from api.safekeeping import put_back

    for line in put_back(_settings(), file, replace=replace):
        print(line)


@app.command()
def doctor() -> None:
    """Kiểm tra máy và thư mục dữ liệu. / Check the machine and the data folder."""
    from api.doctor import checks

    signs = {"ok": "✓", "note": "•", "bad": "✗"}
    bad = 0
    for check in checks(_settings()):
        words = check.vi if check.vi == check.en else f"{check.vi} / {check.en}"
        print(f"{signs[check.state]} {check.name}: {words}")
        bad += check.state == "bad"
    if bad:
        raise typer.Exit(Exit.ERROR)


def _settings(**given: object) -> Settings:
    from rag.settings import load_settings

    return load_settings(**given)


def _desk() -> Client | Local:
    return open_desk(_settings())


def _print_answer(answer: dict[str, Any]) -> None:
    print(answer["answer"])
    for citation in answer["citations"]:
        page = f", trang/page {citation['page']}" if citation["page"] is not None else ""
        known = (citation["title"], citation["number"], citation["source"])
        print(f"\n[{citation['n']}] {' · '.join(part for part in known if part)}{page}")
        if citation["path"]:
            print(f"    {' › '.join(citation['path'])}")
        print(f"    “{citation['quote']}”")
    for choice in answer["choices"]:
        print(f"- {choice['title']}: {choice['question']}")
    for suggestion in answer["suggestions"]:
        print(f"- {suggestion}")
    if "explain" in answer:
        for line in explanation_lines(answer["explain"]):
            print(line)
