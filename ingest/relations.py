"""What a document says it does to others: amends, replaces, repeals, is issued with (pure).

Precision comes first: a document does so in its title, in an article that begins with the word, or
in a sentence about "… này". A mention in the grounds ("Căn cứ …") or in a task is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.dates import DATE, iso
from ingest.directives import NUMBER
from rag.domain import Fact, Relation, RelationKind
from rag.vietnamese import number_key

Span = tuple[int, int]

_KIND = (
    r"(?:Nghị quyết|Nghị định|Quyết định|Quy định|Quy chế|Quy trình|Chỉ thị|Kết luận|Kế hoạch|"
    r"Thông báo|Thông tư|Công văn|Hướng dẫn|Chương trình|Báo cáo|Tờ trình|Đề án|Phương án|Văn bản|"
    r"Luật|Pháp lệnh|Danh mục|Phụ lục)"
)
_AMENDS = r"(?:sửa đổi|bổ sung|điều chỉnh|đính chính)"
_REPLACES = r"(?:thay thế)"
_REPEALS = r"(?:bãi bỏ|hủy bỏ|huỷ bỏ|thu hồi)"
_VERB = rf"(?:{_AMENDS}|{_REPLACES}|{_REPEALS})"
_VERBS = rf"(?P<verbs>{_VERB}(?:\s*(?:,|và|hoặc|;)\s*{_VERB})*)"
_OBJECT = (
    rf"(?P<part>(?:(?!{_KIND})[^.;:\n“\"]){{0,160}}?)\b(?P<kind>{_KIND})"
    rf"(?P<between>(?:(?!{_KIND}|theo\b|thực hiện\b)[^.;\n“\"]){{0,160}}?)(?:số|sô)\s*:?\s*$"
)
_WHAT = re.compile(_OBJECT, re.IGNORECASE)
_LEAD = rf"(?:(?:Về việc|Về|V/v)\s*:?\s+)?(?:Ban hành\s+)?(?:{_KIND}\s+(?:về việc\s+|về\s+)?)?"
_TITLE = re.compile(rf"\W*{_LEAD}{_VERBS}(?!\w)", re.IGNORECASE)
_TITLE_REPLACES = re.compile(rf"(?P<verbs>{_REPLACES})\s+(?:cho\s+)?(?={_KIND})", re.IGNORECASE)
_ARTICLE = re.compile(
    rf"^[ \t*_#]*Điều\s+\d{{1,3}}\s*[.:][ \t*_]*(?:Nay\s+)?{_VERBS}(?!\w)",
    re.MULTILINE | re.IGNORECASE,
)
_CLAUSE = re.compile(
    rf"^[ \t*_]*(?:\d{{1,2}}|[a-zđ])[.)][ \t*_]+{_VERBS}(?!\w)", re.MULTILINE | re.IGNORECASE
)
_THIS = re.compile(
    rf"\b{_KIND}\s+này(?:\s+có hiệu lực[^.;\n]{{0,80}}?)?[\s,]*(?:và\s+|để\s+)?{_VERBS}(?!\w)",
    re.IGNORECASE,
)
_LAPSES = re.compile(
    rf"\b(?P<kind>{_KIND})\s+số\s+(?P<rest>[^.;\n]{{5,200}}?)\s+hết hiệu lực"
    rf"(?P<tail>[^.;\n]{{0,80}}?{_KIND} này)",
    re.IGNORECASE,
)
_ISSUED_WITH = re.compile(rf"\(?\s*(?:Ban hành\s+)?kèm theo\s+{_KIND}\s+số\s*:?\s*", re.IGNORECASE)
_ENACTING = ("quyết định", "nghị quyết", "nghị quyết liên tịch", "nghị định", "thông tư")
_GROUNDS = re.compile(r"\W*(?:Căn cứ|Thực hiện|Theo|Xét|Thi hành|Triển khai|Trên cơ sở)(?!\w)")
_PASSIVE = re.compile(
    r"\s*(?:,|và|hoặc)?\s*(?:theo|bởi|bằng|tại|khi|nếu|cho phù hợp)(?!\w)", re.IGNORECASE
)
_PARTS = re.compile(
    r"(?<!\w)(?:điểm|khoản|điều|mục|phần|một số|nội dung|phụ lục)(?!\w)", re.IGNORECASE
)
_STOP = re.compile(r"[.;](?=\s|$)|\n|\Z")
_AND = re.compile(
    rf"(?:\s+(?:của|về)\s[^.;\n]{{0,200}}?)?\s*(?:,|và|;)\s+{_KIND}\s+(?:số|sô)\s*:?\s*|\s*(?:,|và|;)\s+",
    re.IGNORECASE,
)
_DRAFT = re.compile(
    r"\W*(?:(?P<mark>DỰ THẢO)(?=\s+[^\W\d_a-z])|(?P<alone>DỰ THẢO|Dự thảo)"
    r"(?:\s+(?:LẦN|lần)\s+\w+|\s+\d{1,2})?\W*$)"
)
LONGEST = 400
"""Characters of the sentence that is quoted; longer ones end behind the target."""


def relations(
    text: str, title: Sequence[Span], *, header_end: int, kind: str | None, own: Fact | None
) -> tuple[Relation, ...]:
    """Return what a document does to others, in the order of the text, each target once."""
    found: dict[tuple[RelationKind, str], Relation] = {}
    for relation in [
        *_in_title(text, title),
        *_issued_with(text, header_end),
        *_in_body(text, header_end, kind),
    ]:
        target = number_key(relation.number) if relation.number else (relation.title or "")
        if own is None or relation.number is None or target != number_key(own.value):
            found.setdefault((relation.kind, target), relation)
    return tuple(sorted(found.values(), key=lambda relation: relation.start))


def draft_mark(text: str, header_end: int) -> Fact | None:
    """Return the words DỰ THẢO that stand alone in the header, or before the kind."""
    start = 0
    for line in text[:header_end].splitlines(keepends=True):
        match = _DRAFT.match(line.rstrip())
        if match:
            group = "mark" if match["mark"] else "alone"
            return Fact(match[group], start + match.start(group), start + match.end(group))
        start += len(line)
    return None


def _in_title(text: str, title: Sequence[Span]) -> list[Relation]:
    if not title:
        return []
    start, end = title[0][0], title[-1][1]
    verbs = _TITLE.match(text, start, end) or _TITLE_REPLACES.search(text, start, end)
    if verbs is None:
        return []
    numbered = _targets(text, verbs, (start, end), start)
    if numbered:
        return numbered
    rest = re.compile(rf"(?P<part>.{{0,60}}?)\b{_KIND}\s+(?P<title>.+)", re.DOTALL | re.IGNORECASE)
    named = rest.match(text, verbs.end(), end)
    if named is None or len(named["title"].split()) < 4 or NUMBER.search(text, start, end):
        return []
    words = " ".join(named["title"].split()).strip(" *_.")
    return [Relation(_kind(verbs["verbs"], named["part"]), None, None, words, start, end)]


def _in_body(text: str, header_end: int, kind: str | None) -> list[Relation]:
    patterns = [_THIS]
    if kind in _ENACTING:
        patterns += [_ARTICLE, _CLAUSE]
    found: list[Relation] = []
    for pattern in patterns:
        for match in pattern.finditer(text, header_end):
            begin = match.start() + len(match.group()) - len(match.group().lstrip())
            opening = max(text.rfind(mark, 0, begin) + 1 for mark in ("\n", ". ", "; "))
            end = _sentence_end(text, match.end())
            if not _GROUNDS.match(text, opening):
                found += _targets(text, match, (match.end(), end), begin)
    for match in _LAPSES.finditer(text, header_end):
        number = NUMBER.search(text, match.start("rest"), match.end("rest"))
        if number is not None:
            found.append(_relation(text, "repeals", number, match.span()))
    return found


def _issued_with(text: str, header_end: int) -> list[Relation]:
    match = _ISSUED_WITH.search(text, 0, header_end)
    number = NUMBER.match(text, match.end()) if match else None
    if match is None or number is None:
        return []
    return [
        _relation(text, "issued_with", number, (match.start(), _sentence_end(text, match.end())))
    ]


def _targets(text: str, verbs: re.Match[str], within: Span, quoted_from: int) -> list[Relation]:
    """Return the numbered documents that are the object of the verbs, joined by "và" or commas."""
    after = verbs.end("verbs")
    if _PASSIVE.match(text, after):
        return []
    found: list[Relation] = []
    gap_from = after
    for number in NUMBER.finditer(text, after, within[1]):
        gap = text[gap_from : number.start()]
        what = _WHAT.match(gap) if not found else None
        if (what is None) if not found else (_AND.fullmatch(gap) is None):
            break
        kind = _kind(verbs["verbs"], what["part"]) if what else found[0].kind
        relation = _relation(text, kind, number, (quoted_from, _sentence_end(text, number.end())))
        found.append(relation)
        date = _date(text, number.end())
        gap_from = date.end() if date else number.end()
    return found


def _relation(text: str, kind: RelationKind, number: re.Match[str], quote: Span) -> Relation:
    date = _date(text, number.end())
    start, end = quote
    if end - start > LONGEST:
        end = date.end() if date else number.end()
    while start < end and text[start] in " \t*_#(":
        start += 1
    while start < end and text[end - 1] in " \t*_:)":
        end -= 1
    value = re.sub(r"\s+", "", number.group())
    return Relation(kind, value, iso(date) if date else None, None, start, end)


def _date(text: str, at: int) -> re.Match[str] | None:
    gap = re.compile(r"\s*[,(]?\s*").match(text, at)
    return DATE.match(text, gap.end() if gap else at)


def _kind(verbs: str, part: str) -> RelationKind:
    """Return the strongest of the verbs; replacing or repealing a part is amending the whole."""
    if _PARTS.search(part) or re.search(_AMENDS, verbs, re.IGNORECASE):
        return "amends"
    return "replaces" if re.search(_REPLACES, verbs, re.IGNORECASE) else "repeals"


def _sentence_end(text: str, start: int) -> int:
    match = _STOP.search(text, start)
    return match.start() if match else len(text)
