"""The explanation of an answer as a readable table in both languages, for the command line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

WIDTH = 96
_UNDERSTOOD = {
    "asks": "hỏi về / asks for",
    "times": "quý, tháng / quarters, months",
    "years": "năm / years",
    "numbers": "số văn bản / document numbers",
    "places": "điều, mục / articles, sections",
    "bodies": "tên nhận ra / names recognised",
    "unknown": "tên không có / names not known",
    "mended": "sửa chính tả / spelling mended",
    "glosses": "hiểu là / taken for",
    "language": "ngôn ngữ / language",
}
_WHY = {
    "number": "số / number",
    "name": "tên / name",
    "year": "năm / year",
    "title": "trích yếu / title",
    "words": "từ ngữ / words",
}


def explanation_lines(explain: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of an explanation as the API gives it."""
    yield ""
    yield "ĐÃ HIỂU / UNDERSTOOD"
    understood = explain["understood"]
    for key, label in _UNDERSTOOD.items():
        if value := understood[key]:
            yield f"  {label:<34} {_shown(value)}"
    yield ""
    yield "VĂN BẢN ĐÃ XÉT / DOCUMENTS CONSIDERED"
    for document in explain["documents"]:
        why = "; ".join(_WHY[reason] for reason in document["why"])
        yield f"  {document['score']:.3f}  {_cut(document['name'])}  [{why}]"
    yield ""
    yield "ĐOẠN / PASSAGES   (từ ngữ / words   nghĩa / meaning   tổng / total)"
    for passage in explain["passages"]:
        scores = (passage["lexical"], passage["dense"], passage["score"])
        yield f"  {'  '.join(f'{score:.3f}' for score in scores)}  {_cut(passage['text'])}"
    decision = explain["decision"]
    yield ""
    yield "KẾT LUẬN / DECISION"
    yield f"  {decision['status']}, độ tin / confidence {decision['confidence']:.3f}"
    if decision["reason"]:
        yield f"  lý do / reason: {decision['reason']} {_shown(decision['values'])}".rstrip()


def _shown(value: object) -> str:
    if isinstance(value, dict):
        pairs = cast("dict[str, object]", value)
        return "; ".join(f"{key} → {said}" for key, said in pairs.items())
    if isinstance(value, list):
        return ", ".join(map(str, cast("list[object]", value)))
    return str(value)


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= WIDTH else f"{line[: WIDTH - 1]}…"
