from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.capitals import plain, shown
from ingest.legacy import TCVN3, VISCII, Encoding, decoded, letters, surfaced
from ingest.readers import reader_for
from ingest.repair import encoding_of, from_bytes, repaired, repaired_text, writes_capitals
from rag.domain import Page
from rag.errors import ReadError

TONES = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
SMALL = [
    unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưy" for tone in TONES
] + ["đ"]
BOTH = SMALL + [letter.upper() for letter in SMALL]
MARKED = [letter for letter in BOTH if not letter.isascii()]

# VNI-Windows, letter by letter in the order of SMALL, as the keyboard driver of VNI writes it.
VNI_CHART = """
    a aø aù aû aõ aï aê aè aé aú aü aë aâ aà aá aå aã aä e eø eù eû eõ eï eâ eà eá eå eã eä
    i ì í æ ó ò o oø où oû oõ oï oâ oà oá oå oã oä ô ôø ôù ôû ôõ ôï
    u uø uù uû uõ uï ö öø öù öû öõ öï y yø yù yû yõ î ñ
"""

PLAN = (
    "KẾ HOẠCH\nxây dựng thư viện của phường Mây Trắng năm 2031\n\n"
    "1. Mở cửa phòng đọc vào buổi tối từ quý II; mua thêm 1.200 đầu sách.\n"
    "2. Giữ gìn trật tự, vệ sinh; khuyến khích trẻ nhỏ đến đọc.\n"
)


def in_tcvn3(text: str) -> str:
    back = {letter: sign for sign, letter in TCVN3.items()}
    return "".join(back.get(sign) or back.get(sign.lower(), sign) for sign in text)


def in_vni(text: str) -> str:
    table = dict(zip(SMALL, VNI_CHART.split(), strict=True))
    table |= {letter.upper(): typed.upper() for letter, typed in table.items()}
    return "".join(table.get(sign, sign) for sign in text)


def in_viscii(text: str) -> bytes:
    back = {letter: code for code in range(256) if (letter := VISCII.get(surfaced(bytes([code]))))}
    return bytes(back.get(sign) or ord(sign) for sign in text)


def in_windows(text: str) -> bytes:
    """Windows-1258 writes the tone after its vowel, and keeps the vowels of Latin-1 whole."""
    out = b""
    for sign in text:
        try:
            out += sign.encode("cp1258")
        except UnicodeEncodeError:
            base, tone = (
                unicodedata.normalize("NFD", sign)[:-1],
                unicodedata.normalize("NFD", sign)[-1],
            )
            if unicodedata.normalize("NFC", base + tone) != sign or len(base) > 1:
                parts = unicodedata.normalize("NFD", sign)
                tone = next(part for part in parts if part in TONES)
                base = parts.replace(tone, "")
            out += unicodedata.normalize("NFC", base).encode("cp1258") + tone.encode("cp1258")
    return out


@pytest.mark.parametrize("letter", SMALL)
def test_every_small_letter_of_tcvn3(letter: str) -> None:
    assert decoded(in_tcvn3(letter), "tcvn3") == letter


@pytest.mark.parametrize("letter", "ĂÂÊÔƠƯĐ")
def test_every_capital_that_tcvn3_has(letter: str) -> None:
    assert decoded(in_tcvn3(letter), "tcvn3") == letter


@pytest.mark.parametrize("letter", BOTH)
def test_every_letter_in_a_tcvn3_font_of_capitals(letter: str) -> None:
    ((found,),) = repaired([[(in_tcvn3(letter), ".VnTimeH")]])
    assert shown(found) == letter.upper()


@pytest.mark.parametrize("letter", BOTH)
def test_every_letter_of_vni(letter: str) -> None:
    assert decoded(in_vni(letter), "vni") == letter


@pytest.mark.parametrize("letter", MARKED)
def test_every_letter_of_viscii(letter: str) -> None:
    assert decoded(surfaced(in_viscii(letter)), "viscii") == letter


def test_tcvn3_agrees_with_the_registered_bytes() -> None:
    """TCVN 5712:1993, spot checks on each row of its chart."""
    chart = {0xA1: "Ă", 0xAD: "ư", 0xB5: "à", 0xC6: "ặ", 0xD6: "ệ", 0xE4: "ọ", 0xF7: "ữ", 0xFE: "ỵ"}
    for code, letter in chart.items():
        assert decoded(surfaced(bytes([code])), "tcvn3") == letter
    assert len(TCVN3) == 74 and len(set(TCVN3.values())) == 74


def test_viscii_holds_every_marked_letter_once() -> None:
    assert sorted(VISCII.values()) == sorted(MARKED)


@pytest.mark.parametrize(
    ("typed", "letter"), [("VEÂØ", "VỀ"), ("Aù", "Á"), ("öôùc", "ước"), ("ÑÖÔØNG", "ĐƯỜNG")]
)
def test_vni_marks_typed_one_after_another(typed: str, letter: str) -> None:
    assert decoded(typed, "vni") == letter


@pytest.mark.parametrize("encoding", ["tcvn3", "vni"])
def test_text_that_was_read_as_windows_1258(encoding: Encoding) -> None:
    text = "được tự do, dự kiến ý nghĩa thì hòa"
    typed = in_tcvn3(text) if encoding == "tcvn3" else in_vni(text)
    assert decoded(typed.encode("cp1252").decode("cp1258"), encoding) == text


@given(
    st.text(st.characters(exclude_categories=("Cs",))), st.sampled_from(["tcvn3", "vni", "viscii"])
)
def test_each_character_has_its_letter(text: str, encoding: Encoding) -> None:
    found = letters(text, encoding)
    assert len(found) == len(text)
    assert decoded("".join(found), encoding) is not None
    if text.isascii() and text.isprintable():
        assert found == list(text)


