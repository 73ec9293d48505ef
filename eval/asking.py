"""Questions about a made archive: of every kind, with and without noise, answers known."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from eval.archive import Made, Plans
from eval.domain import Case, Wanted
from eval.layouts import ROMAN
from eval.topics import PLANS, REPORT, Target, written
from rag.vietnamese import fold

SHARES = {
    "fact": 0.26,
    "list": 0.16,
    "signer": 0.07,
    "date": 0.07,
    "number": 0.07,
    "recipients": 0.04,
    "duty": 0.11,
    "unanswerable": 0.14,
    "ambiguous": 0.08,
}
"""Shares of the kinds of questions; "duty" asks who leads, until when, for how much money."""
NOISES = {"clean": 56, "nodiacritics": 18, "typo": 9, "english": 9, "abbrev": 8}
"""Noises and their weights; a question that has no English wording stays clean."""
UNKNOWN_FACTS = (
    "Năm {year} {ward} tuyển bao nhiêu công chức mới?",
    "Tỷ lệ hộ nghèo của {ward} năm {year} là bao nhiêu?",
    "{ward} có mấy trường đạt chuẩn quốc gia trong năm {year}?",
    "Năm {year} {ward} thu ngân sách bao nhiêu tỷ đồng?",
    "Năm {year} {ward} làm mới bao nhiêu ki-lô-mét đường?",
    "Nhiệt độ trung bình năm {year} ở {ward} là bao nhiêu độ?",
)
"""Asked of a ward and year that there are, about what none of its documents says."""
_ABBREVIATIONS = (
    (r"(?i)ủy ban nhân dân", "UBND"),
    (r"(?i)đảng ủy phường", "ĐU P."),
    (r"(?i)\bphường (?=[A-ZĐ])", "P. "),
    (r"(?i)kế hoạch", "KH"),
    (r"(?i)quyết định", "QĐ"),
    (r"(?i)báo cáo", "BC"),
    (r"(?i)\b(?:trong )?năm (?=\d{4})", ""),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what answers it, before noise."""

    kind: str
    question: str
    english: str = ""
    docs: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    expect: tuple[tuple[str, ...], ...] = ()
    wanted: Wanted = "answered"
    scope: tuple[str, ...] | None = None


def make_cases(plans: Plans, count: int, seed: int = 1) -> tuple[Case, ...]:
    """Return about `count` questions over the archive, every kind in its share.

    Every sixth clean question is also asked without diacritics, as its twin.
    """
    dice = random.Random(f"{len(plans.documents)}:{count}:{seed}")
    cases: list[Case] = []
    for kind, share in SHARES.items():
        make = _MAKERS[kind]
        asked: dict[str, Asked] = {}
        for _ in range(20 * count):
            if len(asked) >= round(share * count):
                break
            one = make(plans, dice)
            asked.setdefault(one.question, one)
        for number, one in enumerate(asked.values()):
            cases.append(_noised(one, f"{kind}-{number:04}", plans, dice))
    clean = [case for case in cases if case.noise == "clean" and case.answerable]
    return (*cases, *(_bare(case) for case in clean[::6]))


def _fact(plans: Plans, dice: random.Random) -> Asked:
    made = dice.choice(plans.documents)
    target, stated, value = dice.choice(made.sheet.figures)
    return _about(
        plans,
        made,
        "fact",
        dice.choice(target.asked),
        target.english,
        (stated,),
        (_amounts(target, value, stated),),
    )


def _list(plans: Plans, dice: random.Random) -> Asked:
    made = dice.choice(plans.documents)
    listing = dice.choice(made.sheet.listings)
    expect = tuple((item.rstrip("."),) for item in listing.items)
    return _about(plans, made, "list", listing.asked, listing.english, listing.items, expect)


def _signer(plans: Plans, dice: random.Random) -> Asked:
    made = dice.choice(plans.documents)
    signer = made.content.signer
    asked = dice.choice(("Ai ký {naming}?", "Người ký {naming} là ai?"))
    return _header(plans, made, "signer", asked, "Who signed {naming}?", (signer,), ((signer,),))


def _date(plans: Plans, dice: random.Random) -> Asked:
    made = dice.choice(plans.documents)
    content = made.content
    day, month, year = content.day, content.month, content.issue_year
    ways = (content.date_words, f"{day:02}/{month:02}/{year}", f"{day}/{month}/{year}")
    asked = dice.choice(("{Naming} ban hành ngày nào?", "{Naming} được ký khi nào?"))
    english = "When was {naming} issued?"
    return _header(plans, made, "date", asked, english, (content.date_words,), (ways,))


