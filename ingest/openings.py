"""How printed lines open and close: labels, bullets, set phrases, words that cannot end a line.

What is known here is Vietnamese administrative usage (Nghị định 30/2020/NĐ-CP and Party style).
"""

from __future__ import annotations

import re

_UPPER = "A-Z" + "".join(
    chr(code) for code in (*range(0xC0, 0x1B1), *range(0x1EA0, 0x1EFA)) if chr(code).isupper()
)
_BULLETS = r"\-–—•●▪■◦○∙·➢\uf000-\uf0ff+"
_BULLET = re.compile(rf"[{_BULLETS}*](?:\s+|(?=[{_UPPER}“\"(]))")
_NUMBER = re.compile(
    rf"\d{{1,2}}(?:[.)/:]|-(?=\s))(?:\s+|(?=[{_UPPER}“\"])|$)"
    rf"|\d{{1,2}}(?:\.\d{{1,2}}){{1,4}}(?:[.)]\s+|-(?=\s)|\s+(?=[{_UPPER}“\"])|[.)]?$|[.)](?=[{_UPPER}]))"
)
_LABEL = re.compile(
    rf"[IVXLC]{{1,7}}\s?(?:[.)/:]|[-–](?=\s))(?:\s|(?=[{_UPPER}])|$)"
    r"|[A-ZĐa-zđ][.)](?:\s|$)|[a-zđ](?:/|-(?=\s[^\W\d_a-z]))\s"
    rf"|(?:Phần|PHẦN|Chương|CHƯƠNG|Mục|MỤC)\s+(?:thứ\s+\w+|THỨ\s+\w+|[IVXLC]+|\d{{1,2}}|[A-Z])"
    rf"(?:\s*[.:)–-]|\s+[{_UPPER}]{{2}}|$)"
    r"|Điều\s+\d{1,3}\s*[.:]"
    r"|(?:Phụ lục|PHỤ LỤC)(?:\s+(?:số\s+)?[IVXLC\d]+)?\s*(?:[.:]|$)"
)
_BARE = re.compile(
    rf"[{_BULLETS}]|[IVXLC]{{1,7}}[.)]|\d{{1,2}}[.)]|\d{{1,2}}(?:\.\d{{1,2}}){{1,4}}\.?|[a-zđ]\)"
)
_PARENTHESISED = re.compile(r"\(\d{1,2}\)\s")
_OPENING = re.compile(
    r"Nơi nhận|NƠI NHẬN|Kính gửi|Số\s*:|Số\s?[-/]"
    rf"|(?:TM|T/M|KT|K/T|TL|T/L|TUQ|Q)(?:[./]\s?|\s)(?=[{_UPPER}])"
    r"|CỘNG H(?:ÒA|OÀ|ÓA)|Độc lập\s?[-–]"
)
_GROUND = re.compile(
    rf"Căn cứ\s|Theo đề nghị|Xét đề nghị|Trên đây là|Kính (?:trình|đề nghị|mong)|Trân trọng|"
    rf"Thực hiện\s(?:[{_UPPER}]|\w+\s(?:số|ngày))"
)
_ATTACHED = re.compile(r"\(\s*(?:Ban hành |Đính )?[Kk]èm theo(?!\w)")
_KIND = re.compile(
    r"KẾ HOẠCH|BÁO CÁO|CHỈ THỊ|CHƯƠNG TRÌNH(?: HÀNH ĐỘNG| CÔNG TÁC)?|NGHỊ QUYẾT|QUYẾT ĐỊNH"
    r"|THÔNG BÁO|THÔNG TRI|HƯỚNG DẪN|TỜ TRÌNH|KẾT LUẬN|QUY ĐỊNH|QUY CHẾ|ĐỀ ÁN|PHƯƠNG ÁN"
    r"|CÔNG ĐIỆN|LỜI KÊU GỌI"
)
_COUNTED = re.compile(
    r"(?:^|\s)(?:số|ngày|tháng|năm|quý|khoản|điểm|điều|mục|khối|lớp|cấp|đợt|thứ|kỳ|khóa|khoá|tổ"
    r"|phần|chương|loại|mức|đến|từ|và|là|có|gồm|với|trên|dưới|đạt)$",
    re.IGNORECASE,
)
_DANGLING = re.compile(
    r"(?:,|(?:^|\s)(?:của|và|các|những|về|với|cho|là|từ|như|để|hoặc|mà|gồm|nhằm|bởi|đã|sẽ))$"
)
"""Only words that end no set phrase: "số" is not among them ("chuyển đổi số"), nor "trên"."""


def is_bullet(text: str) -> bool:
    """Tell whether a line begins with the mark of a list item."""
    return bool(_BULLET.match(text))


def is_numbered(text: str) -> bool:
    """Tell whether a line begins with a number in digits: "1.", "2.3.1 Công tác", "1- "."""
    return bool(_NUMBER.match(text))


def is_label(text: str) -> bool:
    """Tell whether a line begins with any label or list mark ("(1)" aside)."""
    return is_bullet(text) or is_numbered(text) or bool(_LABEL.match(text))


def is_heading_label(text: str) -> bool:
    """Tell whether a line begins with the label of a heading, point or article."""
    return is_numbered(text) or bool(_LABEL.match(text))


def is_bare(text: str) -> bool:
    """Tell whether a line is a label and nothing more; its words stand on the next line."""
    return bool(_BARE.fullmatch(text))


def is_parenthesised(text: str) -> bool:
    """Tell whether a line begins with "(1)", which stands inside paragraphs too."""
    return bool(_PARENTHESISED.match(text))


def opens_line(text: str) -> bool:
    """Tell whether a line begins with words of the header or the end: Số:, Nơi nhận, TM."""
    return bool(_OPENING.match(text))


def opens_paragraph(text: str) -> bool:
    """Tell whether a line begins as grounds and closing sentences do: Căn cứ, Trên đây là."""
    return bool(_GROUND.match(text))


def opens_attached(text: str) -> bool:
    """Tell whether a line begins as the note under an attached document's title does."""
    return bool(_ATTACHED.match(text))


def is_kind(text: str) -> bool:
    """Tell whether a line is the name of a kind of document, in capitals and alone."""
    return bool(_KIND.fullmatch(text))


def is_capitals(text: str) -> bool:
    """Tell whether a line is set in capitals throughout (four letters at least)."""
    return text.isupper() and sum(map(str.isalpha, text)) > 3


def counts_next(text: str) -> bool:
    """Tell whether a text ends with a word that a number belongs to: "khoản", "tháng"."""
    return bool(_COUNTED.search(text[-12:]))


def is_dangling(text: str) -> bool:
    """Tell whether a text ends with a comma or a word that nothing can end with: "của", "và"."""
    return bool(_DANGLING.search(text[-12:]))
