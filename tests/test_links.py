"""Files whose links ask for something elsewhere, and files cut in half: nothing is fetched."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.readers import is_container, libreoffice
from ingest.sandbox import Sandbox
from rag.errors import ReadError
from tests.drawing import pdf, picture, saved
from tests.hostile import mail
from tests.hostile_files import KINDS, PACKAGE, SHEET, WORDS
from tests.office import zipped
from tests.test_office import DRAWING, SLIDE

_ODF = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"),
        ("svg", "svg-compatible"),
    )
)  # fmt: skip
MADE = {".doc": ("fodt", "text"), ".xls": ("fods", "spreadsheet"), ".ppt": ("fodp", "presentation")}
PARTS: dict[str, libreoffice.Part] = {".doc": "writer", ".xls": "calc", ".ppt": "impress"}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    made = Sandbox()
    yield made
    made.close()


def old(kind: str, folder: Path, url: str = "") -> bytes:
    """Return an old office file that LibreOffice writes, with links to an address if one is given.

    The program may look at the address itself while it writes: nobody should listen there yet.
    """
    program = libreoffice.installed(PARTS[kind])
    if program is None:
        pytest.skip("LibreOffice is not installed (bash scripts/system.sh)")
    image = (
        f'<draw:frame svg:width="2cm" svg:height="2cm"><draw:image xlink:href="{url}.png" '
        'xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/></draw:frame>'
    )
    link = f'<text:a xlink:type="simple" xlink:href="{url}">xem</text:a>'
    section = (
        f'<text:section text:name="s"><text:section-source xlink:href="{url}"/></text:section>'
    )
    source = f'table:formula="of:=\'{url}.ods\'#$A.A1" office:value-type="float"'
    body = {
        ".doc": f"<text:p>{WORDS} {link if url else ''}{image if url else ''}</text:p>"
        + (section if url else "")
        + "<text:p>Het</text:p>" * 2000,
        ".xls": f'<table:table table:name="A"><table:table-row><table:table-cell><text:p>{WORDS}'
        f"{link if url else ''}</text:p></table:table-cell><table:table-cell "
        f"{source if url else ''}/></table:table-row></table:table>",
        ".ppt": f"<draw:page>{image if url else ''}<draw:frame svg:width='9cm' svg:height='3cm'>"
        f"<draw:text-box><text:p>{WORDS} {link if url else ''}</text:p></draw:text-box>"
        "</draw:frame></draw:page>",
    }[kind]
    ending, name = MADE[kind]
    path = folder / f"a.{ending}"
    path.write_text(
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {_ODF} '
        'xmlns:xlink="http://www.w3.org/1999/xlink" office:mimetype='
        f'"application/vnd.oasis.opendocument.{name}" office:version="1.3"><office:body>'
        f"<office:{name}>{body}</office:{name}></office:body></office:document>",
        encoding="utf-8",
    )
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [str(program), profile, "--headless", "--convert-to", kind[1:]]
    subprocess.run(
        [*command, "--outdir", str(folder), str(path)], check=True, capture_output=True, timeout=90
    )
    return (folder / f"a{kind}").read_bytes()


def external(url: str, *kinds: str) -> str:
    items = "".join(
        f'<Relationship Id="r{kind}" Type="{KINDS}/{kind}" TargetMode="External" Target="{url}"/>'
        for kind in kinds
    )
    return f'<Relationships xmlns="{PACKAGE}">{items}{{}}</Relationships>'


def pptx(url: str) -> bytes:
    inside = f'<Relationship Id="s" Type="{KINDS}/slide" Target="a.xml"/>'
    words = f"<p:sp><p:txBody><a:p><a:r><a:t>{WORDS}</a:t></a:r></a:p></p:txBody></p:sp>"
    blip = '<p:pic><p:blipFill><a:blip r:link="rimage"/></p:blipFill></p:pic>'
    names = f'xmlns:p="{SLIDE}" xmlns:a="{DRAWING}" xmlns:r="{KINDS}"'
    kinds = ("image", "video", "oleObject", "hyperlink", "slideLayout", "theme")
    return zipped(
        {
            "ppt/presentation.xml": f'<p:presentation {names}><p:sldIdLst><p:sldId r:id="s"/>'
            '<p:sldId r:id="rslide"/></p:sldIdLst></p:presentation>',
            "ppt/_rels/presentation.xml.rels": external(url, "slide", "slideMaster").format(inside),
            "ppt/a.xml": f"<p:sld {names}>{words}{blip}</p:sld>",
            "ppt/_rels/a.xml.rels": external(url, *kinds).format(""),
        }
    )


def xlsx(url: str) -> bytes:
    inside = f'<Relationship Id="s" Type="{KINDS}/worksheet" Target="s.xml"/>'
    cells = (
        f'<row><c r="A1" t="inlineStr"><is><t>{WORDS}</t></is></c><c r="B1"><f>[1]A!A1</f></c>'
        "</row>"
        f'<row><c r="A2" t="str"><f>WEBSERVICE("{url}")</f><v>x</v></c></row>'
    )
    kinds = ("externalLinkPath", "hyperlink", "image", "table", "queryTable")
    return zipped(
        {
            "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{KINDS}"><sheets><sheet '
            'name="A" r:id="s"/></sheets><externalReferences><externalReference '
            'r:id="rexternalLink"/></externalReferences></workbook>',
            "xl/_rels/workbook.xml.rels": external(
                url, "externalLink", "connections", "theme", "styles", "sharedStrings"
            ).format(inside),
            "xl/s.xml": f'<worksheet xmlns="{SHEET}"><sheetData>{cells}</sheetData></worksheet>',
            "xl/_rels/s.xml.rels": external(url, *kinds).format(""),
        }
    )


@pytest.mark.parametrize("kind", [".pptx", ".xlsx", ".doc", ".xls", ".ppt"])
def test_no_link_is_followed(sandbox: Sandbox, kind: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    url = f"http://127.0.0.1:{port}/x"
    if kind in PARTS:
        data = old(kind, tmp_path, url)
        assert url.encode() in data or url.encode("utf-16-le") in data
    else:
        data = pptx(url) if kind == ".pptx" else xlsx(url)
    with socket.create_server(("127.0.0.1", port)) as server:
        assert WORDS in sandbox.read(data, f"a{kind}")[0].text
        server.settimeout(0.2)
        with pytest.raises(TimeoutError):
            server.accept()


def rtf(_: Path) -> bytes:
    return (r"{\rtf1\ansi " + r"\par ".join(f"{WORDS} {n}" for n in range(200)) + "}").encode()


def html(_: Path) -> bytes:
    return ("<html><body>" + "".join(f"<p>{WORDS} {n}</p>" for n in range(200))).encode()


def letter(_: Path) -> bytes:
    return mail("a.txt", "\n".join(f"{WORDS} {n}" for n in range(200)).encode())


def photograph(_: Path) -> bytes:
    lines = [(60.0, 80.0 + 20 * n, f"{WORDS} {n}") for n in range(30)]
    return saved(picture(pdf(lines, size=14)), "JPEG")


HALVES: dict[str, tuple[str, Callable[[Path], bytes]]] = {
    "doc": (".doc", lambda folder: old(".doc", folder)),
    "xls": (".xls", lambda folder: old(".xls", folder)),
    "ppt": (".ppt", lambda folder: old(".ppt", folder)),
    "rtf": (".rtf", rtf),
    "html": (".html", html),
    "eml": (".eml", letter),
    "jpg": (".jpg", photograph),
}


@pytest.mark.parametrize("what", HALVES)
def test_half_a_file_gives_one_error_or_the_words_before_the_cut(
    sandbox: Sandbox, what: str, tmp_path: Path
) -> None:
    kind, make = HALVES[what]
    name = f"a{kind}"
    if kind == ".rtf" and libreoffice.installed("writer") is None:
        pytest.skip("LibreOffice is not installed (bash scripts/system.sh)")
    data = make(tmp_path)
    half = data[: len(data) // 2]
    if kind in (".html", ".eml"):
        read = sandbox.unpack if is_container(name) else sandbox.read
        assert str(read(half, name)).count(WORDS) in range(50, 199)
        return
    with pytest.raises(ReadError, match="hỏng") as error:
        sandbox.read(half, name)
    assert error.value.vi.startswith(f"{name}: ") and error.value.en.startswith(f"{name}: ")
    assert "damaged" in error.value.en and "broke down" not in error.value.en
