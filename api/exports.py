"""A conversation as a file to keep: Markdown or .docx, each answer with its numbered sources."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal

from api.history import CitedOut, ExchangeOut
from rag.messages import say

if TYPE_CHECKING:
    from docx.text.paragraph import Paragraph

Language = Literal["vi", "en"]

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that no XML file can hold."""
_LINE = re.compile(r"^\s*(?:(#{1,4})|([-*+])|>)?\s*(.*)$")
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>])")


def markdown(title: str, exchanges: Sequence[ExchangeOut], language: Language) -> str:
    """Return the conversation as Markdown; answers are Markdown already, quotes are escaped."""
    parts = [f"# {_plain_markdown(title)}"]
    for one in exchanges:
        parts.append(f"## {_plain_markdown(one.question)}")
        parts.append(one.answer.strip())
        if one.citations:
            sources = "\n".join(
                f"- \\[{cited.n}\\] {_plain_markdown(_about(cited, language))}: "
                f"“{_plain_markdown(cited.quote)}”"
                for cited in one.citations
            )
            parts.append(f"**{say('export_sources', language)}**\n\n{sources}")
    return "\n\n".join(parts) + "\n"


def docx(title: str, exchanges: Sequence[ExchangeOut], language: Language) -> bytes:
    """Return the conversation as a .docx file."""
    from docx import Document

    document = Document()
    document.core_properties.title = _clean(title)[:255]
    document.core_properties.author = "planqa"
    document.add_heading(_clean(title), 0)
    for one in exchanges:
        document.add_heading(_clean(one.question), 1)
        for style, text in _lines(one.answer):
            _write(document.add_paragraph(style=style), text)
        if one.citations:
            document.add_heading(say("export_sources", language), 2)
        for cited in one.citations:
            paragraph = document.add_paragraph()
            paragraph.add_run(f"[{cited.n}] ").bold = True
            paragraph.add_run(f"{_clean(_about(cited, language))}: ")
            paragraph.add_run(f"“{_clean(cited.quote)}”").italic = True
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _about(cited: CitedOut, language: Language) -> str:
    """Return title, number, date, place and file of a citation on one line."""
    page = say("export_page", language, page=cited.page) if cited.page is not None else None
    newer = say("export_superseded", language) if cited.superseded_by else None
    path = " › ".join(cited.path)
    parts = (cited.title, cited.number, cited.issued_on, path, page, cited.source, newer)
    return " · ".join(part for part in parts if part)


def _lines(answer: str) -> Iterator[tuple[str | None, str]]:
    """Yield the style and the words of each line of an answer."""
    for line in answer.splitlines():
        match = _LINE.match(line)
        if match is None or not match.group(3):
            continue
        heading, bullet, text = match.groups()
        yield ("Heading 3" if heading else "List Bullet" if bullet else None), text


def _write(paragraph: Paragraph, text: str) -> None:
    at = 0
    for match in _BOLD.finditer(text):
        paragraph.add_run(_said(text[at : match.start()]))
        paragraph.add_run(_said(match.group(1))).bold = True
        at = match.end()
    paragraph.add_run(_said(text[at:]))


def _said(text: str) -> str:
    return _clean(_ESCAPED.sub(r"\1", text))


def _clean(text: str) -> str:
    return _CONTROL.sub("", text)


def _plain_markdown(text: str) -> str:
    """Return the text on one line such that Markdown shows it as it is."""
    return re.sub(
        r"[\\`*_{}\[\]<>#|~$]", lambda match: f"\\{match.group()}", " ".join(text.split())
    )
