"""How a plan is laid out: five ways to write the same content, as offices really do.

Each renderer returns the lines of a document and remembers where the answers stand.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from eval.topics import Target, Topic, written

ROMAN = ("I", "II", "III", "IV")
LETTERS = ("a", "b", "c", "d", "đ", "e", "g")


@dataclass(frozen=True, slots=True)
class Content:
    """What one document says: its identity, its figures and its tasks, all decided."""

    ward: str
    year: int
    quarter: int | None
    topic: Topic
    number: str
    day: int
    month: int
    issue_year: int
    signer: str
    values: tuple[int, ...]
    tasks: tuple[tuple[str, ...], ...]
    lead: str
    money: int
    deadline: str
    recipients: tuple[str, ...]

    @property
    def date_words(self) -> str:
        """The date as a header writes it."""
        return f"ngày {self.day:02} tháng {self.month:02} năm {self.issue_year}"


@dataclass(frozen=True, slots=True)
class Listing:
    """A list that can be asked for: how, and its items as they stand in the document."""

    asked: str
    english: str
    items: tuple[str, ...]


@dataclass(slots=True)
class Sheet:
    """A document being written, and what can be asked about it.

    `figures` holds, target by target, the words that state it.
    """

    title: str
    kind: str
    issuer: str
    lines: list[str] = field(default_factory=list[str])
    figures: list[tuple[Target, str, int]] = field(default_factory=list[tuple[Target, str, int]])
    listings: list[Listing] = field(default_factory=list[Listing])
    lead: str = ""
    money: str = ""
    deadline: str = ""

    def add(self, *lines: str) -> None:
        """Write lines, each a paragraph of its own."""
        for line in lines:
            self.lines += [line, ""]


Renderer = Callable[[Content], Sheet]


def quarters(content: Content) -> Sheet:
    """Lay out a plan of the people's committee with tasks by quarter."""
    sheet = _plan(content)
    sheet.add("I. MỤC ĐÍCH, YÊU CẦU")
    sheet.add(*(f"{n}. {aim}." for n, aim in enumerate(content.topic.aims, start=1)))
    sheet.add("II. CHỈ TIÊU")
    _figures(sheet, content, lambda n, stated: f"{n}. {stated}.")
    sheet.add("III. NHIỆM VỤ THEO TỪNG QUÝ")
    for place, tasks in enumerate(content.tasks):
        sheet.add(f"{place + 1}. Quý {ROMAN[place]} năm {content.year}")
        sheet.add(*(f"{LETTERS[n]}) {task}." for n, task in enumerate(tasks)))
        sheet.listings.append(
            Listing(
                f"Quý {ROMAN[place]} năm {{year}} {{ward}} phải làm những việc gì theo kế hoạch "
                f"{content.topic.name}?",
                f"What must {{ward}} do in Quarter {ROMAN[place]} of {{year}} under the "
                f"{content.topic.english} plan?",
                tuple(f"{task}." for task in tasks),
            )
        )
    sheet.add("IV. TỔ CHỨC THỰC HIỆN")
    _duties(sheet, content, ("1. ", "2. ", "3. "))
    return sheet


