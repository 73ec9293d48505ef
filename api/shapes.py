"""Words of rag.domain to what goes over HTTP, and back."""

from __future__ import annotations

from datetime import timedelta

from api.schemas import (
    AnswerOut,
    AskIn,
    DirectiveOut,
    DocumentDetailOut,
    DocumentOut,
    FactOut,
    FiltersIn,
    HiddenOut,
    HitOut,
    RelationOut,
    SectionOut,
    WithdrawnOut,
)
from rag.domain import (
    Answer,
    Card,
    Document,
    Evidence,
    Fact,
    Filters,
    Hidden,
    Metadata,
    Question,
    Section,
    Turn,
)
from rag.errors import InputError
from rag.messages import say
from rag.versions import Withdrawn

_FACTS = (
    "title",
    "number",
    "kind",
    "issuer",
    "parent_body",
    "place",
    "issued_on",
    "period",
    "signer",
    "signer_office",
)


def question_of(body: AskIn, max_chars: int, labels: tuple[str, ...]) -> Question:
    """Return the question in the words of rag.domain, with the labels that its asker may see.

    Raises:
        InputError: the question is empty or longer than `max_chars`.
    """
    text = body.question.strip()
    check_question(text, max_chars)
    return Question(
        text=text,
        history=tuple(Turn(turn.role, turn.content) for turn in body.history),
        filters=filters_of(body.filters),
        labels=labels,
    )


def filters_of(given: FiltersIn | None) -> Filters:
    """Return the limits beside a question in the words of rag.domain."""
    wanted = given or FiltersIn()
    return Filters(
        document_ids=tuple(wanted.document_ids),
        issuer=wanted.issuer,
        year=wanted.year,
        kind=wanted.kind,
    )


def check_question(text: str, max_chars: int) -> None:
    """Refuse a question without words or with too many.

    Raises:
        InputError: the text is empty, longer than `max_chars` characters, or not Unicode.
    """
    check_unicode(text)
    if not text.strip():
        raise InputError(
            "Câu hỏi trống. Hãy nhập câu hỏi.", "The question is empty. Enter a question."
        )
    if len(text) > max_chars:
        raise InputError(
            f"Câu hỏi dài {len(text)} ký tự, tối đa {max_chars}. Hãy rút ngắn câu hỏi.",
            f"The question has {len(text)} characters, at most {max_chars}. Shorten it.",
        )


def check_unicode(text: str) -> None:
    """Refuse half a surrogate pair, which stands for bytes that are not UTF-8.

    Raises:
        InputError: the text cannot be written as UTF-8.
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:
        shown = ascii(text[:100])
        raise InputError(
            f"Văn bản không phải Unicode hợp lệ: {shown}. Hãy gửi bằng UTF-8.",
            f"The text is not valid Unicode: {shown}. Send it as UTF-8.",
        ) from error


def answer_json(answer: Answer) -> dict[str, object]:
    """Return the reply as the API and `planqa ask --json` both give it."""
    return AnswerOut.model_validate(answer).model_dump(mode="json")


def hit_out(evidence: Evidence, source: str) -> HitOut:
    """Return a found passage with the file it stands in."""
    passage = evidence.passage
    return HitOut(
        document_id=passage.document_id,
        source=source,
        passage_id=passage.id,
        score=evidence.score,
        path=passage.path,
        start=passage.start,
        end=passage.end,
        text=passage.text,
    )


def section_out(section: Section) -> SectionOut:
    """Return one node of an outline."""
    return SectionOut.model_validate(section)


def _card_fields(card: Card) -> dict[str, object]:
    meta = card.metadata

    def value(fact: Fact | None) -> str | None:
        return fact.value if fact else None

    return {
        "id": card.id,
        "source": card.source,
        "name": card.name,
        "label": card.label,
        "superseded_by": card.superseded_by,
        "quarantine": card.quarantine,
        "hidden": tuple(map(_hidden_out, card.hidden)),
        "title": value(meta.title),
        "number": value(meta.number),
        "kind": value(meta.kind),
        "issuer": value(meta.issuer),
        "place": value(meta.place),
        "issued_on": value(meta.issued_on),
        "period": value(meta.period),
        "signer": value(meta.signer),
        "signer_office": value(meta.signer_office),
        "years": meta.years,
    }


def _hidden_out(hidden: Hidden) -> HiddenOut:
    place = "hidden_file" if hidden.page is None else "hidden_page"
    vi, en = (
        say(f"hidden_{hidden.kind}", language, count=hidden.count)
        + say(place, language, page=hidden.page)
        for language in ("vi", "en")
    )
    return HiddenOut(
        kind=hidden.kind, count=hidden.count, page=hidden.page, message_vi=vi, message_en=en
    )


def document_out(card: Card) -> DocumentOut:
    """Return a document as lists show it."""
    return DocumentOut.model_validate(_card_fields(card))


def withdrawn_out(item: Withdrawn, grace_days: int) -> WithdrawnOut:
    """Return a withdrawn document with the time until which it can be restored."""
    fields = _card_fields(item.card)
    until = item.since + timedelta(days=grace_days)
    return WithdrawnOut.model_validate({**fields, "withdrawn_at": item.since, "kept_until": until})


def document_detail_out(
    card: Card, document: Document, relations: tuple[RelationOut, ...]
) -> DocumentDetailOut:
    """Return one document with the spans of what is known about it."""
    meta = document.metadata
    return DocumentDetailOut.model_validate(
        {
            **_card_fields(card),
            "file_sha256": document.sha256,
            "chars": len(document.text),
            "facts": _facts(meta),
            "recipients": tuple(fact.value for fact in meta.recipients),
            "directives": tuple(DirectiveOut.model_validate(item) for item in meta.directives),
            "relations": relations,
        }
    )


def _facts(metadata: Metadata) -> tuple[FactOut, ...]:
    known = ((name, getattr(metadata, name)) for name in _FACTS)
    return tuple(
        FactOut(name=name, value=fact.value, start=fact.start, end=fact.end)
        for name, fact in known
        if isinstance(fact, Fact)
    )
