"""Documents that a text cites: "Chỉ thị số 41-CT/TW ngày 26/12/2024" (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ingest.dates import DATE, iso
from rag.domain import Directive, Fact, Section
from rag.vietnamese import number_key

_KINDS = (
    "Nghị quyết liên tịch|Nghị quyết|Nghị định|Quyết định|Quy định|Quy chế|Chỉ thị|Kết luận|"
    "Kế hoạch liên tịch|Kế hoạch|Thông báo kết luận|Thông báo|Thông tư liên tịch|Thông tư|"
    "Thông tri|Luật|Bộ luật|Pháp lệnh|Công văn|Công điện|Hướng dẫn|Chương trình hành động|"
    "Chương trình hoạt động|Chương trình|Báo cáo|Tờ trình|Đề án|Văn bản|Lệnh|Sắc lệnh|Hiến pháp"
)
NUMBER = re.compile(
    r"(?<![\w/.,-])(?P<n>\d{1,5}[a-z]?(?:/\d{4})?)\s?[-–/]\s?"
    r"(?P<code>[A-ZĐƯ][A-Za-zĐđƯư]{0,9}(?:[-–/.&]\s?[A-ZĐƯ][\wĐđƯư]{0,14}){1,4}|QH\d{1,2})(?!\w)"
)
"""A document number with at least two code parts, or a law's ("15/2022/QH15")."""

_BEFORE = re.compile(rf"(?:(?P<kind>{_KINDS})\s+)?(?:(?:số|sô)\s*:?\s*)?$", re.IGNORECASE)
_NAMED = re.compile(r"(?:số|sô)\s*:?\s*$", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*[,(]?\s*")
_CHANGES = re.compile(
    r"(?<!\w)(?:sửa đổi|bổ sung|thay thế|bãi bỏ|điều chỉnh|hủy bỏ|huỷ bỏ)(?!\w)", re.IGNORECASE
)
_GROUNDS = re.compile(r"\W*(?:Căn cứ|Thực hiện|Theo|Xét|Thi hành|Triển khai)(?!\w)")
_THIS = re.compile(r"(?:này)(?!\w)")
_STOP = re.compile(r"[.;](?=\s|$)|\n")
_ATTACHED = re.compile(r"kèm theo(?!\w)", re.IGNORECASE)
_LAW = re.compile(r"(?<!\w)(Bộ luật|Luật|Pháp lệnh|Nghị quyết)(?!\w)")
_BACK = 48
_FAR_BACK = 160
_SENTENCE = 600


def cited(text: str, own: Fact | None) -> tuple[Directive, ...]:
    """Return every document number in the text but its own, in order, with kind and date."""
    found: list[Directive] = []
    own_key = number_key(own.value) if own else None
    for match in NUMBER.finditer(text):
        number = re.sub(r"\s+", "", match.group())
        head = text[max(0, match.start() - _BACK) : match.start()]
        before = _BEFORE.search(head)
        if match["code"].startswith("QH") and "/" not in match["n"]:
            continue
        itself = own is not None and own_key == number_key(number)
        if itself and own and (match.start() == own.start or _ATTACHED.search(head)):
            continue
        kind = before["kind"] if before else None
        if match["code"].startswith("QH"):
            laws = _LAW.findall(text[max(0, match.start() - _FAR_BACK) : match.start()])
            kind = laws[-1] if laws else kind
        start = match.start() - (len(head) - before.start()) if before else match.start()
        end, issued = match.end(), None
        gap = _BETWEEN.match(text, end)
        date = DATE.match(text, gap.end()) if gap else None
        if date and (issued := iso(date)) is not None:
            end = date.end()
        found.append(Directive(number, _sentence_case(kind), issued, start, end))
    return tuple(found)


def amended(
    text: str, title: Iterable[tuple[int, int]], sections: Sequence[Section], own: Fact | None
) -> tuple[Fact, ...]:
    """Return the numbers of the documents that this one amends, adds to or replaces.

    The title says so, an article, or a sentence about "… này"; grounds ("Căn cứ …") never do.
    """
    spans = list(title)
    spans += [(s.start, s.end) for s in sections if s.kind == "preamble" or s.kind == "article"]
    spans += [(s.start, s.end) for s in sections if s.kind == "heading" and s.level <= 3]
    facts: dict[str, Fact] = {}
    for start, end in spans:
        for a, b in _sentences(text, start, end):
            if not _GROUNDS.match(text[a:b]):
                _collect(text, (a, b), own, facts)
    done = 0
    for match in _CHANGES.finditer(text):
        if match.start() < done:
            continue
        since = max(done, match.start() - _SENTENCE)
        a = max(since, *(text.rfind(m, since, match.start()) + 1 for m in (". ", "\n", "; ")))
        stop = _STOP.search(text, match.end())
        done = stop.start() if stop else len(text)
        this = _THIS.search(text, a, done)
        if this and not _GROUNDS.match(text[a:done]):
            _collect(text, (this.end(), done), own, facts)
    return tuple(sorted(facts.values(), key=lambda fact: fact.start))


def _sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    bounds = [start, *(m.end() for m in _STOP.finditer(text, start, end)), end]
    return list(zip(bounds, bounds[1:], strict=False))


def _collect(text: str, span: tuple[int, int], own: Fact | None, into: dict[str, Fact]) -> None:
    change = _CHANGES.search(text, *span)
    if change is None:
        return
    for match in NUMBER.finditer(text, change.end(), span[1]):
        number = re.sub(r"\s+", "", match.group())
        key = number_key(number)
        if own is None or key != number_key(own.value):
            into.setdefault(key, Fact(number, match.start(), match.end()))


def _sentence_case(kind: str | None) -> str | None:
    return kind[:1].upper() + kind[1:].lower() if kind else None
