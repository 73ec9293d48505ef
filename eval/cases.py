"""Questions from files: the gold format, our own, and a plain list of question and answer."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from eval.domain import Case, Said, Wanted
from rag.errors import InputError
from rag.vietnamese import fold


class GoldIn(BaseModel):
    """One line of a gold file; `wanted` and what follows it may be left out."""

    model_config = ConfigDict(extra="forbid")

    id: str
    question: str = Field(min_length=1)
    kind: str = "fact"
    noise: str = "clean"
    docs: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    expect: tuple[tuple[str, ...], ...] = ()
    forbid: tuple[str, ...] = ()
    answerable: bool = True
    history: tuple[Said, ...] = ()
    wanted: Wanted | None = None
    scope: tuple[str, ...] | None = None
    twin: str | None = None

    def case(self, number: int) -> Case:
        """Return the case; its number in the file is not needed."""
        del number
        same = self.model_dump(exclude={"answerable", "wanted", "history"})
        wanted = self.wanted or ("answered" if self.answerable else "not_found")
        return Case(**same, wanted=wanted, history=self.history)


class PlainIn(BaseModel):
    """A question and what its answer must say.

    In `expected`, "&" parts what must all be said, "|" parts ways of saying it ("90% | chín mươi
    phần trăm & năm 2026"). Nothing expected means that the documents do not tell. `document` is
    the name of the file, or its beginning.
    """

    model_config = ConfigDict(extra="forbid")

    question: str = Field(min_length=1)
    expected: str | list[str] = ""
    document: str = ""

    def case(self, number: int) -> Case:
        """Return the case, named by its number in the file."""
        parts = self.expected.split("&") if isinstance(self.expected, str) else self.expected
        groups = [tuple(way.strip() for way in part.split("|") if way.strip()) for part in parts]
        expect = tuple(group for group in groups if group)
        return Case(
            id=f"q{number:04}",
            question=self.question.strip(),
            kind="fact" if expect else "unanswerable",
            docs=(self.document.strip(),) if self.document.strip() else (),
            expect=expect,
            wanted="answered" if expect else "not_found",
        )


def load_cases(path: Path) -> tuple[Case, ...]:
    """Read a .csv file (question,expected,document) or one JSON object a line.

    Raises:
        InputError: the file is missing, a line is not a case, or two cases share an id.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f'Không đọc được tệp câu hỏi "{path}" ({error}). Cần .jsonl hoặc .csv mã UTF-8.',
            f'The questions in "{path}" cannot be read ({error}). Give a UTF-8 .jsonl or .csv.',
        ) from error
    rows = _csv_rows(text) if path.suffix.lower() == ".csv" else _json_rows(path, text)
    cases = tuple(_case(path, number, row) for number, row in rows)
    twice = [name for name, count in Counter(case.id for case in cases).items() if count > 1]
    if not cases or twice:
        raise InputError(
            f'Tệp "{path}" không có câu hỏi hoặc có mã trùng: {", ".join(twice[:5])}.',
            f'"{path}" holds no questions, or ids twice: {", ".join(twice[:5])}.',
        )
    return cases


def save_cases(path: Path, cases: Iterable[Case]) -> None:
    """Write cases in the gold format, one a line; what is as it is by default is left out."""
    defaults = {part.name: part.default for part in fields(Case)}
    kept = ("kind", "noise", "docs", "evidence", "expect")
    with path.open("w", encoding="utf-8") as file:
        for case in cases:
            whole = {
                name: value
                for name, value in asdict(case).items()
                if name in kept or value != defaults[name]
            }
            whole["answerable"] = case.answerable
            file.write(json.dumps(whole, ensure_ascii=False) + "\n")


def unaccented(cases: Sequence[Case]) -> tuple[Case, ...]:
    """Return every clean case once more, typed without diacritics, as its twin."""
    return tuple(
        replace(
            case,
            id=f"{case.id}-nodiacritics",
            question=fold(case.question),
            noise="nodiacritics",
            history=tuple(replace(said, content=fold(said.content)) for said in case.history),
            twin=case.id,
        )
        for case in cases
        if case.noise == "clean"
    )


def _csv_rows(text: str) -> Iterable[tuple[int, Mapping[str, Any]]]:
    reader = csv.DictReader(io.StringIO(text, newline=""), skipinitialspace=True)
    for number, row in enumerate(reader, start=1):
        yield number, {str(name): value or "" for name, value in row.items()}


def _json_rows(path: Path, text: str) -> Iterable[tuple[int, Mapping[str, Any]]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            yield number, json.loads(line)
        except ValueError as error:
            raise _bad(path, number, str(error)) from error


def _case(path: Path, number: int, row: Mapping[str, Any]) -> Case:
    shape = GoldIn if "id" in row else PlainIn
    try:
        return shape.model_validate(row).case(number)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise _bad(path, number, f"{where}: {first['msg']}") from error


def _bad(path: Path, number: int, what: str) -> InputError:
    return InputError(
        f'"{path}", câu {number}: không đúng dạng câu hỏi ({what}).',
        f'"{path}", question {number}: not a question as planqa reads them ({what}).',
    )
