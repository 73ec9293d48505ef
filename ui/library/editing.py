"""The form that corrects what was read of a document, and who corrected what (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ui.cards import html_text
from ui.library.listing import shown_moment
from ui.library.wording import LibraryTexts

FIELDS = ("title", "number", "issuer", "issued_on", "kind", "years")


def changes_of(fields: Mapping[str, str]) -> dict[str, Any]:
    """Return what the form gave as PATCH /v1/documents/{id}/metadata takes it.

    Years that are no numbers are passed on as they are, for the API to refuse.
    """
    changes: dict[str, Any] = {name: value or None for name, value in fields.items()}
    if years := changes.get("years"):
        parts = [part.strip() for part in str(years).split(",") if part.strip()]
        changes["years"] = [int(part) if part.isdecimal() else part for part in parts]
    return changes


def render_editing(
    holding: Mapping[str, Any], corrections: Sequence[Mapping[str, Any]], words: LibraryTexts
) -> str:
    """Return the form, and below it the history with a button that takes each change back."""
    name = html_text(holding["id"])
    inputs = "".join(
        f"<label>{html_text(words.facts[field])}"
        f'<input name="{field}" value="{_shown(holding[field])}" '
        f'data-was="{_shown(holding[field])}" autocomplete="off"></label>'
        for field in FIELDS
    )
    history = "".join(_edit(one, name, words) for one in corrections)
    told = f"<h4>{html_text(words.history)}</h4><ul>{history}</ul>" if history else ""
    return (
        f"<details><summary>{html_text(words.edit)}</summary>"
        f'<p class="soft">{html_text(words.edit_hint)}</p><div class="edit">{inputs}</div>'
        f'<div class="acts"><button type="button" data-act="save" data-id="{name}">'
        f"{html_text(words.save)}</button></div>{told}</details>"
    )


def _edit(one: Mapping[str, Any], name: str, words: LibraryTexts) -> str:
    was, value = (_shown(one[part]) or html_text(words.was_read) for part in ("was", "value"))
    field = html_text(one["field"])
    return (
        f"<li>{html_text(words.facts[one['field']])}: {was} → <b>{value}</b> "
        f'<span class="soft">{html_text(one["who"])} · {html_text(shown_moment(one["at"]))}</span> '
        f'<button type="button" data-act="take-back" data-id="{name}" data-field="{field}" '
        f'data-value="{_shown(one["was"])}">{html_text(words.take_back)}</button></li>'
    )


def _shown(value: str | Sequence[int] | None) -> str:
    if value is None or isinstance(value, str):
        return html_text(value or "")
    return html_text(", ".join(map(str, value)))
