"""What a question asks for, read from the words that ask (pure)."""

from __future__ import annotations

import re
from typing import Literal

from rag.vietnamese import fold

Ask = Literal[
    "list",  # the whole enumeration of a section
    "amount",  # a number
    "when",  # a time
    "person",  # a person's name
    "body",  # an organisation
    "office",  # the office that a person holds
    "signer",
    "issued_on",
    "recipients",
    "number",  # số, ký hiệu
    "outline",  # the main parts of a document
    "about",  # what a document or directive is about
    "contact",  # telephone, address, e-mail
    "yesno",
]

_LISTED = (
    "viec|nhiem vu|noi dung|cong viec|hoat dong|giai phap|bien phap|chi tieu|muc tieu|mo hinh"
    "|yeu cau|linh vuc|doi tuong|giai|loai|hinh thuc|su kien|ngay|lop|van ban|nghi quyet|ke hoach"
    "|quyet dinh|trach nhiem|phong trao|noi"
)

# Alternatives are matched on the folded question; "ky" alone is also kỳ (term) and kỷ (order).
_PATTERNS: dict[Ask, tuple[str, ...]] = {
    "outline": (
        r"phan lon",
        r"bo cuc",
        r"chia (?:lam|thanh)",
        r"\bmay phan\b",
        r"nhung phan (?:chinh|nao)",
        r"nhung (?:muc|chuong|phan) (?:chinh|lon)",
        r"main (?:parts|sections)",
    ),
    "recipients": (
        r"noi nhan",
        r"\brecipients?\b",
        r"(?:duoc |phai )?gui (?:den|cho|toi) (?:nhung |cac )?(?:noi|dau|co quan|don vi|ai)\b",
        r"sent to wh|\bto whom\b.*\bsent\b|\bwho (?:receives?|received)\b|addressed to",
    ),
    "issued_on": (
        r"ban hanh (?:vao |khi |luc )*(?:ngay|thang|nam|khi|luc|bao gio|hom)",
        r"\bky (?:vao )?(?:ngay|thang|khi|luc|hom)",
        r"ngay (?:ban hanh|ky)\b",
        r"de ngay",
        r"\bdated\b",
        r"date of issue",
        r"when was .* (?:issued|signed)",
    ),
    "signer": (
        r"(?<!dang )(?<!nhiem )(?<!dinh )(?<!thoi )(?<!hoc )(?<!cuoi )(?<!dau )(?<!giua )(?<!chu )"
        r"\bky\b(?! hieu| niem| luat| cuong| hop| thi | truoc| sau | ket)",
        r"nguoi ky",
        r"\bsign(?:ed|s|er|atory)?\b",
    ),
    "number": (
        r"so hieu",
        r"(?:mang|co|la) so (?:may|bao nhieu|nao|gi)\b",
        r"so ky hieu",
        r"^so (?:cua |van ban )?(?:ke hoach|bao cao|van ban|chi thi|quyet dinh)\b",
        r"document number",
        r"number of the (?:\w+ ){0,4}?(?:plan|report|directive|decision|document)\b",
        r"(?:ke hoach|bao cao|van ban|chi thi|nghi quyet|quyet dinh|kh|quy dinh|cong van)"
        r" so (?:may|bao nhieu|nao|gi)\b",
    ),
    "office": (r"chuc vu", r"chuc danh", r"giu chuc", r"what position", r"which office"),
    "person": (
        r"\bai\b(?! quoc)",
        r"ten (?:la )?gi",
        r"dong chi nao",
        r"\bd c nao",
        r"d/c nao",
        r"nguoi nao",
        r"\bwho(?:se|m)?\b",
        r"\b(?:ong|ba) nao",
    ),
    "body": (
        r"(?:co quan|don vi|phong|ban|to chuc|bo phan|khoi|nganh|cap|noi) nao",
        r"\bphong gi\b",
        r"which (?:agency|office|board|department|unit|body)",
    ),
    "when": (
        r"khi nao|bao gio|(?:luc|hom|bua|hoi|chung) nao",
        r"ngay nao|thang nao|thang may|nam nao|quy nao|quy may",
        r"thoi gian|thoi han|tien do|han chot|ngay bao nhieu|thu may|thoi diem",
        r"\bwhen\b|which (?:month|quarter|year|date)|what (?:date|time)|deadline|timeline",
    ),
    "amount": (
        r"bao nhieu|\bmay\b|phan tram|\bty le\b|\bti le\b|so luong",
        r"how (?:many|much)|percentage|\brate\b",
    ),
    "list": (
        r"nhung gi\b|gom (?:nhung|cac|gi)|lam gi\b|viec gi\b|trach nhiem gi|nhiem vu gi",
        r"lam nhung (?:gi|viec|nhiem vu)|nhiem vu cua|co nhung\b",
        rf"(?:nhung|cac) (?:{_LISTED}) (?:\w+ ){{0,4}}(?:gi|nao)\b",
        r"nhung (?:\w+ ){1,8}nao\b",
        r"(?:muc dich|yeu cau|giai phap|muc tieu|noi dung|viec) gi\b",
        r"liet ke|\bke (?:ra|giup|ten)",
        r"what (?:does|do|must|should) .*(?:require|have to|do\b)|\blist\b|what are the",
        r"which (?:\w+ )?(?:tasks|targets|courses|activities|duties|documents)",
    ),
    "about": (r"\bve (?:viec |noi dung |van de )?gi\b|noi dung gi|\babout\b|la gi$",),
    "contact": (r"dien thoai|\bsdt\b|hotline|e-?mail|dia chi|phone|address|website",),
    "yesno": (
        r"co phai|phai khong|dung khong|hay khong|khong$|chua$",
        r"^(?:is|are|does|do|did|has|have|was|were|must|should|can)\b",
    ),
}
_COMPILED: dict[Ask, re.Pattern[str]] = {
    ask: re.compile("|".join(patterns)) for ask, patterns in _PATTERNS.items()
}