def party(content: Content) -> Sheet:
    """Lay out a plan of the Party committee: "I-", "1-", dashes."""
    sheet = Sheet(
        f"{content.topic.name} năm {content.year}", "Kế hoạch", f"Đảng ủy phường {content.ward}"
    )
    sheet.lines += [
        "ĐẢNG BỘ THÀNH PHỐ NGUYỆT GIANG",
        f"ĐẢNG ỦY PHƯỜNG {content.ward.upper()}",
        "*",
        f"Số {content.number}-KH/ĐU",
        "",
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        "",
        f"{content.ward}, {content.date_words}",
        "",
        "KẾ HOẠCH",
        f"{content.topic.name} năm {content.year} của Đảng ủy phường {content.ward}",
        "-----",
        "",
    ]
    sheet.add(f"Ban Thường vụ Đảng ủy phường {content.ward} xây dựng kế hoạch như sau:")
    sheet.add("I- MỤC ĐÍCH, YÊU CẦU")
    sheet.add(*(f"{n}- {aim}." for n, aim in enumerate(content.topic.aims, start=1)))
    sheet.add("II- CHỈ TIÊU")
    _figures(sheet, content, lambda n, stated: f"{n}- {stated}.")
    sheet.add("III- NHIỆM VỤ, GIẢI PHÁP")
    named = ("Nhiệm vụ thường xuyên", "Nhiệm vụ trọng tâm")
    for place, name in enumerate(named):
        tasks = content.tasks[place]
        sheet.add(f"{place + 1}- {name}", *(f"- {task}." for task in tasks))
        sheet.listings.append(
            Listing(
                f"{name} trong kế hoạch {content.topic.name} năm {{year}} của Đảng ủy {{ward}} "
                "gồm những gì?",
                f"What are the {('regular', 'key')[place]} tasks in the {{year}} "
                f"{content.topic.english} plan of the Party Committee of {{ward}}?",
                tuple(f"{task}." for task in tasks),
            )
        )
    sheet.add("IV- TỔ CHỨC THỰC HIỆN")
    _duties(sheet, content, ("1- ", "2- ", "3- "))
    return sheet


def inline(content: Content) -> Sheet:
    """Lay out a plan whose tasks run on as "(1) …; (2) …" and whose figures are a table."""
    sheet = _plan(content)
    sheet.add("I. MỤC TIÊU", f"{'. '.join(content.topic.aims)}.")
    sheet.add("II. CHỈ TIÊU CHỦ YẾU")
    sheet.lines += ["| Chỉ tiêu | Đơn vị | Kế hoạch |", "|---|---|---|"]
    for target, value in zip(content.topic.targets, content.values, strict=True):
        row = f"| {target.label} | {target.unit} | {written(value)} |"
        sheet.lines.append(row)
        sheet.figures.append((target, row, value))
    sheet.add("", "III. NHIỆM VỤ")
    tasks = (*content.tasks[0], *content.tasks[1])
    numbered = "; ".join(f"({n}) {task}" for n, task in enumerate(tasks, start=1))
    sheet.add(f"Trong năm {content.year}, phường tập trung thực hiện các nhiệm vụ: {numbered}.")
    sheet.listings.append(
        Listing(
            f"Kế hoạch {content.topic.name} năm {{year}} của {{ward}} nêu những nhiệm vụ nào?",
            f"Which tasks does the {{year}} {content.topic.english} plan of {{ward}} set?",
            tasks,
        )
    )
    sheet.add("IV. TỔ CHỨC THỰC HIỆN")
    _duties(sheet, content, ("1. ", "2. ", "3. "))
    return sheet


def decision(content: Content) -> Sheet:
    """Lay out a decision with articles and clauses."""
    title = f"giao chỉ tiêu {content.topic.name} năm {content.year}"
    sheet = Sheet(title, "Quyết định", f"Ủy ban nhân dân phường {content.ward}")
    sheet.lines += _head(content, "QĐ-UBND")
    sheet.lines += ["QUYẾT ĐỊNH", f"Về việc {title} trên địa bàn phường {content.ward}", ""]
    sheet.add(
        f"ỦY BAN NHÂN DÂN PHƯỜNG {content.ward.upper()}",
        f"Xét đề nghị của {content.lead},",
        "QUYẾT ĐỊNH:",
    )
    sheet.add(f"Điều 1. Giao chỉ tiêu {content.topic.name} năm {content.year} như sau:")
    _figures(sheet, content, lambda n, stated: f"{n}. {stated}.")
    sheet.add("Điều 2. Các nhiệm vụ phải hoàn thành:")
    tasks = content.tasks[0]
    sheet.add(*(f"{LETTERS[n]}) {task};" for n, task in enumerate(tasks)))
    sheet.listings.append(
        Listing(
            f"Điều 2 Quyết định giao chỉ tiêu {content.topic.name} năm {{year}} của {{ward}} nêu "
            "những nhiệm vụ gì?",
            f"Which tasks does Article 2 of the {{year}} decision of {{ward}} on "
            f"{content.topic.english} targets list?",
            tasks,
        )
    )
    sheet.add("Điều 3. Tổ chức thực hiện")
    _duties(sheet, content, ("1. ", "2. ", "3. "))
    sheet.add("Điều 4. Quyết định này có hiệu lực kể từ ngày ký.")
    return sheet