def _number(plans: Plans, dice: random.Random) -> Asked:
    made = dice.choice([made for made in plans.documents if not made.blank])
    number = _sign(made)
    asked = dice.choice(("Số, ký hiệu của {naming} là gì?", "{Naming} mang số bao nhiêu?"))
    english = "What is the document number of {naming}?"
    return _header(plans, made, "number", asked, english, (number,), ((number,),))


def _recipients(plans: Plans, dice: random.Random) -> Asked:
    made = dice.choice(plans.documents)
    places = made.content.recipients
    asked = dice.choice(("{Naming} gửi đến những nơi nào?", "Nơi nhận của {naming} gồm những ai?"))
    english = "To whom was {naming} sent?"
    expect = tuple((place,) for place in places)
    return _header(plans, made, "recipients", asked, english, places, expect)


def _duty(plans: Plans, dice: random.Random) -> Asked:
    made = dice.choice([made for made in plans.documents if made.sheet.lead])
    content, sheet = made.content, made.sheet
    choice = dice.randrange(3)
    if choice == 0:
        asked, english = "Đơn vị nào chủ trì thực hiện {naming}?", "Who leads {naming}?"
        return _header(plans, made, "duty", asked, english, (sheet.lead,), ((content.lead,),))
    if choice == 1:
        asked = "Theo {naming}, các đơn vị gửi báo cáo kết quả trước ngày nào?"
        english = "By what date must units report results under {naming}?"
        day, rest = content.deadline.split("/", 1)
        ways = (content.deadline, f"{int(day)}/{rest}")
        return _header(plans, made, "duty", asked, english, (sheet.deadline,), (ways,))
    asked, english = "Kinh phí thực hiện {naming} là bao nhiêu?", "What is the budget of {naming}?"
    money = (f"{written(content.money)} triệu",)
    return _header(plans, made, "duty", asked, english, (sheet.money,), (money,))


def _unanswerable(plans: Plans, dice: random.Random) -> Asked:
    made = dice.choice(plans.documents)
    content = made.content
    reason = dice.choice(("ward", "year", "quarter", "fact", "blank"))
    blanks = [made for made in plans.documents if made.blank]
    if reason == "blank" and blanks:
        made = dice.choice(blanks)
        asked = _named(made, "Số, ký hiệu của {naming} là gì?")
        return _refused(plans, made, asked)
    if reason == "fact" or not plans.absent:
        asked = dice.choice(UNKNOWN_FACTS).format(ward=_ward(made), year=content.year)
        return _refused(plans, made, asked)
    if reason == "quarter":
        target = dice.choice(REPORT.targets)
        period = dice.choice((f"quý IV năm {content.year}", f"quý V năm {content.year}"))
        where = f"phường {content.ward}"
        return _refused(plans, made, dice.choice(target.asked).format(ward=where, period=period))
    target = dice.choice(dice.choice(PLANS).targets)
    if reason == "ward":
        ward = f"phường {dice.choice(plans.absent)}"
        asked = dice.choice(target.asked).format(ward=ward, year=content.year)
        return Asked("unanswerable", _capital(asked), wanted="not_found", scope=())
    year = dice.choice((plans.years[0] - dice.randint(1, 4), plans.years[-1] + dice.randint(1, 4)))
    ward = f"phường {content.ward}"
    asked = dice.choice(target.asked).format(ward=ward, year=year)
    return Asked("unanswerable", _capital(asked), wanted="not_found", scope=())


def _ambiguous(plans: Plans, dice: random.Random) -> Asked:
    """Ask without the ward, or without the year: more than three documents answer."""
    while True:  # every archive has more years than three
        made = dice.choice([made for made in plans.documents if made.content.quarter is None])
        content = made.content
        asked = dice.choice(dice.choice(content.topic.targets).asked)
        alike = [other for other in plans.documents if other.content.topic is content.topic]
        if dice.random() < 0.5:
            asked = asked.format(ward="phường", year=content.year)
            alike = [other for other in alike if other.content.year == content.year]
        else:
            asked = re.sub(r"\s*(trong )?năm \{year\}", "", asked, flags=re.IGNORECASE).strip()
            asked = asked.format(ward=f"phường {content.ward}")
            alike = [other for other in alike if other.content.ward == content.ward]
        if len(alike) > 3:
            docs = tuple(other.name for other in alike)
            return Asked("ambiguous", _capital(asked), docs=docs, wanted="clarify")


_MAKERS: dict[str, Callable[[Plans, random.Random], Asked]] = {
    "fact": _fact,
    "list": _list,
    "signer": _signer,
    "date": _date,
    "number": _number,
    "recipients": _recipients,
    "duty": _duty,
    "unanswerable": _unanswerable,
    "ambiguous": _ambiguous,
}


