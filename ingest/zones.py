"""The zones of a document: header, preamble, body, closing, recipients, signature, appendices.

Works on the lines of the canonical text; the outline is built inside each zone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.front import PREAMBLE_CUE, Line, find_front
from ingest.marks import is_caps, read_label
from ingest.openings import is_kind
from ingest.people import couple, is_name
from ingest.tree import heading_like
from rag.domain import Canonical, SectionKind

AUTHORITY = re.compile(r"(?:T/M|TM|T\.M|KT|K/T|TL|T/L|TUQ|T/UQ)(?:\s?[./]|\s)\s*(?=[^\W\d_])")
"""Who signs for whom: "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"."""

OFFICE = re.compile(
    r"(?:Q\.\s?|QUYỀN |PHÓ |TỔNG )*(?:CHỦ TỊCH|CHỦ NHIỆM|BÍ THƯ|TRƯỞNG|CHÁNH|GIÁM ĐỐC|HIỆU TRƯỞNG|"
    r"CỤC TRƯỞNG|VỤ TRƯỞNG|BỘ TRƯỞNG|THỨ TRƯỞNG|THỦ TƯỚNG|VIỆN TRƯỞNG|ĐỘI TRƯỞNG|TỔ TRƯỞNG|"
    r"CHỈ HUY TRƯỞNG|CHỈ HUY PHÓ|CHÍNH TRỊ VIÊN|[ỦU][YỶ] VIÊN|UỶ VIÊN|THƯỜNG TRỰC|THƯ KÝ|"
    r"ĐỒN TRƯỞNG|TRẠM TRƯỞNG|HIỆU PHÓ|CHỦ TRÌ|CHỦ T[ỌO][ẠA]|NGƯỜI (?:LẬP|GHI)|"
    r"ĐẠI DIỆN|KẾ TOÁN)(?!\w)"
)
_RECIPIENTS = re.compile(r"Nơi nhận(?!\w)", re.IGNORECASE)
_SIGNED = re.compile(r"\W*(?:đã ký|ký tên|ký, đóng dấu|chữ ký)[\w\s,]{0,40}\W*", re.IGNORECASE)
_CLOSING = re.compile(
    r"(?:Trên đây là|Đề nghị|Yêu cầu|Quá trình (?:triển khai|thực hiện|tổ chức)|Trong quá trình|"
    r"(?:Kế hoạch|Báo cáo|Chỉ thị|Chương trình|Nghị quyết|Hướng dẫn|Thông báo|Quyết định|Đề án|"
    r"Quy định|Công văn|Kết luận|Văn bản) này|Nhận được|Rất mong|Trân trọng|"
    r"Kính (?:đề nghị|trình|báo cáo|mong)|Nếu có (?:khó khăn|vướng mắc)|"
    r"(?:Cuộc|Buổi|Phiên) (?:họp|làm việc) (?:kết thúc|bế mạc)|Hội nghị (?:kết thúc|bế mạc)|"
    r"Biên bản (?:này |được |làm |lập )|Mọi (?:ý kiến|thông tin|vướng mắc)|"
    r"Ý kiến (?:góp ý|tham gia))"
)
_APPENDIX = re.compile(r"(?:PHỤ LỤC|Phụ lục)(?=\s|[.:]|$)(?!.*[;,]$).{0,160}$")
ATTACHED = re.compile(
    r"\(\s*(?:(?:được\s+)?ban hành\s+)?(?:đính\s+)?kèm(?: theo)?(?!\w)", re.IGNORECASE
)
"""What an attached document says under its title: "(Ban hành kèm theo Quyết định số …)"."""
_LIST = re.compile(r"(?:DANH (?:SÁCH|MỤC)|BIỂU|BẢNG|MẪU|LỊCH)(?!\w)")
"""What is attached behind the signature under a title of its own."""
_END_MARK = re.compile(r"\./\s?\.?\W*$")
_RIGHT_COLUMN = re.compile(
    rf"(?:\s{{2,}}|\t|(?<=[;:,.)])\s)(?=(?:{AUTHORITY.pattern}|{OFFICE.pattern}))"
)
_NAME_BESIDE = re.compile(r"\W*Lưu(?!\w)[^.]*\.\s+(?P<name>[^.,;]{4,60})$")


@dataclass(frozen=True, slots=True)
class Block:
    """A zone: the lines from `first` up to `last` (not included)."""

    kind: SectionKind
    first: int
    last: int


def read_lines(text: str) -> tuple[Line, ...]:
    """Return the lines that are not blank; blank ones belong to the line before, so all tile."""
    lines: list[Line] = []
    position = 0
    for raw in text.split("\n"):
        after = min(position + len(raw) + 1, len(text))
        if stripped := raw.strip():
            at = position + len(raw) - len(raw.lstrip())
            lines.append(Line(lines[-1].end if lines else 0, after, at, stripped))
        elif lines:
            lines[-1] = replace(lines[-1], end=after)
        position = after
    return tuple(lines)


def find_blocks(canonical: Canonical, lines: Sequence[Line]) -> tuple[Block, ...]:
    """Return the zones in document order; together they hold every line once."""
    notes = next((i for i, line in enumerate(lines) if line.at >= canonical.body_end), len(lines))
    body = lines[:notes]
    header = find_front(body).header_end
    recipients = _find_recipients(body, header)
    signature = _find_signature(body, header, recipients)
    appendix = _find_appendix(body, header, max(recipients.last, signature.last))
    tail = [b for b in (recipients, signature) if b.first < b.last <= appendix]
    tail.sort(key=lambda block: block.first)
    main_end = tail[0].first if tail else appendix
    first_heading = _preamble_end(body, header, main_end)
    closing = _closing_start(body, first_heading, main_end)
    blocks = [
        Block("header", 0, header),
        Block("preamble", header, first_heading),
        Block("paragraph", first_heading, closing),
        Block("closing", closing, main_end),
    ]
    position = main_end
    for block in tail:
        blocks += [Block("paragraph", position, block.first), block]
        position = block.last
    blocks.append(Block("paragraph", position, appendix))
    blocks += _appendices(body, appendix)
    blocks.append(Block("footnotes", notes, len(lines)))
    return tuple(block for block in blocks if block.first < block.last)


def split_columns(text: str) -> int | None:
    """Return where the signature's column begins in a line of recipients set beside it."""
    match = _RIGHT_COLUMN.search(text)
    if match and is_caps(text[match.end() :].split("  ")[0]):
        return match.end()
    match = _NAME_BESIDE.match(text)
    return match.start("name") if match and is_name(match["name"]) else None


