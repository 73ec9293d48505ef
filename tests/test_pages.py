"""Pages as pictures: boxes kept with the version, quotes highlighted, pictures over HTTP."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from api.app import create_app
from ingest.readers import reader_for
from rag.domain import Box
from rag.pages import pack, unpack
from tests import tabulated
from tests.drawing import picture, saved
from tests.served import OWNER, document, problem, serving, upload, wait_until_ready

SHARES = st.floats(0, 1, allow_nan=False)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    home: Path = tmp_path_factory.mktemp("home")
    with TestClient(create_app(serving(home)), headers=OWNER) as client:
        wait_until_ready(client)
        upload(client, "bang.pdf", tabulated.pdf(above=330))
        upload(client, "anh.png", saved(picture(tabulated.pdf(), 200, 1.0), "PNG"))
        upload(client, "chu.docx", tabulated.word())
        yield client


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 40), SHARES, SHARES), max_size=30))
def test_boxes_survive_packing(words: list[tuple[int, int, float, float]]) -> None:
    boxes: list[Box] = []
    at = 0
    for gap, size, left, top in words:
        boxes.append(Box(at + gap, at + gap + size, left, top, 1.0, 1.0))
        at += gap + size
    again = list(unpack(pack(boxes)))
    assert [(box.start, box.end) for box in again] == [(box.start, box.end) for box in boxes]
    assert all(abs(a.left - b.left) < 1e-4 for a, b in zip(again, boxes, strict=True))


def test_a_page_of_words_takes_little_room() -> None:
    (page, *_) = reader_for("a.pdf")(tabulated.pdf(), "a.pdf")
    assert len(pack(page.boxes)) < 12 * len(page.boxes)


@pytest.mark.parametrize("source", ["bang.pdf", "anh.png"])
def test_the_words_of_a_quote_are_found_on_their_page(client: TestClient, source: str) -> None:
    item = document(client, source)["id"]
    text = client.get(f"/v1/documents/{item}/text").json()["text"]
    start = text.index("Đoàn xã")
    asked = {"start": start, "end": start + len("Đoàn xã")}
    (marked,) = client.get(f"/v1/documents/{item}/boxes", params=asked).json()["items"]
    first, second = marked["rectangles"]
    assert first["right"] <= second["left"] and abs(first["top"] - second["top"]) < 0.01
    page: Any = Image.open(
        io.BytesIO(client.get(f"/v1/documents/{item}/pages/{marked['page']}?width=900").content)
    ).convert("L")
    around = (first["left"], first["top"], second["right"], second["bottom"])
    size = (page.width, page.height) * 2
    inside = page.crop(tuple(round(share * edge) for share, edge in zip(around, size, strict=True)))
    assert page.width == 900
    assert inside.getextrema()[0] < 100 < 200 < inside.getextrema()[1]


def test_pictures_are_cached_by_their_tag(client: TestClient) -> None:
    item = document(client, "bang.pdf")["id"]
    first = client.get(f"/v1/documents/{item}/pages/2")
    assert first.headers["content-type"] == "image/png"
    again = client.get(
        f"/v1/documents/{item}/pages/2", headers={"If-None-Match": first.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
    other = client.get(f"/v1/documents/{item}/pages/2?width=300")
    assert other.headers["etag"] != first.headers["etag"]


def test_what_has_no_picture_is_not_found(client: TestClient) -> None:
    pdf, word = (document(client, name)["id"] for name in ("bang.pdf", "chu.docx"))
    problem(client.get(f"/v1/documents/{pdf}/pages/9"), 404, "not-found")
    problem(client.get(f"/v1/documents/{word}/pages/1"), 404, "not-found")
    problem(client.get("/v1/documents/unknown/pages/1"), 404, "not-found")
    assert client.get(f"/v1/documents/{word}/boxes?start=0&end=9").json()["items"] == []


def test_the_viewer_shows_the_page_and_the_text(client: TestClient) -> None:
    item = document(client, "bang.pdf")["id"]
    text = client.get(f"/v1/documents/{item}/text").json()["text"]
    start = text.index("Đoàn xã")
    address = f"/view/{item}?start={start}&end={start + 7}"
    page = client.get(address)
    assert f'src="/v1/documents/{item}/pages/' in page.text and page.text.count("<rect") == 2
    assert "img-src 'self'" in page.headers["content-security-policy"]
    assert "show=text#q" in page.text
    shown = client.get(f"{address}&show=text").text
    assert '<mark id="q">Đoàn xã</mark>' in shown and "show=page#q" in shown
    word = document(client, "chu.docx")["id"]
    assert "<figure" not in client.get(f"/view/{word}").text
