"""What the reader thinks of the last answer: thumbs with a reason, and copying it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ui.cards import html_text
from ui.conversation import Conversation, judgement
from ui.copying import COPY_SCRIPT, answer_text
from ui.reader import Reader, for_reader
from ui.server import Refusal, Server
from ui.texts import Texts

if TYPE_CHECKING:
    import gradio as gr
    from gradio.components import Component, Radio

LONGEST_REASON = 2000
Updates = list[Any]


class Judging:
    """A row of buttons under the last answer, and a form for the reason when it was not right."""

    def __init__(self, server: Server, texts: Texts) -> None:
        """Build the components where the page stands."""
        import gradio as gr

        self._gr = gr
        self._server = server
        words = texts.chat
        with gr.Row(visible=False, elem_id="planqa-judging") as self._row:
            self._up = gr.Button(words.helpful, size="sm", elem_id="planqa-up")
            self._down = gr.Button(words.unhelpful, size="sm", elem_id="planqa-down")
            self._copy = gr.Button(words.copy, size="sm", elem_id="planqa-copy")
            self._status = gr.HTML(_status(""), js_on_load=None)
        with gr.Column(visible=False, elem_id="planqa-why") as self._form:
            self._reason = gr.Radio(list(words.reasons), label=words.why)
            self._comment = gr.Textbox(
                label=words.comment, lines=1, max_lines=4, max_length=LONGEST_REASON // 2
            )
            self._give = gr.Button(words.send_judgement, size="sm", elem_id="planqa-give")
        self._copied = [gr.Textbox(visible=False) for _ in range(3)]

    @property
    def words(self) -> list[Component]:
        """The components whose words depend on the language, as `translated` gives them."""
        return [self._up, self._down, self._copy, self._reason, self._comment, self._give]

    @property
    def outputs(self) -> list[Component]:
        """The components that `shown` updates."""
        # Rows and columns can be outputs too; Gradio's types do not say so.
        row: Any = self._row
        form: Any = self._form
        return [row, form, self._status]

    def listen(self, conversation: gr.State, language: Radio) -> None:
        """Hand in judgements, and copy."""
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        about = [conversation, language]
        form = self.outputs[1]
        self._up.click(for_reader(self._helpful), about, [form, self._status], **quiet)
        self._down.click(for_reader(self._unhelpful), about, [form, self._status], **quiet)
        self._give.click(
            for_reader(self._given),
            [conversation, self._reason, self._comment, language],
            [form, self._status, self._reason, self._comment],
            **quiet,
        )
        copying = self._copy.click(for_reader(self._to_copy), about, self._copied, **quiet)
        copying.then(None, self._copied, None, js=COPY_SCRIPT, **quiet)

    def translated(self, texts: Texts) -> Updates:
        """Return new values of `words`."""
        gr, words = self._gr, texts.chat
        return [
            gr.Button(words.helpful),
            gr.Button(words.unhelpful),
            gr.Button(words.copy),
            gr.Radio(list(words.reasons), label=words.why, value=None),
            gr.Textbox(label=words.comment),
            gr.Button(words.send_judgement),
        ]

    def shown(self, conversation: Conversation) -> Updates:
        """Return new values of `outputs`: there once the last thing said is a whole answer."""
        gr = self._gr
        there = conversation.last_answer is not None
        return [gr.Row(visible=there), gr.Column(visible=False), _status("")]

    async def _helpful(self, reader: Reader, conversation: Conversation) -> Updates:
        told = await self._hand_in(reader, judgement(conversation, helpful=True))
        return [self._gr.Column(visible=False), told]

    async def _unhelpful(self, _: Reader, __: Conversation) -> Updates:
        return [self._gr.Column(visible=True), _status("")]

    async def _given(
        self, reader: Reader, conversation: Conversation, reason: str | None, comment: str
    ) -> Updates:
        why = ": ".join(part for part in (reason, comment.strip()) if part)[:LONGEST_REASON]
        told = await self._hand_in(reader, judgement(conversation, helpful=False, reason=why))
        return [self._gr.Column(visible=False), told, None, ""]

    async def _hand_in(self, reader: Reader, given: dict[str, Any]) -> str:
        try:
            await self._server.judge(reader, given)
        except Refusal as refusal:
            return _status(str(refusal))
        return _status(reader.texts.chat.thanks)

    async def _to_copy(self, reader: Reader, conversation: Conversation) -> Updates:
        words, answer = reader.texts.chat, conversation.last_answer
        text = answer_text(answer, reader.texts) if answer else ""
        return [text, words.copied, words.not_copied]


def _status(words: str) -> str:
    return f'<p class="planqa-status" role="status" id="planqa-copied">{html_text(words)}</p>'