def _signature_like(text: str) -> bool:
    if len(text) > 100 or _APPENDIX.match(text) or is_kind(text) or _LIST.match(text):
        return False
    if is_caps(text) or is_name(text) or couple(text):
        return True
    return bool(AUTHORITY.match(text) or _SIGNED.fullmatch(text))


def _find_recipients(lines: Sequence[Line], header: int) -> Block:
    for index in range(header, len(lines)):
        text = lines[index].text
        if _RECIPIENTS.match(text) and (len(text) <= 60 or "-" in text[:20] or split_columns(text)):
            return Block("recipients", index, _recipients_end(lines, index + 1))
    return Block("recipients", 0, 0)


def _recipients_end(lines: Sequence[Line], index: int) -> int:
    last = False
    while index < len(lines):
        text = lines[index].text
        label = read_label(text)
        dash = label is not None and label.bullet
        goes_on = text[0].islower() or text[0] in "(&"
        plain = text[-1] in ";," and len(text) <= 160 and not _signature_like(text)
        ends = bool(re.match(r"\W*Lưu\b", text))
        if not (dash or goes_on or ((plain or ends) and not last)):
            break
        last = last or ends
        index += 1
    return index


def _find_signature(lines: Sequence[Line], header: int, recipients: Block) -> Block:
    if recipients.last:
        after = recipients.last
        while after < len(lines) and _signature_like(lines[after].text):
            after += 1
        names = [i for i in range(recipients.last, after) if is_name(lines[i].text)]
        if names and not any(_formal(line.text) for line in lines[names[-1] : after]):
            after = names[-1] + 1
        if any(_formal(line.text) for line in lines[recipients.last : after]) or (
            after > recipients.last and is_name(lines[after - 1].text)
        ):
            return Block("signature", recipients.last, after)
        return _signature_before(lines, header, recipients.first)
    for index in range(header, len(lines)):
        text = lines[index].text
        if AUTHORITY.match(text) and len(text) <= 100 and is_caps(text):
            end = index + 1
            while end < len(lines) and _signature_like(lines[end].text):
                end += 1
            return Block("signature", index, end)
    return _signature_before(lines, header, len(lines))


def _formal(text: str) -> bool:
    return bool(AUTHORITY.match(text)) or (is_caps(text) and bool(OFFICE.search(text)))


def _signature_before(lines: Sequence[Line], header: int, end: int) -> Block:
    start = end
    while start > header and _signature_like(lines[start - 1].text):
        start -= 1
    while start < end and not _formal(lines[start].text):
        start += 1
    return Block("signature", start, end) if start < end else Block("signature", 0, 0)


def _find_appendix(lines: Sequence[Line], header: int, tail: int) -> int:
    for index in range(max(header, tail), len(lines)):
        text = lines[index].text
        if _APPENDIX.match(text) and (tail or is_caps(text.split("(")[0])):
            return index
        near = [line.text for line in lines[index : index + 4]]
        titled = is_caps(text.split("(")[0]) and not read_label(text)
        if titled and any(map(ATTACHED.search, near)):
            return index
    return len(lines)


def _appendices(lines: Sequence[Line], first: int) -> list[Block]:
    starts = [first] if first < len(lines) else []
    starts += [
        i
        for i in range(first + 1, len(lines))
        if _APPENDIX.match(lines[i].text) and is_caps(lines[i].text.split("(")[0])
    ]
    bounds = [*starts, len(lines)]
    return [Block("appendix", a, b) for a, b in zip(bounds, bounds[1:], strict=False)]


def _preamble_end(lines: Sequence[Line], header: int, end: int) -> int:
    announced = header
    for index in range(header, end):
        text = lines[index].text
        label = read_label(text)
        if label is not None and not label.bullet:
            return index
        opens = index + 1 < end and read_label(lines[index + 1].text) is not None
        if PREAMBLE_CUE.match(text) or text.endswith("như sau:"):
            announced = index if opens and text.endswith(":") else index + 1
    return announced


def _closing_start(lines: Sequence[Line], first: int, end: int) -> int:
    start = end
    while start > first and read_label(lines[start - 1].text) is None:
        start -= 1
        if is_caps(lines[start].text) or lines[start].text.endswith(":"):
            start += 1
            break
    if start > first and heading_like(lines[start - 1].text):
        start = min(start + 1, end)  # a heading does not stand alone: its text is no closing
    for index in range(start, end):
        if _CLOSING.match(lines[index].text):
            return index
    ended = end > start and end > first + 1 and bool(_END_MARK.search(lines[end - 1].text))
    return end - 1 if ended else end
