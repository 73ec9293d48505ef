"""What a model gains that restates questions which planqa does not understand, or sums up.

The questions are those of eval/restated.toml, over samples/. A scripted model that restates them
well shows what could be gained; others bring in a ward, year or number, or ask something else.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.domain import Said
from eval.targets import LocalTarget
from eval.writers import EVIDENCE
from rag.answer.writing import Writer
from rag.restating import Way

CASES = Path(__file__).with_name("restated.toml")
SUMMARIES = (
    "Tóm tắt kế hoạch 15/KH-UBND của phường Mây Hạ",
    "Tóm tắt báo cáo quý I/2026 của phường Trúc Lam",
    "Tóm tắt kế hoạch kiểm tra, giám sát năm 2026 của Đảng ủy phường Sông Ngân",
    "Tóm tắt kế hoạch 31/KH-UBND của xã Đồi Sương",
    "Tóm tắt nhiệm vụ của Phòng Kinh tế, Hạ tầng và Đô thị phường Mây Hạ",
    "Tóm tắt nhiệm vụ quý III năm 2026 của phường Mây Hạ",
)
_WARD = re.compile(r"([Pp]hường|[Xx]ã) \w+ \w+")


@dataclass(frozen=True, slots=True)
class Hard:
    """A question in words that no document has; without `ideal` there is no answer."""

    way: Way
    question: str
    document: str
    history: tuple[Said, ...]
    ideal: str | None
    expect: str

    def right(self, reply: Mapping[str, Any]) -> bool:
        """Tell whether a reply of POST /v1/ask is what it should be."""
        if self.ideal is None:
            return reply["status"] != "answered"
        sources = [str(cited["source"]) for cited in reply["citations"]]
        return self.expect in str(reply["answer"]) and any(
            source.startswith(self.document) for source in sources
        )


def load_hard() -> tuple[Hard, ...]:
    """Return all questions."""
    given = tomllib.loads(CASES.read_text(encoding="utf-8"))
    ways: tuple[Way, ...] = ("condense", "expand")
    return tuple(
        Hard(
            way,
            one["question"],
            one["document"],
            tuple(Said("user", text) for text in one.get("history", ())),
            one.get("ideal"),
            one.get("expect", ""),
        )
        for way in ways
        for one in given[way]
    )


Restate = Callable[[Hard, Sequence[Hard]], str]


def _ideal(case: Hard, _: Sequence[Hard]) -> str:
    return case.ideal or "KHÔNG CÓ"


def _another(case: Hard, cases: Sequence[Hard]) -> str:
    """Ask something that the same document answers."""
    others = [o for o in cases if o.ideal and o.document == case.document and o is not case]
    return others[0].ideal or ""


def _changed(change: Callable[[str], str]) -> Restate:
    return lambda case, cases: change(case.ideal or _another(case, cases))


RESTATING: Mapping[str, Restate] = {
    "ideal": _ideal,
    "other ward": _changed(lambda text: _WARD.sub(r"\1 Ngàn Bạc", text)),
    "known ward": _changed(lambda text: _WARD.sub("phường Đá Dựng", text)),
    "other year": _changed(lambda text: f"Năm 2027: {text.replace('2026', '2027')}"),
    "number": _changed(lambda text: f"Theo kế hoạch 777/KH-UBND, {text}"),
    "another question": _another,
}


class Restating:
    """A writer that restates as it is told, and sums up by saying every quote."""

    evidence_tokens = 100_000

    def __init__(self, cases: Sequence[Hard], restate: Restate) -> None:
        """Know the cases by their questions."""
        self._cases = cases
        self._restate = restate

    async def stream(self, instructions: str, request: str) -> AsyncGenerator[str]:
        """Yield a restated question, or a line for every quote."""
        asked = next((one for one in self._cases if f"{one.question}\n\nVIẾT LẠI" in request), None)
        if asked is not None:
            yield self._restate(asked, self._cases)
        for n, words in EVIDENCE.findall(request):
            yield f"- {' '.join(words.split())} [{n}]\n"


def measure(
    target: LocalTarget, chat: Writer | None
) -> tuple[dict[str, dict[str, float]], dict[str, float]]:
    """Return the figures without a model, with each scripted one and with `chat`, and the worst.

    `condense`, `expand` are shares of right replies; `astray` is how many of the other replies were
    refusals without the model and are answers with it.
    """
    cases = load_hard()
    target.use(None)
    plain = [target.ask(case.question, case.history) for case in cases]
    found = {"none": _figures(cases, plain, plain)}
    writers: dict[str, Writer] = {
        name: Restating(cases, restate) for name, restate in RESTATING.items()
    }
    if chat is not None:
        writers["model"] = chat
    for name, writer in writers.items():
        target.use(writer)
        replies = [target.ask(case.question, case.history) for case in cases]
        found[name] = _figures(cases, plain, replies)
    for name in ("ideal", "model"):
        if name in writers:
            target.use(writers[name])
            found[f"{name} summaries"] = _summaries(target)
    liars = [found[name] for name in RESTATING if name not in ("ideal", "another question")]
    worst = {
        "gain_condense": found["ideal"]["condense"] - found["none"]["condense"],
        "gain_expand": found["ideal"]["expand"] - found["none"]["expand"],
        "astray": max(figures["astray"] for figures in liars),
    }
    return found, worst


def _figures(
    cases: Sequence[Hard], plain: Sequence[Mapping[str, Any]], replies: Sequence[Mapping[str, Any]]
) -> dict[str, float]:
    def share(way: Way) -> float:
        right = [c.right(r) for c, r in zip(cases, replies, strict=True) if c.way == way]
        return sum(right) / len(right)

    astray = sum(
        before["status"] != "answered" and reply["status"] == "answered" and not case.right(reply)
        for case, before, reply in zip(cases, plain, replies, strict=True)
    )
    return {"condense": share("condense"), "expand": share("expand"), "astray": float(astray)}


def _summaries(target: LocalTarget) -> dict[str, float]:
    """Return in how many summaries a model's words stand, and what became of its sentences."""
    replies = [target.ask(question, ()) for question in SUMMARIES]
    checked: list[dict[str, Any]] = [reply.get("verification") or {} for reply in replies]
    counts = {name: float(sum(one.get(name, 0) for one in checked)) for name in _FATES}
    written = sum(reply["mode"] == "llm" for reply in replies)
    return {"summaries": float(len(replies)), "written": float(written), **counts}


_FATES = ("kept", "replaced", "dropped")
