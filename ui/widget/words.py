"""The sentences of the demo page, in Vietnamese and English; the widget's own are in texts.js."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ui.texts import Language


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language."""

    language: Language
    title: str
    intro: str
    line: str
    origins: str
    policy: str
    other: str


WORDS: Mapping[Language, Words] = {
    "vi": Words(
        language="vi",
        title="Khung hỏi đáp cho trang nội bộ",
        intro="Khung hỏi đáp ở góc màn hình có thể đặt vào bất kỳ trang web nội bộ nào. Hãy hỏi "
        "thử, rồi bấm vào một trích dẫn để xem văn bản gốc.",
        line="1. Dán một dòng này vào trang, trước </body>",
        origins="2. Cho phép trang đó dùng khung hỏi đáp, trong cấu hình của planqa",
        policy="3. Nếu trang có Content-Security-Policy, thêm các chỉ thị này",
        other="English",
    ),
    "en": Words(
        language="en",
        title="The widget for intranet pages",
        intro="The widget in the corner can be put on any page of an intranet. Ask it something, "
        "then click a citation to see the source.",
        line="1. Paste this one line into the page, before </body>",
        origins="2. List the page's origin in planqa's settings",
        policy="3. If the page has a Content-Security-Policy, add these directives",
        other="Tiếng Việt",
    ),
}
