"""A model's text -> sentences with the citations that they carry, in any style of marks (pure).

Models write [1], [1, 2], [1-3], (1), 【1†…】, ¹, "Nguồn 1", before or after the full stop or in
front of the sentence, in lists, tables, JSON, behind <think> blocks and prefaces.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from rag.domain import Statement
from rag.sentences import sentences
from rag.vietnamese import fold, nfc

MOST_CITED = 40
"""Numbers that one mark may stand for: "[1-9999]" is none."""

_ANY = re.IGNORECASE | re.MULTILINE | re.DOTALL
_THINK = "think|thinking|thought|reasoning"
_THOUGHT = re.compile(rf"<({_THINK})>.*?(?:</\1>|\Z)", _ANY)
_THOUGHT_END = re.compile(rf"\A.*</(?:{_THINK})>", _ANY)
_ROLE = re.compile(r"<\|[^|<>\n]{1,40}\|>|</?(?:s|assistant|user|system|answer|tra_loi)>", _ANY)
_FENCE = re.compile(r"^\s*```\w*\s*$", re.MULTILINE)
_NUMBERS = r"\d{1,3}(?:\s*[-–,;]\s*\d{1,3})*"
_NAMED = r"(?:nguồn|bằng chứng|trích dẫn|tài liệu|source|evidence|bc)\s*(?:số)?\s*:?\s*"
_SPOKEN = r"(?:nguồn|bằng chứng)\s*(?:số)?\s*:?\s*"
_AT_END = r"(?=\s*[.;,!?]?\s*(?:$|\n))"
_MARKS = (
    re.compile(rf"[\[［【]\s*(?:\^|{_NAMED})?({_NUMBERS})(?:†[^\]】\n]*)?\s*[\]］】]", _ANY),
    re.compile(rf"\(\s*{_NAMED}({_NUMBERS})\s*\)", _ANY),
    re.compile(rf"(?<=\w)\s*\(({_NUMBERS})\)(?=\s*[.;,!?]?\s*(?:$|\n|[A-ZĐÀ-Ỹ]))", re.MULTILINE),
    re.compile(rf"(?:[,;–-]\s*|(?<=[.!?]\s))(?:theo\s+)?{_SPOKEN}({_NUMBERS}){_AT_END}", _ANY),
    re.compile(rf"^{_SPOKEN}({_NUMBERS})\s*[:–-]\s*(?=\S)", _ANY),
)
_RAISED = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_MARK = re.compile(r"\[(\d{1,3})\]")
_AFTER_STOP = re.compile(r"([.!?…]+)[ \t]*((?:\[\d{1,3}\][ \t]*)+)")
_SOURCES = re.compile(
    r"^\W*(?:nguon|nguon tham khao|tai lieu tham khao|trich dan|sources?|references)\W*$"
)
_TARGET = r"\((?:[^()\n]|\([^()\n]*\))*\)"
_IMAGE = re.compile(rf"!\[[^\]\n]*\]{_TARGET}")
_LINK = re.compile(rf"\[([^\]\n]+)\]{_TARGET}")
_BULLET = re.compile(r"^\s*(?:(?:[-*+•>#]+|\d{1,2}[.)]|[a-zđ]\))\s+)+")
_BOLD = re.compile(r"\*\*|__|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)")
_RULE = re.compile(r"^[\s|:*_=-]*$")
_PREFACE = re.compile(
    r"^(?:sure|certainly|of course|here (?:is|are)|based on|according to the|the answer|answer"
    r"|tra loi|cau tra loi|da|vang|duoi day|dua (?:tren|vao)|theo (?:cac )?bang chung|chao"
    r"|xin chao)(?!\w)"
)
_TEXTS = ("text", "sentence", "statement", "content", "answer", "cau", "câu", "noi_dung", "tra_loi")
_CITED = ("citations", "citation", "cites", "sources", "source", "refs", "ref", "nguon", "n")


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence and its own citations."""

    text: str
    marks: tuple[int, ...]


