"""Each hostile file ends in its one error, or in the text that it shows; nothing is fetched."""

from __future__ import annotations

import os
import socket
import stat
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from ingest import ledger
from ingest.documents import read_document
from ingest.readers import is_container, libreoffice
from ingest.sandbox import Sandbox
from rag.errors import ReadError
from tests.hostile import HOSTILE
from tests.hostile_files import READ, REFUSED, WORDS, odt, truncated
from tests.office import docx, paragraph, zipped

needs_office = pytest.mark.skipif(
    libreoffice.installed("writer") is None and os.environ.get("CI") != "true",
    reason="LibreOffice is not installed (bash scripts/system.sh)",
)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    made = Sandbox()
    yield made
    made.close()


def give(sandbox: Sandbox, data: bytes, name: str) -> None:
    if is_container(name):
        sandbox.unpack(data, name)
    else:
        read_document(data, name, read=sandbox.read)


@pytest.mark.parametrize("what", REFUSED)
def test_a_hostile_file_ends_in_its_error(sandbox: Sandbox, what: str) -> None:
    name, make, words = REFUSED[what]
    if name == "a.doc" and libreoffice.installed("writer") is None:
        pytest.skip("LibreOffice is not installed (bash scripts/system.sh)")
    with pytest.raises(ReadError, match=words) as error:
        give(sandbox, make(), f"thư mục/{name}")
    assert error.value.vi.startswith(f"thư mục/{name}: ")
    assert error.value.en.startswith(f"thư mục/{name}: ")
    assert error.value.vi != error.value.en and len(error.value.en) < 600
    assert error.value.slug == "unreadable-file" and "broke down" not in error.value.en


@pytest.mark.parametrize("what", READ)
def test_a_hostile_file_gives_what_it_shows(sandbox: Sandbox, what: str) -> None:
    name, make, words = READ[what]
    if name == "a.rtf" and libreoffice.installed("writer") is None:
        pytest.skip("LibreOffice is not installed (bash scripts/system.sh)")
    document = read_document(make(), name, read=sandbox.read)
    assert " ".join(document.text[:300].replace("\n| ", " | ").split()).startswith(words)


def test_there_are_enough_of_them() -> None:
    assert len(HOSTILE) + len(REFUSED) + len(READ) >= 55


@pytest.mark.parametrize(("name", "data"), truncated().items())
def test_half_a_file_is_an_error(sandbox: Sandbox, name: str, data: bytes) -> None:
    with pytest.raises(ReadError, match="hỏng|không phải"):
        give(sandbox, data, name)


def test_what_is_no_file_in_an_archive_is_left_out(sandbox: Sandbox) -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, kind in (("a.txt", stat.S_IFIFO), ("b.txt", stat.S_IFBLK), ("c.txt", 0)):
            info = zipfile.ZipInfo(name)
            info.external_attr = (kind | 0o644) << 16
            archive.writestr(info, "x")
    assert sandbox.unpack(out.getvalue(), "q.zip") == [("q.zip/c.txt", b"x")]


def test_names_of_devices_are_names(sandbox: Sandbox) -> None:
    data = zipped({"CON.txt": "x", "nul/aux.docx": "x"})
    assert [name for name, _ in sandbox.unpack(data, "q.zip")] == [
        "q.zip/CON.txt", "q.zip/nul/aux.docx",
    ]  # fmt: skip


def test_pipes_devices_and_links_in_a_folder_are_not_read(tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "a.txt").write_text("Kế hoạch", encoding="utf-8")
    os.mkfifo(folder / "b.txt")
    (folder / "c.txt").symlink_to("/dev/zero")
    (folder / "d.txt").symlink_to(folder / "d.txt")
    (folder / "e").symlink_to(folder)
    found, _ = ledger.expand([folder])
    assert [item.source for item in found] == ["a.txt"]


def linked(url: str) -> dict[str, bytes]:
    """Return files that ask for something elsewhere, each in every way that its format has."""
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    external = "".join(
        f'<Relationship Id="r{kind}" Type="{kinds}/{kind}" TargetMode="External" Target="{url}"/>'
        for kind in ("attachedTemplate", "image", "oleObject", "subDocument", "hyperlink")
    )
    listing = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f"{external}</Relationships>"
    )
    picture = (
        '<w:p><w:r><w:drawing><a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/'
        f'main" xmlns:r="{kinds}" r:link="rimage"/></w:drawing></w:r></w:p>'
    )
    page = (
        f"<html><head><base href='{url}'><link rel=stylesheet href='{url}'><meta "
        f"http-equiv=refresh content='0;url={url}'><style>@import '{url}';</style></head><body>"
        f"<p>{WORDS}<img src='{url}'><iframe src='{url}'></iframe><object data='{url}'></object>"
    )
    rtf = (
        rf"{{\rtf1{{\*\template {url}}} {WORDS} {{\field{{\*\fldinst INCLUDEPICTURE "
        "{url}"
        " \\d}}"
        rf"{{\fldrslt a}}}}{{\field{{\*\fldinst INCLUDETEXT "
        "{url}"
        "}}{{\fldrslt b}}}}}}"
    )
    return {
        "a.docx": docx(
            paragraph(WORDS) + picture,
            more={f"word/_rels/{part}.xml.rels": listing for part in ("document", "settings")},
        ),
        "a.odt": odt(
            f'<text:p>{WORDS}<drawing:frame><drawing:image xlink:href="{url}"/></drawing:frame>'
            f'</text:p><text:section><text:section-source xlink:href="{url}"/></text:section>'
        ),
        "a.html": page.encode(),
        "a.rtf": rtf.encode(),
    }


@needs_office
@pytest.mark.parametrize("name", ["a.docx", "a.odt", "a.html", "a.rtf"])
def test_nothing_is_fetched(sandbox: Sandbox, name: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        data = linked(f"http://127.0.0.1:{server.getsockname()[1]}/x")[name]
        (page,) = sandbox.read(data, name)
        assert WORDS in page.text
        server.settimeout(0.2)
        with pytest.raises(TimeoutError):
            server.accept()