def asks(text: str) -> frozenset[Ask]:
    """Return everything that the question's words ask for; empty for a plain "là gì"."""
    folded = " ".join(re.findall(r"[\w/%]+", fold(text)))
    return frozenset(ask for ask, pattern in _COMPILED.items() if pattern.search(folded))


_ASKING = re.compile(
    r"\bbao nhieu\b|\bmay\b|\bkhi nao\b|\bbao gio\b"
    r"|\b(?:ngay|thang|quy|nam|co quan|don vi|nguoi) nao\b"
    r"|\bai\b|\bo dau\b|\bhow (?:many|much)\b|\bwhen\b|\bwho\b"
)
_JOINT = re.compile(r"\s+(?:va|and)\s+|[,;]\s+")


def parts(text: str) -> tuple[str, ...]:
    """Return the questions that one question asks, folded: "bao nhiêu A và bao nhiêu B?" asks two.

    Each part has an asking word of its own; a question that asks once is one part.
    """
    found: list[str] = []
    for piece in _JOINT.split(fold(text)):
        if found and not (_ASKING.search(piece) and _ASKING.search(found[-1])):
            found[-1] = f"{found[-1]} {piece}"
        else:
            found.append(piece)
    return tuple(found)


_PLACES = re.compile(
    r"\b(?:phan|muc|chuong) (?!tieu|dich|tram)((?:\w+ ){1,7}?)(?:va|voi|so voi) (?:o |trong |tai )?"
    r"(?:phan|muc|chuong) ((?:\w+ ?){1,7}?)(?=\s*(?:co|la|thi|khac|giong|bang)\b|\s*[?,.;]|\s*$)"
)


def places(text: str) -> tuple[str, ...]:
    """Return the names, folded, of two parts of a document that a question sets side by side.

    "Số liệu ở phần đảng viên và phần quốc phòng có giống nhau không?" names two; else none.
    """
    named = _PLACES.search(" ".join(re.findall(r"[\w?,.;]+", fold(text))))
    return tuple(name.strip() for name in named.groups()) if named else ()
