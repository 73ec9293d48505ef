"""Metadata as planqa reads it against the marks, field by field (pure)."""

from __future__ import annotations

from collections.abc import Iterator

from eval.marked import Expected, Marked
from eval.structure import Mistake, Score
from rag.domain import Fact, Metadata

FACTS = (
    "kind",
    "number",
    "issuer",
    "parent_body",
    "place",
    "issued_on",
    "title",
    "period",
    "signer",
    "signer_office",
)
FIELDS = (*FACTS, "recipients", "years", "amends")


def score_fields(marked: Marked, metadata: Metadata, *, exact: bool = True) -> Score:
    """Score every field of a document; a value that is neither wanted nor given is right.

    `exact` holds values to the letter; without it only their words count, in any case.
    """
    score = Score()
    for name, wanted, given in _pairs(marked, metadata):
        right = len(wanted) == len(given) and all(
            _same(expected, value, exact=exact)
            for expected, value in zip(wanted, given, strict=True)
        )
        shown = "; ".join(expected.value for expected in wanted) or "nothing"
        mistake = Mistake(marked.name, name, shown, "; ".join(given) or "nothing")
        score.count(name, None if right else mistake)
    return score


def _pairs(
    marked: Marked, metadata: Metadata
) -> Iterator[tuple[str, tuple[Expected, ...], tuple[str, ...]]]:
    for name in FACTS:
        fact: Fact | None = getattr(metadata, name)
        wanted = marked.fields.get(name)
        yield name, (wanted,) if wanted else (), (fact.value,) if fact else ()
    yield "recipients", marked.recipients, tuple(fact.value for fact in metadata.recipients)
    years = tuple(Expected(str(year)) for year in marked.years)
    yield "years", years, tuple(map(str, metadata.years))
    amends = tuple(Expected(number) for number in marked.amends)
    yield "amends", amends, tuple(fact.value for fact in metadata.amends)


def _same(expected: Expected, value: str, *, exact: bool) -> bool:
    wanted, given = " ".join(expected.value.split()), " ".join(value.split())
    if expected.printed or not exact:
        wanted, given = wanted.casefold(), given.casefold()
    return wanted == given
