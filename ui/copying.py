"""An answer as text to be pasted elsewhere, with its numbered sources (pure)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ui.cards import about
from ui.conversation import Turn
from ui.texts import Texts

_MARKS = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*|\\([\\`*_{}\[\]()#+\-.!|<>])|^#{1,4}\s+", re.M)

COPY_SCRIPT = """
async (text, done, failed) => {
  const say = (words) => {
    const status = document.querySelector('#planqa-copied');
    if (status) status.textContent = words;
  };
  try {
    await navigator.clipboard.writeText(text);
    say(done);
  } catch {
    // Without https the clipboard is closed to scripts; a selection can still be copied.
    const area = Object.assign(document.createElement('textarea'), {value: text});
    area.setAttribute('aria-hidden', 'true');
    document.body.append(area);
    area.select();
    say(document.execCommand('copy') ? done : failed);
    area.remove();
  }
}
"""


def answer_text(answer: Turn, texts: Texts) -> str:
    """Return the answer with a line for each source: number, document, place, and the quote."""
    said = _MARKS.sub(lambda match: match.group(1) or match.group(2) or "", answer.content)
    if not answer.citations:
        return said
    sources = "\n".join(_source(citation, texts) for citation in answer.citations)
    return f"{said}\n\n{texts.chat.sources}\n{sources}"


def _source(citation: Mapping[str, Any], texts: Texts) -> str:
    path = " › ".join(citation["path"])
    known = (citation["title"], *about(citation, texts), path)
    return f"[{citation['n']}] {' · '.join(filter(None, known))}: “{citation['quote']}”"
