"""How much is asked and what stays unanswered, summed up from the audit log."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Literal, cast

from pydantic import BaseModel

from api.audit import FILE
from rag.domain import Status
from rag.vietnamese import fold

ASKING = ("/v1/ask", "/v1/ask/stream", "/v1/chat/completions")
"""Paths under which readers ask; a search shows passages and answers nothing."""

MOST_BYTES = 64 << 20
"""Of the log's latest lines that are read at most."""

SHOWN = 20
"""Questions in each list."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question that was replied to, and the documents that the reply showed."""

    at: datetime
    question: str
    outcome: Status
    documents: tuple[str, ...]


class DayOut(BaseModel):
    """The questions of one day, by how they ended."""

    day: date
    answered: int = 0
    not_found: int = 0
    clarify: int = 0


class AskedOut(BaseModel):
    """A question in the words of who asked it last, how often it was asked, and how it ended."""

    question: str
    times: int
    last_at: datetime
    outcome: Literal["answered", "not_found", "clarify"]


class UsageOut(BaseModel):
    """What was asked on the last days, of which `refused` is the share without an answer.

    `complete` False: there is no log, or more of it than is read at once. `unanswered` are
    questions that ended without an answer when they were last asked. `unshown` questions showed
    documents that the caller may not see: they are counted, their words are not told.
    """

    days: list[DayOut]
    questions: int
    refused: float
    most_asked: list[AskedOut]
    unanswered: list[AskedOut]
    unshown: int
    complete: bool


def read_asked(folder: Path, since: datetime) -> tuple[list[Asked], bool]:
    """Return the questions of an audit log since then, oldest first, and whether those are all."""
    files = sorted(folder.glob(f"{FILE}*"), key=_age)
    found: list[Asked] = []
    room = MOST_BYTES
    for file in files:
        try:
            changed = datetime.fromtimestamp(file.stat().st_mtime, UTC)
            if changed < since:
                break
            room -= file.stat().st_size
            if room < 0:
                return _sorted(found), False
            found += _asked_in(file, since)
        except FileNotFoundError:  # renamed or dropped while the log goes on
            continue
    return _sorted(found), bool(files)


def summed(
    asked: Sequence[Asked], days: Sequence[date], *, seen: Collection[str], complete: bool
) -> UsageOut:
    """Sum questions up; their words are told where all documents that they showed are `seen`."""
    by_day = {day: Counter[str]() for day in days}
    groups: dict[str, list[Asked]] = {}
    unshown = 0
    counted = [one for one in asked if one.at.astimezone().date() in by_day]
    for one in counted:
        by_day[one.at.astimezone().date()][one.outcome] += 1
        if set(one.documents) <= set(seen):
            groups.setdefault(" ".join(fold(one.question).split()).rstrip(" ?.!"), []).append(one)
        else:
            unshown += 1
    lists = [_asked_out(group) for group in groups.values()]
    lists.sort(key=lambda item: (-item.times, -item.last_at.timestamp()))
    refused = sum(one.outcome == "not_found" for one in counted)
    return UsageOut(
        days=[DayOut(day=day, **by_day[day]) for day in days],
        questions=len(counted),
        refused=round(refused / len(counted), 4) if counted else 0.0,
        most_asked=lists[:SHOWN],
        unanswered=[item for item in lists if item.outcome == "not_found"][:SHOWN],
        unshown=unshown,
        complete=complete,
    )


def last_days(count: int) -> list[date]:
    """Return today and the days before it in this machine's time zone, oldest first."""
    today = datetime.now().astimezone().date()
    return [today - timedelta(days=back) for back in reversed(range(count))]


def _asked_in(file: Path, since: datetime) -> Iterator[Asked]:
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            if '"outcome"' not in line:
                continue
            try:
                one = _asked(json.loads(line))
            except ValueError:  # a line cut short by a full disk
                continue
            if one is not None and one.at >= since:
                yield one


def _asked(entry: Mapping[str, object]) -> Asked | None:
    if entry.get("path") not in ASKING or entry.get("explain") or "outcome" not in entry:
        return None
    return Asked(
        datetime.fromisoformat(str(entry["time"])),
        str(entry.get("question", "")),
        cast(Status, entry["outcome"]),
        tuple(cast("Sequence[str]", entry.get("documents", ()))),
    )


def _asked_out(group: Sequence[Asked]) -> AskedOut:
    last = group[-1]
    return AskedOut(question=last.question, times=len(group), last_at=last.at, outcome=last.outcome)


def _sorted(found: Sequence[Asked]) -> list[Asked]:
    return sorted(found, key=lambda one: one.at)


def _age(file: Path) -> int:
    """Return how many files of the log are newer."""
    number = file.name.removeprefix(FILE).lstrip(".")
    return int(number) if number.isdigit() else 0
