from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers import reader_for, supported
from rag.domain import Page
from rag.errors import ReadError
from rag.vietnamese import nfc

TEXT = "KẾ HOẠCH\ncông tác thư viện phường Mây Trắng năm 2031\n"


def read(data: bytes, name: str = "a.txt") -> tuple[Page, ...]:
    return reader_for(name)(data, name)


@pytest.mark.parametrize("name", ["a.txt", "b.MD", "thư mục/kế hoạch.md", "x.y.TXT"])
def test_text_and_markdown_are_supported(name: str) -> None:
    assert supported(name)
    assert read(TEXT.encode(), name) == (Page(TEXT),)


@pytest.mark.parametrize("name", ["a.xyz", "a", ".txt", "a.txt.exe", "a.txt~"])
def test_an_unsupported_type_is_named_with_those_that_are(name: str) -> None:
    assert not supported(name)
    with pytest.raises(ReadError) as error:
        reader_for(name)
    assert name in error.value.vi and name in error.value.en
    assert ".txt" in error.value.vi and ".md" in error.value.en


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32-be"]
)
def test_unicode_encodings(encoding: str) -> None:
    data = TEXT.encode(encoding)
    if encoding == "utf-32-be":
        with pytest.raises(ReadError):
            read(data)
    else:
        assert read(data) == (Page(TEXT),)


def test_big_endian_utf16_with_a_mark() -> None:
    assert read(b"\xfe\xff" + TEXT.encode("utf-16-be")) == (Page(TEXT),)


@pytest.mark.parametrize("encoding", ["cp1258", "latin-1"])
def test_other_encodings_are_refused_and_the_place_is_named(encoding: str) -> None:
    data = "Ủy ban".encode() + "phường Đà".encode(encoding, errors="replace") + b"\xd0\xff"
    with pytest.raises(ReadError, match="UTF-8") as error:
        read(data, "cũ.txt")
    assert error.value.en.startswith("cũ.txt") and "byte" in error.value.en


@pytest.mark.parametrize(
    "data", [b"", b" \n\t\r\n ", b"\xef\xbb\xbf", b"\f\f\n", "\u200b\ufeff\n".encode()]
)
def test_an_empty_or_blank_file_is_refused(data: bytes) -> None:
    with pytest.raises(ReadError, match="trống"):
        read(data)


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 4,
        b"PK\x03\x04\x14\x00\x06\x00" + b"ab\x00" * 50,
        b"\x01\x02\x03\x04 abc \x05\x06" * 30,
    ],
)
def test_a_binary_file_is_refused(data: bytes) -> None:
    with pytest.raises(ReadError, match="nhị phân"):
        read(data)


def test_a_stray_control_character_is_no_reason_to_refuse() -> None:
    assert read((TEXT * 20 + "\x02").encode())


def test_damaged_utf16_is_refused() -> None:
    with pytest.raises(ReadError, match="UTF-16"):
        read(b"\xff\xfe" + "Kế hoạch".encode("utf-16-le") + b"\x41")


def test_text_is_nfc_with_line_feeds() -> None:
    decomposed = "Kế hoạch\r\nphường\rMây"
    assert read(decomposed.encode()) == (Page("Kế hoạch\nphường\nMây"),)


def test_form_feeds_part_numbered_pages() -> None:
    pages = read("một\n\f\fba\n\f\n".encode())
    assert pages == (Page("một\n", 1), Page("", 2), Page("ba\n", 3))


@given(st.text(st.characters(exclude_categories=("Cc", "Cs"))))
def test_any_text_comes_back_in_nfc(text: str) -> None:
    data = text.encode()
    try:
        pages = read(data)
    except ReadError:
        assert not text.strip("\ufeff\u200b").strip()
    else:
        assert pages == (Page(nfc(text.removeprefix("\ufeff"))),)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        pages = read(data)
    except ReadError as error:
        assert error.vi and error.en
    else:
        assert all(page.text == nfc(page.text) for page in pages)
