"""An answer as Markdown in which the words of a document stay words (pure).

The answer's own structure is kept: headings, lists, bold, and the marks [1] that become links to
the quote. Everything else is escaped, so nothing in a document becomes HTML, a link or an image.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_PREFIX = re.compile(r"^(\s*)((?:#{1,4}|[-*+]|>|\d{1,3}[.)])\s+)?(.*)$")
_PIECE = re.compile(r"\[(\d+)\]|\*\*(?=\S)(.+?)(?<=\S)\*\*")
_ESCAPED = re.compile(r"\\([<(\[])")
"""What the API escapes in the words of documents; here everything is escaped anyway."""
_SPECIAL = re.compile(r"[\\`*_{}\[\]()#+\-.!|~$:@/^=]")


def escape_markdown(text: str) -> str:
    """Return the text such that Markdown shows it character for character."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _SPECIAL.sub(lambda match: "\\" + match.group(), text)


def answer_markdown(answer: str, links: Mapping[int, str]) -> str:
    """Return an answer ready to be shown; `links` gives the address of each citation number."""
    answer = _ESCAPED.sub(r"\1", answer)
    return "\n".join(_line(line, links) for line in answer.splitlines())


def _line(line: str, links: Mapping[int, str]) -> str:
    match = _PREFIX.match(line)
    if match is None:
        return escape_markdown(line)
    indent, prefix, rest = match.groups()
    return f"{indent}{prefix or ''}{_inline(rest, links)}"


def _inline(text: str, links: Mapping[int, str]) -> str:
    shown: list[str] = []
    at = 0
    for match in _PIECE.finditer(text):
        shown.append(escape_markdown(text[at : match.start()]))
        mark, bold = match.groups()
        if bold is not None:
            shown.append(f"**{_inline(bold, links)}**")
        elif int(mark) in links:
            shown.append(f"[\\[{mark}\\]]({links[int(mark)]})")
        else:
            shown.append(escape_markdown(match.group()))
        at = match.end()
    shown.append(escape_markdown(text[at:]))
    return "".join(shown)
