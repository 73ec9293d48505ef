"""The front of a document: where the kind and the title (trích yếu) stand (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.bodies import LEVEL, ORGAN
from ingest.marks import is_caps, read_label

KINDS = (
    "chương trình hành động",
    "chương trình công tác",
    "chương trình",
    "kế hoạch liên tịch",
    "kế hoạch",
    "báo cáo",
    "chỉ thị",
    "quyết định",
    "nghị quyết liên tịch",
    "nghị quyết",
    "công văn",
    "công điện",
    "thông báo",
    "thông tri",
    "thông tư liên tịch",
    "thông tư",
    "nghị định",
    "hướng dẫn",
    "kết luận",
    "quy định",
    "quy chế",
    "quy trình",
    "đề án",
    "đề cương",
    "phương án",
    "tờ trình",
    "biên bản",
    "chiến lược",
    "kịch bản",
    "quy hoạch",
    "thể lệ",
    "lời kêu gọi",
    "thư kêu gọi",
    "giấy mời",
    "dự án",
)
_DEEPEST = 60
"""Lines within which a header ends."""
_LONGEST = 250
"""Characters of the longest line of a header without a kind: columns beside each other in one."""

_KIND = re.compile(
    r"(?:\(?DỰ THẢO\)?\s+)?(?P<kind>" + "|".join(kind.upper() for kind in KINDS) + r")(?!\w)"
)
_PLAIN_KIND = re.compile(
    r"(?P<kind>" + "|".join(kind.capitalize() for kind in KINDS) + r")(?!\w)(?!\s+số)(?!\s+này)"
)
PREAMBLE_CUE = re.compile(
    r"(?:Căn cứ|Kính gửi|Thực hiện|Xét|Theo đề nghị|Trên cơ sở|Nhằm|Để |Thi hành|Triển khai)(?!\w)"
)
_NEVER_TITLE = re.compile(r"(?:Căn cứ|Kính gửi|Xét|Theo đề nghị|QUYẾT ĐỊNH\s*:)")
_RULE = re.compile(r"[\W_]+")
_GOES_ON = re.compile(
    r"(?:Năm|Giai đoạn|Nhiệm kỳ|Quý|Tháng|Trên địa bàn|Của|CỦA|Tại|Đợt|Lần thứ)(?!\w)"
)
_HANGS = re.compile(r"(?:[,–-]|(?<!\w)(?:và|của|về|các|với|trong|năm|cho|tại))$")
_CUES = re.compile(
    r"(?:Số\s*[:.\d/…_-]|CỘNG H[OÒ][ÀA]? XÃ HỘI|CỘNG HOÀ|Độc lập\s*-|ĐẢNG CỘNG SẢN|V/v)"
    r"|.{0,60},\s*ngày.{0,40}(?:năm|\d/\d{4})"
)
_ABOUT = re.compile(r"V/v\s*:?\s*")
_ENACTS = re.compile(
    r"(?:QUYẾT ĐỊNH|QUYẾT NGHỊ|CHỈ THỊ|BAN HÀNH)\s*:?$|(?:[UỦ][YỶ] BAN|HỘI ĐỒNG|CHỦ TỊCH|GIÁM ĐỐC)"
)

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank, with the blank lines after it; `at` is where `text` begins."""

    start: int
    end: int
    at: int
    text: str

    @property
    def span(self) -> Span:
        """The span of the words themselves."""
        return self.at, self.at + len(self.text)


@dataclass(frozen=True, slots=True)
class Front:
    """Lines before `header_end` are the header; the spans are None or empty where it is silent.

    `author` is a line "CỦA BAN CHẤP HÀNH …" between the kind and the title.
    """

    header_end: int
    kind: Span | None = None
    kind_name: str | None = None
    title: tuple[Span, ...] = ()
    author: Span | None = None
    kind_line: int | None = None


def find_front(lines: Sequence[Line]) -> Front:
    """Find the header: the line of the kind, the title after it, and where both end."""
    limit = min(len(lines), _DEEPEST)
    for index in range(limit):
        text = lines[index].text
        match = _KIND.match(text)
        if match and not text.endswith(":"):
            return _with_kind(lines, index, match)
        label = read_label(text)
        if label is not None and not label.bullet:
            break
    for index in range(min(limit, 12)):
        match = _PLAIN_KIND.match(lines[index].text)
        text = lines[index].text
        if PREAMBLE_CUE.match(text) or read_label(text) is not None:
            break
        if match and len(text) <= 250 and text[-1] not in ".:;,":
            return _with_kind(lines, index, match)
    return _without_kind(lines, limit)


def _with_kind(lines: Sequence[Line], index: int, match: re.Match[str]) -> Front:
    line = lines[index]
    kind = (line.at + match.start("kind"), line.at + match.end("kind"))
    titles: list[Span] = []
    texts: list[str] = []
    rest = line.text[match.end() :].strip(" *:.-–")
    if rest:
        start = line.at + line.text.index(rest, match.end())
        titles.append((start, start + len(rest)))
        texts.append(rest)
    end = index + 1
    while end < len(lines) and len(texts) < 8 and _is_title(lines[end].text, texts):
        titles.append(lines[end].span)
        texts.append(lines[end].text)
        end += 1
    while end < len(lines) and (
        _RULE.fullmatch(lines[end].text) or re.match(r"\((?:Kèm|Ban hành|Dự thảo)", lines[end].text)
    ):
        end += 1
    author = None
    if len(texts) > 1 and re.match(r"(?:CỦA|Của|của)\s", texts[0]) and not is_caps(texts[-1]):
        author = titles.pop(0)
    return Front(end, kind, match["kind"].lower(), tuple(titles), author, index)


def _is_title(text: str, before: list[str]) -> bool:
    label = read_label(text)
    if _RULE.fullmatch(text) or _NEVER_TITLE.match(text) or label is not None or len(text) > 400:
        return False
    if text[-1] in ":;" or (text[-1] == "." and len(text) > 120) or text.startswith("(Kèm"):
        return False
    if not before:
        return True
    if before[-1][-1] in ".;":
        return False
    caps = is_caps(before[-1])
    if is_caps(text):
        return caps and not _ENACTS.match(text)
    if text[0].islower() or _HANGS.search(before[-1]) or caps:
        return not PREAMBLE_CUE.match(text) or len(text) <= 200
    return bool(_GOES_ON.match(text)) and len(text) <= 90 and text[-1] not in ".,"


def _without_kind(lines: Sequence[Line], limit: int) -> Front:
    end = 0
    title: list[Span] = []
    for index in range(min(limit, 16)):
        text = lines[index].text
        about = _ABOUT.match(text)
        label = read_label(text)
        if label is not None and not label.bullet:
            break
        if about and len(text) > about.end():
            title = [(lines[index].at + about.end(), lines[index].span[1])]
        elif title and index == end and text[0].islower() and len(text) <= 200:
            title.append(lines[index].span)
        elif len(text) > _LONGEST or not (
            _CUES.match(text) or _RULE.fullmatch(text) or _is_organ(text)
        ):
            if title or len(text) > 160:
                break
            continue
        end = index + 1
    return Front(end, title=tuple(title))


def _is_organ(text: str) -> bool:
    return is_caps(text) and len(text) <= 120 and bool(ORGAN.match(text) or LEVEL.match(text))
