"""The tab where a pasted text is checked sentence by sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ui.cards import FRAME, html_text, view_address
from ui.reader import Reader, for_reader
from ui.server import Refusal, Server
from ui.texts import Texts

if TYPE_CHECKING:
    from gradio.components import Component, Radio

SIGNS = {"supported": "✓", "contradicted": "✗", "not_found": "?"}

CHECK_CSS = """
.planqa-checked { list-style: none; margin: 0; padding: 0; display: grid; gap: .5rem; }
.planqa-checked li { border: 1px solid var(--border-color-primary); border-left-width: .35rem;
  border-radius: .5rem; padding: .55rem .7rem; overflow-wrap: anywhere; }
.planqa-checked li.supported { border-left-color: #2e7d4f; }
.planqa-checked li.contradicted { border-left-color: #b3261e; }
.planqa-checked li.not_found { border-left-color: #8a8f98; }
.planqa-checked .status { font-size: .8rem; font-weight: 700; margin-right: .5rem; }
.planqa-checked .differs { display: block; font-size: .88rem; margin-top: .25rem; }
.planqa-checked .differs b { text-decoration: underline; text-underline-offset: .2em; }
.planqa-checked a { display: block; margin-top: .35rem; color: inherit; font-size: .88rem;
  text-align: left; text-decoration: none; }
.planqa-checked a:hover q { text-decoration: underline; }
.planqa-checked a .about { display: block; font-size: .8rem;
  color: var(--body-text-color-subdued); }
"""


def render_checked(checked: Mapping[str, Any], texts: Texts) -> str:
    """Return the object of POST /v1/verify as HTML: each sentence with what the library says."""
    found: Sequence[Mapping[str, Any]] = checked["sentences"]
    if not found:
        return f'<p class="planqa-hint">{html_text(texts.check_empty)}</p>'
    counts = texts.check_counts.format(**checked["counts"])
    items = "".join(_item(one, texts) for one in found)
    return f'<p class="planqa-hint">{html_text(counts)}</p><ol class="planqa-checked">{items}</ol>'


def _item(one: Mapping[str, Any], texts: Texts) -> str:
    status = str(one["status"])
    differences = "".join(_difference(each, texts) for each in one["differences"])
    quotes = "".join(_quote(citation, texts) for citation in one["citations"])
    return (
        f'<li class="{html_text(status)}"><span class="status">{SIGNS.get(status, "")} '
        f"{html_text(texts.found[status])}</span>{html_text(one['text'])}{differences}{quotes}</li>"
    )


def _difference(one: Mapping[str, Any], texts: Texts) -> str:
    stated = one["stated"]
    against = f" · {html_text(texts.stated)}: <b>{html_text(stated)}</b>" if stated else ""
    return (
        f'<span class="differs">{html_text(texts.said)}: <b>{html_text(one["said"])}</b>'
        f"{against}</span>"
    )


def _quote(citation: Mapping[str, Any], texts: Texts) -> str:
    known = (citation["title"], citation["number"], citation["source"], *citation["path"][-1:])
    about = " · ".join(str(part) for part in known if part)
    return (
        f'<a href="{html_text(view_address(citation, texts))}" target="{FRAME}">'
        f"<q>{html_text(citation['quote'])}</q>"
        f'<span class="about">{html_text(about)}</span></a>'
    )


class CheckTab:
    """The components of the tab; nothing of a reader's is kept between two checks."""

    def __init__(self, server: Server, texts: Texts) -> None:
        """Build the components inside the tab that is open."""
        import gradio as gr

        self._gr = gr
        self._server = server
        self._hint = gr.Markdown(texts.check_hint)
        self._text = gr.Textbox(
            placeholder=texts.check_placeholder,
            show_label=False,
            label=texts.check_tab,
            lines=8,
            max_lines=16,
            elem_id="planqa-draft",
        )
        self._check = gr.Button(texts.check, variant="primary", elem_id="planqa-check")
        self._found = gr.HTML("", elem_id="planqa-checked", js_on_load=None)

    @property
    def words(self) -> list[Component]:
        """The components whose words depend on the language, as `translated` gives them."""
        return [self._hint, self._text, self._check, self._found]

    def listen(self, language: Radio) -> None:
        """Check when the button is pressed."""
        self._check.click(
            for_reader(self._run),
            [self._text, language],
            [self._found],
            show_progress="minimal",
            api_visibility="private",
        )

    def translated(self, texts: Texts) -> list[Any]:
        """Return new values of `words`; what was found in the other language is taken away."""
        gr = self._gr
        text = gr.Textbox(placeholder=texts.check_placeholder, label=texts.check_tab)
        return [texts.check_hint, text, gr.Button(texts.check), ""]

    async def _run(self, reader: Reader, text: str) -> str:
        texts = reader.texts
        if not text.strip():
            return render_checked({"sentences": [], "counts": {}}, texts)
        try:
            return render_checked(await self._server.verify(reader, text), texts)
        except Refusal as refusal:
            return f'<p class="planqa-hint">{html_text(str(refusal))}</p>'
