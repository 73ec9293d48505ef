from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.readers import is_container, reader_for
from ingest.sandbox import Limits, Sandbox
from rag.domain import Page
from rag.errors import ReadError
from tests.hostile import HOSTILE, linked, mail
from tests.office import docx, paragraph, zipped

GOOD = docx(paragraph("Kế hoạch phường Mây Hạ"))
LONG = docx(paragraph("Kế hoạch " * 40_000) * 10)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    made = Sandbox()
    yield made
    made.close()


def youngest_reader() -> int:
    """Return the process that was started last to read files."""
    own = Path("/proc", str(os.getpid()), "task")
    children = [pid for task in own.iterdir() for pid in (task / "children").read_text().split()]
    commands = {int(pid): Path("/proc", pid, "cmdline").read_bytes() for pid in children}
    return max(pid for pid, command in commands.items() if b"ingest.child" in command)


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_ends_in_its_error(sandbox: Sandbox, what: str) -> None:
    name, make, words = HOSTILE[what]
    name = f"thư mục/{name}"
    with pytest.raises(ReadError, match=words) as error:
        sandbox.unpack(make(), name) if is_container(name) else sandbox.read(make(), name)
    assert error.value.vi.startswith(name) and error.value.en.startswith(name)
    assert len(error.value.en) < 600
    assert sandbox.read(GOOD, "b.docx") == (Page("Kế hoạch phường Mây Hạ\n"),)


def test_the_sandbox_reads_what_the_reader_reads(sandbox: Sandbox) -> None:
    assert sandbox.read(LONG, "a.docx") == reader_for("a.docx")(LONG, "a.docx")
    assert sandbox.read("một\fhai".encode(), "a.txt") == (Page("một", 1), Page("hai", 2))
    with pytest.raises(ReadError, match="loại tệp"):
        sandbox.read(b"x", "a.exe")


def test_an_archive_gives_its_files_with_their_paths(sandbox: Sandbox) -> None:
    inner = zipped({"c/kế hoạch.txt": "ba", "ảnh.xyz": "x"})
    outer = zipped(
        {"a.txt": "một", "b\\hai.md": "hai", "trong.zip": inner, "__MACOSX/a.txt": "", ".x.txt": ""}
    )
    assert sandbox.unpack(outer, "q.zip") == [
        ("q.zip/a.txt", "một".encode()),
        ("q.zip/b/hai.md", b"hai"),
        ("q.zip/trong.zip/c/kế hoạch.txt", b"ba"),
        ("q.zip/trong.zip/ảnh.xyz", b""),
    ]
    assert sandbox.unpack(linked(), "q.zip") == []


def test_a_mail_gives_its_words_and_attachments(sandbox: Sandbox) -> None:
    [body, attached] = sandbox.unpack(mail("kế hoạch.docx", GOOD), "thư.eml")
    assert body[0] == "thư.eml/noi-dung.txt"
    assert body[1].decode().split("\n\n") == [
        "Gửi kế hoạch", "Kính gửi các đơn vị kế hoạch năm 2031.\n",
    ]  # fmt: skip
    assert attached == ("thư.eml/kế hoạch.docx", GOOD)


def refused(limits: Limits, data: bytes, words: str) -> None:
    sandbox = Sandbox(limits)
    with pytest.raises(ReadError, match=words):
        sandbox.read(data, "a.docx")
    sandbox.close()


def test_a_slow_file_is_stopped() -> None:
    refused(Limits(wall_s=0.02), LONG, "giây")


def test_a_file_that_computes_too_long_is_stopped() -> None:
    cells = "".join(f"<w:tr><w:tc>{paragraph('x')}</w:tc></w:tr>" for _ in range(40_000))
    busy = docx(f"<w:tbl>{cells}</w:tbl>" * 8)
    refused(Limits(cpu_s=0, wall_s=60), busy, "giây")


def test_a_text_whose_outline_takes_too_long_is_stopped() -> None:
    sandbox = Sandbox(Limits(cpu_s=0, wall_s=60))
    with pytest.raises(ReadError, match="giây"):
        sandbox.document(b"a) b;\n1. c\n" * 200_000, "a.txt")
    assert sandbox.document("Kế hoạch".encode(), "a.txt")[0].text == "Kế hoạch"
    sandbox.close()


def test_memory_is_limited() -> None:
    big = docx("".join(paragraph("x") for _ in range(400_000)))
    refused(Limits(memory_mb=200), big, "200 MB|hỏng")


def test_output_is_limited() -> None:
    refused(Limits(output_mb=1), LONG, "hơn 1 MB")


def test_a_process_that_cannot_start_is_an_error() -> None:
    refused(Limits(memory_mb=16), GOOD, "tiến trình đọc tệp bị lỗi")


@pytest.mark.skipif(not os.path.exists("/proc/self/task"), reason="finds the process in /proc")
def test_a_crash_is_an_error_and_the_next_file_is_read() -> None:
    sandbox = Sandbox()
    sandbox.read(GOOD, "a.docx")
    first = youngest_reader()
    os.kill(first, signal.SIGSEGV)
    with pytest.raises(ReadError, match="SIGSEGV"):
        sandbox.read(GOOD, "a.docx")
    assert sandbox.read(GOOD, "a.docx")
    assert youngest_reader() != first
    sandbox.close()


def test_nothing_is_fetched_while_reading(sandbox: Sandbox) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        link = (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
            f'relationships/styles" TargetMode="External" Target="{url}"/></Relationships>'
        )
        data = docx(paragraph("x"), more={"word/_rels/document.xml.rels": link})
        assert sandbox.read(data, "a.docx") == (Page("x\n"),)
        with pytest.raises(ReadError, match="DOCTYPE"):
            sandbox.read(docx(paragraph("x"), head=f'<!DOCTYPE w SYSTEM "{url}">'), "a.docx")
        server.settimeout(0.2)
        with pytest.raises(TimeoutError):
            server.accept()


def test_threads_take_turns(sandbox: Sandbox) -> None:
    found: list[tuple[Page, ...]] = []

    def read() -> None:
        found.extend(sandbox.read(GOOD, "a.docx") for _ in range(5))

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [(Page("Kế hoạch phường Mây Hạ\n"),)] * 20
