"""The encodings of Vietnamese before Unicode, each as a table to NFC letters (pure).

TCVN3 (ABC) and VNI are encodings of fonts: their text reads as Latin letters and symbols that the
font draws as Vietnamese, and is met as it surfaces, its bytes read as Windows-1252 or 1258.
Sources: TCVN 5712:1993 (VN3), RFC 1456 (VISCII), the VNI-Windows chart of VNI Software.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Literal

Encoding = Literal["tcvn3", "vni", "viscii"]

_TCVN3_BYTES = (
    "A1Ă A2Â A3Ê A4Ô A5Ơ A6Ư A7Đ A8ă A9â AAê ABô ACơ ADư AEđ "
    "B5à B6ả B7ã B8á B9ạ BBằ BCẳ BDẵ BEắ C6ặ C7ầ C8ẩ C9ẫ CAấ CBậ CCè CEẻ CFẽ D0é D1ẹ "
    "D2ề D3ể D4ễ D5ế D6ệ D7ì D8ỉ DCĩ DDí DEị DFò E1ỏ E2õ E3ó E4ọ E5ồ E6ổ E7ỗ E8ố E9ộ "
    "EAờ EBở ECỡ EDớ EEợ EFù F1ủ F2ũ F3ú F4ụ F5ừ F6ử F7ữ F8ứ F9ự FAỳ FBỷ FCỹ FDý FEỵ"
)
_VISCII_FROM_0X80 = (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳ"
    "ĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
)
_VISCII_CONTROLS = {0x02: "Ẳ", 0x05: "Ẵ", 0x06: "Ẫ", 0x14: "Ỷ", 0x19: "Ỹ", 0x1E: "Ỵ"}

_TONES = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
"""None, huyền, sắc, hỏi, ngã, nặng."""
_VNI_TONES = dict(zip("øùûõï", _TONES[1:], strict=True))
_VNI_MARKS = {
    **_VNI_TONES,
    **{mark: "\u0302" + tone for mark, tone in zip("âàáåãä", _TONES, strict=True)},
    **{mark: "\u0306" + tone for mark, tone in zip("êèéúüë", _TONES, strict=True)},
}
_VNI_SINGLES = {"ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ô": "ơ", "ö": "ư"}
_VNI_LETTER = re.compile(
    r"([aeo])([âàáåãä])([øùûõï]?)|(a)([êèéúüë])([øùûõï]?)|([aeiouyôö])([øùûõï])", re.IGNORECASE
)


def _bytes() -> Iterator[tuple[str, str]]:
    """Yield how each byte from 0x80 surfaces: the Windows-1252 character and any other reading."""
    for code in range(0x80, 0x100):
        byte = bytes((code,))
        letter = byte.decode("cp1252", "ignore") or chr(code)
        for other in (chr(code), byte.decode("cp1258", "ignore")):
            if other and other != letter:
                yield other, letter


_SURFACES: Mapping[str, str] = {
    **dict(_bytes()),
    **{
        chr(0xF000 + code): bytes((code,)).decode("cp1252", "ignore") for code in range(0x20, 0x100)
    },
    "∙": "·",
    "μ": "µ",
}
"""Other readings of a byte -> its Windows-1252 character: read as Windows-1258, as a symbol font,
or through the glyph names of a PDF."""

TCVN3: Mapping[str, str] = {
    bytes.fromhex(entry[:2]).decode("cp1252"): entry[2] for entry in _TCVN3_BYTES.split()
}
VISCII: Mapping[str, str] = {
    **{chr(code): letter for code, letter in _VISCII_CONTROLS.items()},
    **{
        bytes((code,)).decode("cp1252", "ignore") or chr(code): letter
        for code, letter in enumerate(_VISCII_FROM_0X80, 0x80)
    },
}


_MINUS = re.compile(r"(?<=[^\W\d_])−|−(?=[^\W\d_])")
"""What PDF files give for byte 0xAD; between figures and blanks it is a minus."""


def letters(text: str, encoding: Encoding) -> list[str]:
    """Return for each character of a text the letter that it writes, in NFC.

    A letter of several characters (VNI) stands where its first one stood, the others are empty.
    Characters that the encoding does not use are given back as they are.
    """
    signs = [_SURFACES.get(sign, sign) or sign for sign in _MINUS.sub("\xad", text)]
    if encoding == "tcvn3":
        return [TCVN3.get(sign, sign) for sign in signs]
    if encoding == "viscii":
        return [VISCII.get(sign, sign) for sign in signs]
    return _vni(signs)


def decoded(text: str, encoding: Encoding) -> str:
    """Return the text in Unicode."""
    return "".join(letters(text, encoding))


def surfaced(data: bytes) -> str:
    """Return bytes of an unknown encoding as characters that `letters` takes, one for each."""
    return "".join(_SURFACES.get(sign, sign) or sign for sign in data.decode("latin-1"))


def _vni(signs: list[str]) -> list[str]:
    joined = "".join(signs)
    result = [_single(sign) for sign in joined]
    for match in _VNI_LETTER.finditer(joined):
        base, *marks = (group for group in match.groups() if group)
        combined = _single(base) + "".join(_VNI_MARKS[mark.lower()] for mark in marks)
        start, end = match.span()
        result[start:end] = [unicodedata.normalize("NFC", combined), *[""] * (end - start - 1)]
    return result


def _single(sign: str) -> str:
    letter = _VNI_SINGLES.get(sign.lower(), sign)
    return letter.upper() if sign.isupper() else letter
