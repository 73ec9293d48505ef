"""The documents of the library as a table (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ui.cards import html_text
from ui.library.wording import LibraryTexts

STEP = 50
"""Rows shown at first, and with each press of the button for more."""

SELECT_SCRIPT = """
element.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-act]');
  if (!button) return;
  const {act, id, ask} = button.dataset;
  if (act === 'open') {
    element.querySelector('tr[aria-current]')?.removeAttribute('aria-current');
    button.closest('tr')?.setAttribute('aria-current', 'true');
    trigger('select', {id});
  }
  if (act === 'remove' && confirm(ask)) trigger('delete', {id});
  if (act === 'restore') trigger('undo', {id});
  if (act === 'take-back') {
    trigger('edit', {id, fields: {[button.dataset.field]: button.dataset.value}});
  }
  if (act === 'save') {
    const fields = {};
    for (const input of element.querySelectorAll('.edit input'))
      if (input.value.trim() !== input.dataset.was) fields[input.name] = input.value.trim();
    if (Object.keys(fields).length) trigger('edit', {id, fields});
  }
});
"""
"""Buttons in a list or in the details as events of the component."""

SIGNS = {"active": "●", "quarantined": "▲", "superseded": "◌", "withdrawn": "✕"}


def shown_date(value: str | None) -> str:
    """Return "YYYY", "YYYY-MM" or "YYYY-MM-DD" as it is written in Vietnam, "" for nothing."""
    return "/".join(reversed(value[:10].split("-"))) if value else ""


def shown_day(moment: str | None) -> str:
    """Return the day of a moment in UTC as the clock here had it, "" for nothing."""
    return shown_date(_here(moment).date().isoformat()) if moment else ""


def shown_moment(moment: str | None) -> str:
    """Return day, hour and minute of a moment in UTC as the clock here had it."""
    return f"{shown_day(moment)} {_here(moment):%H:%M}" if moment else ""


def state_mark(state: str, words: LibraryTexts) -> str:
    """Return the state of a document as a sign and a word."""
    return (
        f'<span class="planqa-state {html_text(state)}"><span aria-hidden="true">'
        f"{SIGNS[state]}</span> {html_text(words.states[state])}</span>"
    )


def render_listing(found: Mapping[str, Any], chosen: str, words: LibraryTexts) -> str:
    """Return the object of GET /v1/catalogue as a table; `chosen` is the id of the open one."""
    counts = found["counts"]
    if not sum(counts.values()):
        return _hint(words.nothing_kept if not found.get("searched") else words.none_found)
    told = _hint(words.counts.format(**counts))
    if not found["items"]:
        return told + _hint(words.none_found)
    head = "".join(f'<th scope="col">{html_text(column)}</th>' for column in words.columns)
    rows = "".join(_row(item, chosen, words) for item in found["items"])
    return (
        f'{told}<div class="planqa-table" role="region" tabindex="0" '
        f'aria-label="{html_text(words.table)}"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _row(item: Mapping[str, Any], chosen: str, words: LibraryTexts) -> str:
    here = ' aria-current="true"' if item["id"] == chosen else ""
    title = item["title"] or item["source"]
    under = " · ".join(part for part in (item["kind"], item["issuer"], item["source"]) if part)
    cells = (
        item["number"],
        shown_date(item["issued_on"]),
        words.label(item["label"]),
    )
    none = ' class="none"'
    told = "".join(
        f'<td data-name="{html_text(name)}"{"" if cell else none}>{html_text(cell or "–")}</td>'
        for name, cell in zip(words.columns[1:], cells, strict=False)
    )
    return (
        f'<tr{here}><th scope="row"><button type="button" data-act="open" '
        f'data-id="{html_text(item["id"])}">{html_text(title)}</button>'
        f'<span class="under">{html_text(under)}</span></th>{told}'
        f'<td data-name="{html_text(words.columns[-1])}">{state_mark(item["state"], words)}</td>'
        "</tr>"
    )


def _here(moment: str) -> datetime:
    return datetime.fromisoformat(moment).astimezone()


def _hint(text: str) -> str:
    return f'<p class="planqa-hint">{html_text(text)}</p>'