def parse(text: str, *, final: bool = True) -> list[Statement]:
    """Cut a model's text into sentences with their citations.

    A sentence without marks takes those of the next one in its paragraph. Prefaces, lists of
    sources, links and images are left out. With `final` false the text is still growing: what may
    yet change is left out, and what is returned stays as it is when more text follows.
    """
    text = _ROLE.sub("", _THOUGHT_END.sub("", _THOUGHT.sub("", nfc(text))))
    bare = _FENCE.sub("", text).strip()
    if bare.startswith(("{", "[{", '["')):
        return list(_from_json(bare)) if final else []
    lines = _FENCE.sub("", _marked(text)).splitlines()
    found: list[_Sentence] = []
    for place, line in enumerate(lines):
        if _SOURCES.match(fold(line.strip())):
            break
        own = _line(line)
        if len(own) == 1 and not own[0].text and found and not found[-1].marks:
            found[-1] = _Sentence(found[-1].text, own[0].marks)
            continue
        growing = not final and place == len(lines) - 1
        found += _inherit([one for one in own if one.text], growing=growing)
    if not final:
        while found and not found[-1].marks:
            found.pop()
    return [Statement(one.text, one.marks) for one in found if not _preface(one)]


def _marked(text: str) -> str:
    """Write every mark as [1][2]."""
    text = _LINK.sub(r"\1", _IMAGE.sub("", _footnoted(text)))
    for pattern in _MARKS:
        text = pattern.sub(lambda match: "".join(f"[{n}]" for n in _expanded(match.group(1))), text)
    return text


def _footnoted(text: str) -> str:
    return _RAISED.sub(lambda match: f"[{match.group().translate(_DIGITS)}]", text)


def _expanded(numbers: str) -> list[int]:
    found: list[int] = []
    for part in re.split(r"\s*[,;]\s*", numbers):
        ends = [int(n) for n in re.findall(r"\d+", part)]
        if len(ends) == 2 and ends[0] <= ends[1] < ends[0] + MOST_CITED:
            found += range(ends[0], ends[1] + 1)
        else:
            found += ends
    return found


def _line(line: str) -> list[_Sentence]:
    """Cut one line; a line that begins with a mark has the marks before its sentences."""
    if _RULE.match(line):
        return []
    line = " ".join(_BOLD.sub("", _BULLET.sub("", line.replace("|", " "))).split())
    leading = bool(_MARK.match(line)) and not re.search(r"\][\s.;,!?]*$", line)
    if leading:
        parts = [part for part in re.split(r"(?=(?<!\])\[\d)", line.replace("] [", "][")) if part]
    else:
        line = _AFTER_STOP.sub(r" \2\1 ", line)
        parts = [line[start:end] for start, end in sentences(line)]
    found: list[_Sentence] = []
    for part in parts:
        marks = tuple(dict.fromkeys(int(n) for n in _MARK.findall(part)))
        words = re.sub(r"\s+([.,;:!?])", r"\1", " ".join(_MARK.sub(" ", part).split()))
        found.append(_Sentence(words if words.strip(" .,;:!?-–()\"'") else "", marks))
    return found


def _inherit(own: list[_Sentence], *, growing: bool) -> list[_Sentence]:
    """Give the sentences of a paragraph that carry no mark those of the next one that does."""
    if growing:
        own = own[:-1]
    given: list[_Sentence] = []
    later: tuple[int, ...] = ()
    for one in reversed(own):
        later = one.marks or later
        given.append(_Sentence(one.text, one.marks or later))
    return given[::-1]


def _preface(one: _Sentence) -> bool:
    """Tell whether a sentence without marks only leads to the answer."""
    if one.marks:
        return False
    return one.text.endswith(":") or bool(_PREFACE.match(fold(one.text)))


def _from_json(text: str) -> Iterator[Statement]:
    try:
        value: object = json.loads(text)
    except (ValueError, RecursionError):
        return
    for words, marks in _walk(value, 0):
        for one in parse(words) if not words.lstrip().startswith(("{", "[")) else []:
            yield Statement(one.text, one.citations or marks)


def _walk(value: object, depth: int) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield the texts of a JSON reply with the citations beside them."""
    if depth > 6:
        return
    if isinstance(value, str):
        yield value, ()
    elif isinstance(value, list):
        for item in cast("list[Any]", value):
            yield from _walk(item, depth + 1)
    elif isinstance(value, dict):
        fields = cast("dict[str, Any]", value)
        words = next((fields[k] for k in _TEXTS if isinstance(fields.get(k), str)), None)
        if words is not None:
            cited = next((fields[k] for k in _CITED if k in fields), None)
            yield words, tuple(int(n) for n in re.findall(r"\b\d{1,3}\b", json.dumps(cited)))
        else:
            for item in fields.values():
                if isinstance(item, list | dict):
                    yield from _walk(cast("Any", item), depth + 1)
