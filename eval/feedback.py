"""Readers' judgements as cases: a good answer with its quotes, a bad one to be completed (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from eval.domain import Case, Said


def cases_from(feedback: Iterable[Mapping[str, Any]]) -> tuple[Case, ...]:
    """Return a case for each judgement, as GET /v1/feedback gives them.

    What helped is a case with the cited quotes as evidence; a refusal that helped wants a refusal.
    What did not help becomes kind "to-complete", without anything expected: a person writes that.
    """
    return tuple(_case(given) for given in feedback)


def _case(given: Mapping[str, Any]) -> Case:
    helpful = bool(given["helpful"])
    cited: list[Mapping[str, Any]] = list(given["citations"]) if helpful else []
    answered = bool(cited) or not helpful
    return Case(
        id=f"feedback-{int(given['id']):05}",
        question=str(given["question"]),
        kind="fact" if cited else "unanswerable" if helpful else "to-complete",
        docs=tuple(dict.fromkeys(str(cite["source"]) for cite in cited)),
        evidence=tuple(str(cite["quote"]) for cite in cited),
        wanted="answered" if answered else "not_found",
        history=tuple(Said(turn["role"], turn["content"]) for turn in given["history"]),
    )