def _about(
    plans: Plans,
    made: Made,
    kind: str,
    asked: str,
    english: str,
    evidence: tuple[str, ...],
    expect: tuple[tuple[str, ...], ...],
) -> Asked:
    content = made.content
    quarter = ROMAN[content.quarter - 1] if content.quarter else ""
    places = {
        "year": content.year,
        "period": f"Quý {quarter} năm {content.year}",
        "english_period": f"Quarter {quarter} of {content.year}",
    }
    return Asked(
        kind,
        _capital(asked.format(ward=f"phường {content.ward}", **places)),
        english.format(ward=f"{content.ward} ward", **places),
        (made.name,),
        evidence,
        expect,
        scope=plans.of(content.ward, content.year),
    )


def _header(
    plans: Plans,
    made: Made,
    kind: str,
    asked: str,
    english: str,
    evidence: tuple[str, ...],
    expect: tuple[tuple[str, ...], ...],
) -> Asked:
    """Ask about a document by its title, ward and year."""
    content = made.content
    sort = {"Kế hoạch": "plan", "Quyết định": "target decision", "Báo cáo": "report"}
    period = f"Quarter {ROMAN[content.quarter - 1]} " if content.quarter else ""
    body = "Party Committee of " if made.sheet.issuer.startswith("Đảng ủy") else ""
    naming = (
        f"the {period}{content.year} {content.topic.english} {sort[made.sheet.kind]} of the "
        f"{body}{content.ward} ward"
    )
    english = english.format(naming=naming)
    asked = _named(made, asked)
    return _about(plans, made, kind, _escaped(asked), _escaped(english), evidence, expect)


def _named(made: Made, asked: str) -> str:
    naming = f"{made.sheet.kind.lower()} {made.sheet.title} của {_ward(made)}"
    return asked.format(naming=naming, Naming=_capital(naming))


def _refused(plans: Plans, made: Made, asked: str) -> Asked:
    scope = plans.of(made.content.ward, made.content.year)
    return Asked("unanswerable", _capital(asked), wanted="not_found", scope=scope)


def _ward(made: Made) -> str:
    body = "Đảng ủy " if made.sheet.issuer.startswith("Đảng ủy") else ""
    return f"{body}phường {made.content.ward}"


def _sign(made: Made) -> str:
    sort = {"Kế hoạch": "KH-UBND", "Quyết định": "QĐ-UBND", "Báo cáo": "BC-UBND"}
    if made.sheet.issuer.startswith("Đảng ủy"):
        return f"{made.content.number}-KH/ĐU"
    return f"{made.content.number}/{sort[made.sheet.kind]}"


def _amounts(target: Target, value: int, stated: str) -> tuple[str, ...]:
    ways = (target.amount(value), f"{value} {target.unit}")
    return (*ways, written(value)) if stated.startswith("|") else ways


def _escaped(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _noised(asked: Asked, name: str, plans: Plans, dice: random.Random) -> Case:
    noise = dice.choices(tuple(NOISES), tuple(NOISES.values()))[0]
    wards = {made.content.ward for made in plans.documents} | set(plans.absent)
    kept = {word for ward in wards for word in ward.split()}
    question = asked.question
    if noise == "english" and not asked.english:
        noise = "clean"
    if noise == "nodiacritics":
        question = fold(question)
    elif noise == "english":
        question = asked.english
    elif noise == "abbrev":
        question = abbreviated(question)
    elif noise == "typo":
        question = mistyped(question, kept, dice)
    return Case(
        id=name,
        question=question,
        kind=asked.kind,
        noise=noise,
        docs=asked.docs,
        evidence=asked.evidence,
        expect=asked.expect,
        wanted=asked.wanted,
        scope=asked.scope,
    )


def _bare(case: Case) -> Case:
    return replace(
        case,
        id=f"{case.id}-bare",
        question=fold(case.question),
        noise="nodiacritics",
        twin=case.id,
    )


def abbreviated(question: str) -> str:
    """Return the question as offices write in a hurry: UBND, P., KH, the year alone."""
    for pattern, short in _ABBREVIATIONS:
        question = re.sub(pattern, short, question)
    return question


def mistyped(question: str, kept: set[str], dice: random.Random) -> str:
    """Return the question with one or two slips of the keyboard, names and numbers kept."""
    parts = re.split(r"(\W+)", question)
    able = [
        place
        for place, part in enumerate(parts)
        if len(part) >= 4 and part.isalpha() and part not in kept and _capital(part) not in kept
    ]
    for place in dice.sample(able, k=min(2, len(able))):
        parts[place] = _slip(parts[place], dice)
    return "".join(parts)


def _slip(word: str, dice: random.Random) -> str:
    at = dice.randrange(1, len(word) - 1)
    slips: Sequence[str] = (
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :] if at > 1 else word + word[-1],
    )
    return dice.choice(slips)