def report(content: Content) -> Sheet:
    """Lay out a quarterly report: what was done, and what the next quarter brings."""
    quarter = ROMAN[(content.quarter or 1) - 1]
    title = f"kết quả công tác {content.topic.name} Quý {quarter} năm {content.year}"
    sheet = Sheet(title, "Báo cáo", f"Ủy ban nhân dân phường {content.ward}")
    sheet.lines += _head(content, "BC-UBND")
    sheet.lines += ["BÁO CÁO", title[:1].upper() + title[1:], ""]
    sheet.add(f"Ủy ban nhân dân phường {content.ward} báo cáo như sau:")
    sheet.add(f"A. KẾT QUẢ QUÝ {quarter}")
    _figures(sheet, content, lambda n, stated: f"{n}. {stated}.")
    sheet.add("B. NHIỆM VỤ TRỌNG TÂM THỜI GIAN TỚI")
    tasks = content.tasks[0]
    sheet.add(*(f"{n}. {task}." for n, task in enumerate(tasks, start=1)))
    sheet.listings.append(
        Listing(
            f"Báo cáo {content.topic.name} Quý {quarter} năm {{year}} của {{ward}} nêu những nhiệm "
            "vụ trọng tâm nào cho thời gian tới?",
            f"Which key tasks does the Quarter {quarter} {{year}} {content.topic.english} report "
            "of {ward} set for the time to come?",
            tuple(f"{task}." for task in tasks),
        )
    )
    return sheet


PLAN_LAYOUTS: tuple[Renderer, ...] = (quarters, party, inline, decision)


def close(sheet: Sheet, content: Content) -> None:
    """Write recipients and signature."""
    dash = "," if sheet.issuer.startswith("Đảng ủy") else ";"
    sheet.lines += ["Nơi nhận:", *(f"- {one}{dash}" for one in content.recipients)]
    if sheet.issuer.startswith("Đảng ủy"):
        sheet.lines += ["- Lưu Văn phòng Đảng ủy.", "", "T/M BAN THƯỜNG VỤ", "BÍ THƯ"]
    else:
        sheet.lines += ["- Lưu: VT.", "", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]
    sheet.lines += ["", content.signer]


def _head(content: Content, kind: str) -> list[str]:
    return [
        "ỦY BAN NHÂN DÂN",
        f"PHƯỜNG {content.ward.upper()}",
        f"Số: {content.number}/{kind}",
        "",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "",
        f"{content.ward}, {content.date_words}",
        "",
    ]


def _plan(content: Content) -> Sheet:
    title = f"{content.topic.name} năm {content.year}"
    sheet = Sheet(title, "Kế hoạch", f"Ủy ban nhân dân phường {content.ward}")
    sheet.lines += _head(content, "KH-UBND")
    named = f"{title[:1].upper()}{title[1:]} trên địa bàn phường {content.ward}"
    sheet.lines += ["KẾ HOẠCH", named, ""]
    sheet.add(f"Ủy ban nhân dân phường {content.ward} ban hành kế hoạch, cụ thể như sau:")
    return sheet


def _figures(sheet: Sheet, content: Content, line: Callable[[int, str], str]) -> None:
    pairs = zip(content.topic.targets, content.values, strict=True)
    for number, (target, value) in enumerate(pairs, start=1):
        stated = target.stated(value)
        sheet.add(line(number, stated))
        sheet.figures.append((target, stated, value))


def _duties(sheet: Sheet, content: Content, marks: Sequence[str]) -> None:
    sheet.lead = f"{content.lead} chủ trì, theo dõi, đôn đốc việc thực hiện."
    sheet.deadline = f"Các đơn vị gửi báo cáo kết quả trước ngày {content.deadline}."
    sheet.money = f"Kinh phí thực hiện là {written(content.money)} triệu đồng từ ngân sách phường."
    duties = (sheet.lead, sheet.deadline, sheet.money)
    sheet.add(*(mark + duty for mark, duty in zip(marks, duties, strict=True)))