@pytest.mark.parametrize(
    ("font", "encoding", "capitals"),
    [
        (".VnTime", "tcvn3", False),
        (".VnTimeH", "tcvn3", True),
        ("ABCDEF+.VnArial NarrowH", "tcvn3", True),
        ("FBHPFO+VnTimeHBold", "tcvn3", True),
        (".VnTimeH,Bold", "tcvn3", True),
        (".vntimeh", "tcvn3", True),
        ("'.VnArial Narrow'", "tcvn3", False),
        ("VNI-Times", "vni", False),
        ("vni-helve-condense", "vni", False),
        ("Times New Roman", None, False),
        ("Vneu", None, False),
        (None, None, False),
    ],
)
def test_what_the_name_of_a_font_says(
    font: str | None, encoding: str | None, capitals: bool
) -> None:
    assert encoding_of(font) == encoding
    assert (encoding is not None and writes_capitals(font)) == capitals


def test_runs_in_unicode_fonts_are_left_alone() -> None:
    line = [("Sè hiÖu ", ".VnTime"), ("Công ty Señor & Ærø ®", "Times New Roman")]
    assert repaired([line]) == [["Số hiệu ", "Công ty Señor & Ærø ®"]]


def test_unicode_text_in_a_font_of_old_name_is_left_alone() -> None:
    text = "Phòng đọc mở cửa vào buổi tối, cả ngày nghỉ và ngày lễ"
    assert repaired([[(text, ".VnTime")]]) == [[text]]


def test_vni_text_in_a_font_named_for_tcvn3() -> None:
    line = in_vni("Phòng đọc mở cửa vào buổi tối, cả ngày nghỉ và ngày lễ")
    assert decoded(line, "vni") == "".join(repaired([[(line, ".VnTime")]])[0])


def test_two_encodings_under_one_font_are_told_line_by_line() -> None:
    lines = [line for line in PLAN.split("\n") if line]
    typed = [in_vni(lines[0]), in_vni(lines[1]), in_tcvn3(lines[2]), in_tcvn3(lines[3])]
    assert ["".join(runs) for runs in repaired([[(line, "VNStandard")] for line in typed])] == lines


def test_a_letter_split_between_runs() -> None:
    assert repaired([[("Hoä", "VNI-Times"), ("i ngh", "VNI-Times"), ("ò", "VNI-Times")]]) == [
        ["Hộ", "i ngh", "ị"]
    ]
    assert repaired([[("ho", "VNI-Times"), ("äi", "VNI-Times")]]) == [["hộ", "i"]]


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("QUYÕT §ÞNH", "QUYẾT ĐỊNH"),
        ("Bé Y TÕ", "BỘ Y TẾ"),
        ("Ban QU¶N Lý Dù ¸N", "Ban QUẢN LÝ DỰ ÁN"),
        ("Bé tr­ëng Bé Y tÕ", "Bộ trưởng Bộ Y tế"),
        ("Së KHCN, UBND x·", "Sở KHCN, UBND xã"),
    ],
)
def test_capitals_typed_in_a_tcvn3_font(typed: str, printed: str) -> None:
    assert repaired([[(typed, ".VnTime")]]) == [[printed]]


def test_capitals_of_the_font_are_marked_and_left_as_typed() -> None:
    line = [("quyÕt ®Þnh", ".VnTimeH")]
    ((found,),) = repaired([line])
    assert shown(found) == "QUYẾT ĐỊNH"
    assert plain(found) == "quyết định"


@pytest.mark.parametrize(
    "text",
    [
        "El niño comió más por la mañana; después, según está escrito, él no volvió a España.",
        "Über die Größe der Häuser für Schüler müßte man später nochmals gründlich nachdenken.",
        "L'été dernier, les élèves du collège étaient très occupés à préparer la fête d'août.",
        "Phòng đọc mở cửa vào buổi tối, cả ngày nghỉ và ngày lễ; có chỗ để xe cho bạn đọc.",
    ],
)
def test_other_languages_and_unicode_are_no_old_encoding(text: str) -> None:
    assert repaired_text(text) is None


@pytest.mark.parametrize(
    "data",
    [
        in_tcvn3(PLAN.replace("KẾ HOẠCH", "Kế hoạch")).encode("latin-1"),
        in_vni(PLAN.replace("KẾ HOẠCH", "Kế hoạch")).encode("latin-1"),
        in_viscii(PLAN.replace("KẾ HOẠCH", "Kế hoạch")),
        in_windows(PLAN.replace("KẾ HOẠCH", "Kế hoạch")),
        in_tcvn3(PLAN.replace("KẾ HOẠCH", "Kế hoạch")).encode(),
    ],
    ids=["tcvn3", "vni", "viscii", "windows-1258", "tcvn3 saved as UTF-8"],
)
def test_text_files_in_old_encodings(data: bytes) -> None:
    want = PLAN.replace("KẾ HOẠCH", "Kế hoạch")
    assert reader_for("cũ.txt")(data, "cũ.txt") == (Page(want),)


@pytest.mark.parametrize("letter", MARKED)
def test_every_letter_of_windows_1258(letter: str) -> None:
    context = in_windows(PLAN)
    assert from_bytes(context + in_windows(letter)) == PLAN + letter


def test_a_text_that_cannot_be_told_is_refused() -> None:
    data = "Das Mädchen hört für größere Fälle zu".encode("latin-1")
    with pytest.raises(ReadError, match="TCVN3"):
        reader_for("a.txt")(data, "a.txt")
