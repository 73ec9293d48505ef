"""A run: every case asked, answered and scored, kept as one JSON object a line."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from eval.domain import Case, Outcome, Quote, Reply
from eval.matching import words
from eval.metrics import Sources, score, stem
from eval.targets import Target
from rag.errors import InputError, PlanQAError

OUTCOME = TypeAdapter(Outcome)
PLAIN = (".txt", ".md")
"""Suffixes of files whose words are read as they are; others are read through the target."""


def run(
    cases: Iterable[Case],
    target: Target,
    sources: Sources,
    done: Callable[[Outcome], None] = lambda _: None,
) -> tuple[Outcome, ...]:
    """Ask every case one after another; `done` learns of each."""
    texts = _Texts(target)
    known = {stem(name): found for name, found in sources.items()}
    outcomes: list[Outcome] = []
    for case in cases:
        reply = ask(case, target)
        texts.need(reply)
        outcome = Outcome(case, reply, score(case, reply, texts.sources | known, texts.by_id))
        outcomes.append(outcome)
        done(outcome)
    return tuple(outcomes)


def ask(case: Case, target: Target) -> Reply:
    """Ask one case; what planqa refuses to work on becomes the status "error"."""
    began = time.perf_counter()
    try:
        raw = target.ask(case.question, case.history)
        seconds = time.perf_counter() - began
        return reply_of(raw, seconds, _choices(raw, target))
    except PlanQAError as error:
        return Reply("error", seconds=time.perf_counter() - began, error=str(error))


def reply_of(raw: dict[str, Any], seconds: float, choices: Sequence[str] = ()) -> Reply:
    """Return a reply from the JSON of POST /v1/ask (also of a saved answer)."""
    explain: dict[str, Any] = raw.get("explain") or {}
    return Reply(
        status=str(raw.get("status")),
        answer=str(raw.get("answer") or ""),
        citations=tuple(_quote(cite) for cite in raw.get("citations") or ()),
        seconds=seconds,
        confidence=_confidence(explain),
        choices=tuple(choices),
        trace=json.dumps(explain, ensure_ascii=False) if explain else "",
    )


def read_sources(folder: Path) -> dict[str, tuple[str, ...]]:
    """Return the words of the plain text files of a folder by their names without suffix."""
    files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in PLAIN)
    return {stem(path.name): words(path.read_text("utf-8", errors="replace")) for path in files}


def save_run(path: Path, outcomes: Iterable[Outcome]) -> None:
    """Write a run."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        for outcome in outcomes:
            file.write(json.dumps(asdict(outcome), ensure_ascii=False) + "\n")


def load_run(path: Path) -> tuple[Outcome, ...]:
    """Read a run that `save_run` wrote.

    Raises:
        InputError: the file is not there or is no run.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        return tuple(OUTCOME.validate_json(line) for line in lines)
    except (OSError, UnicodeDecodeError, ValidationError) as error:
        raise InputError(
            f'"{path}" không phải kết quả của `planqa eval run` ({error}).',
            f'"{path}" is no result of `planqa eval run` ({error}).',
        ) from error


class _Texts:
    """Canonical texts of cited documents, fetched once; their words stand in for lacking files."""

    def __init__(self, target: Target) -> None:
        self.by_id: dict[str, str] = {}
        self.sources: dict[str, tuple[str, ...]] = {}
        self._target = target

    def need(self, reply: Reply) -> None:
        for cite in reply.citations:
            if cite.document_id in self.by_id:
                continue
            self.by_id[cite.document_id] = ""
            with suppress(PlanQAError):  # a document that cannot be fetched counts as a wrong span
                text = self._target.text(cite.document_id)
                self.by_id[cite.document_id] = text
                self.sources[stem(cite.source)] = words(text)


def _quote(raw: dict[str, Any]) -> Quote:
    known = [raw.get(name) for name in ("title", "number", "issued_on", "path")]
    return Quote(
        source=str(raw.get("source") or ""),
        quote=str(raw.get("quote") or ""),
        document_id=str(raw.get("document_id") or ""),
        start=int(raw.get("start") or 0),
        end=int(raw.get("end") or 0),
        known=json.dumps(known, ensure_ascii=False),
    )


def _choices(raw: dict[str, Any], target: Target) -> tuple[str, ...]:
    return tuple(target.source(choice["document_id"]) for choice in raw.get("choices") or ())


def _confidence(explain: dict[str, Any]) -> float | None:
    return max((float(item["score"]) for item in explain.get("passages", ())), default=None)
