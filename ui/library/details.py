"""One document of the library: what is known of it, how it was read, its outline and versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from ui.cards import FRAME, html_text
from ui.library.editing import render_editing
from ui.library.listing import shown_date, shown_day, shown_moment, state_mark
from ui.library.wording import LibraryTexts
from ui.texts import Language

Json = Mapping[str, Any]
FACTS = ("number", "kind", "issuer", "place", "issued_on", "period", "years", "signer")
MORE_FACTS = ("signer_office", "label", "source", "added_at")
HEADINGS = 200
"""Headings shown of an outline."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What the API tells of one version; `found` is None where it cannot be opened any more."""

    holding: Json
    found: Json | None = None
    outline: Sequence[Json] = ()
    quality: Json | None = None
    versions: Sequence[Json] = ()
    corrections: Sequence[Json] = ()


def render_details(
    opened: Opened, words: LibraryTexts, language: Language, *, may_change: bool
) -> str:
    """Return all that is known of a document as HTML (pure)."""
    holding, found = opened.holding, opened.found
    title = html_text(holding["title"] or holding["source"])
    parts = [
        f'<div class="head"><h3>{title}</h3>{state_mark(holding["state"], words)}</div>',
        _notes(holding, words, language),
        _buttons(holding, words, language, may_change=may_change),
        _facts(holding, words),
    ]
    if found is not None:
        parts += [
            _quality(opened.quality, words),
            _outline(opened.outline, holding["id"], words, language),
            _relations(found["relations"], words, language),
        ]
    if found is not None and may_change:
        parts.append(render_editing(holding, opened.corrections, words))
    parts.append(_versions(opened.versions, holding["id"], words, language))
    return f'<article class="planqa-details">{"".join(parts)}</article>'


def view_link(name: str, label: str, language: Language, start: int = -1, end: int = -1) -> str:
    """Return a link that opens a document, at a span if there is one, beside the page."""
    asked: dict[str, object] = {"lang": language}
    if start >= 0:
        asked = {"start": start, "end": end, **asked}
    mark = "#q" if start >= 0 else ""
    address = f"/view/{quote(name, safe='')}?{urlencode(asked)}{mark}"
    return f'<a href="{html_text(address)}" target="{FRAME}">{html_text(label)}</a>'


def _notes(holding: Json, words: LibraryTexts, language: Language) -> str:
    notes: list[str] = []
    if holding["state"] == "withdrawn":
        notes.append(words.withdrawn_note.format(date=shown_day(holding["kept_until"])))
    if holding["quarantine"]:
        notes.append(holding["quarantine"][f"message_{language}"])
    if holding["hidden"]:
        hidden = "; ".join(one[f"message_{language}"] for one in holding["hidden"])
        notes.append(f"{words.hidden}: {hidden}")
    return "".join(f'<p class="note">{html_text(note)}</p>' for note in notes)


def _buttons(holding: Json, words: LibraryTexts, language: Language, *, may_change: bool) -> str:
    name, state = html_text(holding["id"]), holding["state"]
    quarantine: Json | None = holding["quarantine"]
    secret = quarantine is not None and quarantine["reason"] == "secret"
    shown: list[str] = []
    if state != "withdrawn" and not secret:
        shown.append(view_link(holding["id"], words.open_source, language))
    if may_change and state in ("active", "quarantined"):
        ask = html_text(f"{words.remove_sure}\n\n{holding['name']}")
        shown.append(
            f'<button type="button" data-act="remove" data-id="{name}" data-ask="{ask}">'
            f"{html_text(words.remove)}</button>"
        )
    if may_change and state == "withdrawn":
        shown.append(
            f'<button type="button" data-act="restore" data-id="{name}">'
            f"{html_text(words.restore)}</button>"
        )
    return f'<div class="acts">{"".join(shown)}</div>' if shown else ""


def _facts(holding: Json, words: LibraryTexts) -> str:
    shown = {
        **holding,
        "label": words.label(holding["label"]),
        "issued_on": shown_date(holding["issued_on"]),
        "added_at": shown_moment(holding["added_at"]),
        "years": ", ".join(map(str, holding["years"])),
    }
    rows = "".join(
        f"<div><dt>{html_text(words.facts[name])}</dt><dd>{html_text(shown[name])}</dd></div>"
        for name in (*FACTS, *MORE_FACTS)
        if shown[name]
    )
    return f"<dl>{rows}</dl>"


def _quality(quality: Json | None, words: LibraryTexts) -> str:
    if quality is None:
        return ""
    heading = f"<h4>{html_text(words.quality)}</h4>"
    if quality["words"] < quality["fewest"]:
        return f"{heading}<p>{html_text(words.quality_few.format(words=quality['words']))}</p>"
    shares = {name: _percent(quality[name]) for name in ("score", "valid", "split", "garbage")}
    told = words.quality_told.format(words=quality["words"], **shares)
    needed = words.needed.format(needed=_percent(quality["needed"]))
    return (
        f'{heading}<meter min="0" max="1" low="{quality["needed"]}" optimum="1" '
        f'value="{quality["score"]}" aria-label="{html_text(words.quality)}"></meter>'
        f'<p>{html_text(told)}<br><span class="soft">{html_text(needed)}</span></p>'
    )


def _percent(share: float) -> str:
    return f"{100 * share:.0f}"


def _outline(outline: Sequence[Json], name: str, words: LibraryTexts, language: Language) -> str:
    headings = [one for one in outline if one["title"] and one["parent"] is not None]
    if not headings:
        return _folded(words.outline, f"<p>{html_text(words.outline_none)}</p>")
    items = "".join(
        f'<li class="level-{min(int(one["level"]), 5)}">'
        + view_link(
            name, f"{one['label']} {one['title']}".strip(), language, one["start"], one["end"]
        )
        + "</li>"
        for one in headings[:HEADINGS]
    )
    more = "<li>…</li>" if len(headings) > HEADINGS else ""
    return _folded(f"{words.outline} ({len(headings)})", f'<ul class="outline">{items}{more}</ul>')


def _relations(relations: Sequence[Json], words: LibraryTexts, language: Language) -> str:
    if not relations:
        return ""
    items = "".join(
        f"<li>{html_text(words.relation_kinds[one['direction'] + ' ' + one['kind']])}: "
        + (
            view_link(one["document_id"], one["name"], language)
            if one["document_id"]
            else html_text(one["name"])
        )
        + "</li>"
        for one in relations
    )
    return _folded(f"{words.relations} ({len(relations)})", f"<ul>{items}</ul>")


def _versions(
    versions: Sequence[Json], current: str, words: LibraryTexts, language: Language
) -> str:
    if not versions:
        return ""
    items = "".join(_version(one, current, words, language) for one in versions)
    return _folded(f"{words.versions} ({len(versions)})", f"<ul>{items}</ul>")


def _version(one: Json, current: str, words: LibraryTexts, language: Language) -> str:
    when = shown_moment(one["added_at"])
    here = f" ({html_text(words.this_one)})" if one["id"] == current else ""
    link = html_text(when) if one["state"] == "withdrawn" else view_link(one["id"], when, language)
    return f"<li>{link} {state_mark(one['state'], words)}{here}</li>"


def _folded(summary: str, inside: str) -> str:
    return f"<details><summary>{html_text(summary)}</summary>{inside}</details>"
