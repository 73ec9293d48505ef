"""What the search made of a question: understood, looked at, scored, decided (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from ui.cards import html_text
from ui.library.details import view_link
from ui.library.wording import LibraryTexts
from ui.texts import Language

SHORT = 280
"""Characters of a passage that are shown."""


def render_tried(answer: Mapping[str, Any], words: LibraryTexts, language: Language) -> str:
    """Return the object of POST /v1/ask with `explain` as HTML."""
    explain = answer["explain"]
    decision = explain["decision"]
    verdict = words.statuses.get(decision["status"], decision["status"])
    return (
        '<div class="planqa-tried">'
        f"<h4>{html_text(words.decision)}: {html_text(verdict)} "
        f'<span class="soft">({decision["confidence"]:.2f})</span></h4>'
        f"{_passages(explain['passages'], words, language)}"
        f"{_understood(explain['understood'], words)}"
        f"{_considered(explain['documents'], words, language)}</div>"
    )


def _passages(passages: Any, words: LibraryTexts, language: Language) -> str:  # noqa: ANN401 - JSON
    head = "".join(f'<th scope="col">{html_text(name)}</th>' for name in words.passage_columns)
    rows = "".join(_passage(one, words, language) for one in passages)
    return (
        f'<h4>{html_text(words.passages)} ({len(passages)})</h4><div class="planqa-table" '
        f'role="region" tabindex="0" aria-label="{html_text(words.passages)}"><table>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _passage(one: Mapping[str, Any], words: LibraryTexts, language: Language) -> str:
    text = " ".join(str(one["text"]).split())
    short = text if len(text) <= SHORT else f"{text[: SHORT - 1]}…"
    path = " › ".join((str(one["source"]), *one["path"]))
    link = view_link(one["document_id"], short, language, one["start"], one["end"])
    scores = "".join(
        f'<td class="score" data-name="{html_text(name)}"><span>{score:.2f}</span>'
        f'<meter min="0" max="1" value="{score}" aria-label="{html_text(name)}"></meter></td>'
        for name, score in zip(
            words.passage_columns[1:], (one["lexical"], one["dense"], one["score"]), strict=True
        )
    )
    return (
        f'<tr><th scope="row">{link}<span class="under">{html_text(path)}</span></th>{scores}</tr>'
    )


def _understood(understood: Mapping[str, Any], words: LibraryTexts) -> str:
    rows = "".join(
        f"<div><dt>{html_text(name)}</dt><dd>{html_text(_shown(understood[key]))}</dd></div>"
        for key, name in words.understood_keys.items()
        if understood[key]
    )
    return f"<h4>{html_text(words.understood)}</h4><dl>{rows}</dl>"


def _considered(documents: Any, words: LibraryTexts, language: Language) -> str:  # noqa: ANN401 - JSON
    items = "".join(
        f"<li>{view_link(one['document_id'], one['name'], language)} "
        f'<span class="soft">{one["score"]:.2f}</span></li>'
        for one in documents
    )
    return f"<h4>{html_text(words.considered)} ({len(documents)})</h4><ol>{items}</ol>"


def _shown(value: object) -> str:
    if isinstance(value, dict):
        pairs = cast("dict[str, object]", value)
        return "; ".join(f"{key} → {said}" for key, said in pairs.items())
    if isinstance(value, list):
        return ", ".join(map(str, cast("list[object]", value)))
    return str(value)
