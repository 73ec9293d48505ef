"""The tab where questions are asked: chat, filters, offers, judgements, and the stop button."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from ui.cards import render_cards
from ui.conversation import (
    Conversation,
    Offer,
    answered,
    asked,
    opening,
    refused,
    reopened,
    shown_messages,
    stopped,
    writing,
)
from ui.filters import FilterBar, filters_of
from ui.history import History
from ui.reader import Reader, for_reader, for_reader_of_event, streamed_for_reader
from ui.server import Event, Refusal, Server
from ui.texts import Texts
from ui.thumbs import Judging

if TYPE_CHECKING:
    import gradio as gr
    from gradio.components import Component, Radio

OFFERS = 8
"""Buttons above the question: example questions, then choices and suggestions of the answer."""

Updates = list[Any]
"""New values of the components, in the order of AskTab.outputs."""
QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


class AskTab:
    """The components and what happens on each event; one for all readers of the page.

    A reader's own conversation travels in a gr.State.
    """

    def __init__(self, server: Server, texts: Texts) -> None:
        """Build the components inside the tab that is open."""
        import gradio as gr

        self._gr = gr
        self._server = server
        self.conversation = gr.State(Conversation())
        self._chat = gr.Chatbot(
            show_label=False,
            label=texts.ask_tab,
            buttons=[],
            autoscroll=False,
            feedback_options=None,
            sanitize_html=True,
            allow_tags=False,
            latex_delimiters=[],
            placeholder=texts.empty_chat,
            elem_id="planqa-chat",
        )
        self._judging = Judging(server, texts)
        self._offer_label = gr.Markdown(visible=False)
        with gr.Row(elem_id="planqa-offers"):
            self._offers = [
                gr.Button(visible=False, size="sm", elem_classes="planqa-offer")
                for _ in range(OFFERS)
            ]
        with gr.Row(elem_id="planqa-ask-row"):
            self._question = gr.Textbox(
                label=texts.ask_label,
                placeholder=texts.ask_placeholder,
                show_label=False,
                lines=1,
                max_lines=4,
                autofocus=True,
                scale=8,
                min_width=120,
                elem_id="planqa-question",
            )
            self._send = gr.Button(
                texts.send, variant="primary", scale=1, min_width=72, elem_id="planqa-send"
            )
            self._stop = gr.Button(
                texts.stop,
                variant="stop",
                scale=1,
                min_width=72,
                visible=False,
                elem_id="planqa-stop",
            )
        self._filters = FilterBar(server, texts)
        self._shortcuts = gr.Markdown(
            texts.chat.shortcuts, elem_id="planqa-shortcuts", elem_classes="planqa-hint"
        )

    @property
    def words(self) -> list[Component]:
        """The components whose words depend on the language, as `translated` gives them."""
        return [self._send, self._shortcuts, *self._filters.words, *self._judging.words]

    @property
    def shown(self) -> list[Component]:
        """The components that show the conversation, as `show` updates them; then the cards."""
        return [
            self.conversation,
            self._chat,
            self._question,
            self._offer_label,
            self._stop,
            *self._offers,
            *self._judging.outputs,
        ]

    def listen(self, cards: Component, history: History, language: Radio) -> None:
        """Ask, stop, judge, filter, and open what was said before; `cards` show the citations."""
        gr, outputs = self._gr, [*self.shown, cards]
        self._history = history
        filters = [*self._filters.values, language]
        asking = gr.on(  # pyright: ignore[reportUnknownMemberType]
            [self._send.click, self._question.submit],
            streamed_for_reader(self._ask),
            [self._question, self.conversation, *filters],
            outputs,
            **QUIET,
        )
        offering = [
            button.click(
                streamed_for_reader(self._ask_offer(place)),
                [self.conversation, *filters],
                outputs,
                **QUIET,
            )
            for place, button in enumerate(self._offers)
        ]
        stopping = self._stop.click(
            for_reader(self._stopped),
            [self.conversation, language],
            outputs,
            cancels=[asking, *offering],
            **QUIET,
        )
        opening_one = history.opened(
            for_reader_of_event(self._reopened), [self.conversation, language], outputs, **QUIET
        )
        for event in (asking, *offering, stopping, opening_one):
            history.refresh_after(event, self.conversation, language)
        self._judging.listen(self.conversation, language)
        self._filters.listen(language)

    def translated(self, texts: Texts) -> Updates:
        """Return new values of `words`."""
        return [
            self._gr.Button(texts.send),
            texts.chat.shortcuts,
            *self._filters.translated(texts),
            *self._judging.translated(texts),
        ]

    async def opened(self, reader: Reader) -> Conversation:
        """Return an empty conversation with questions about the library, or why there are none."""
        try:
            documents = await self._server.outlined(reader)
        except Refusal as refusal:
            if refusal.signin:
                return refused(Conversation(), str(refusal), signin=True)
            documents = []
        return opening(documents, reader.texts)

    def show(self, conversation: Conversation, texts: Texts, *, running: bool = False) -> Updates:
        """Return new values of `shown`, and of the cards."""
        gr = self._gr
        offers = conversation.offers[:OFFERS]
        return [
            conversation,
            gr.Chatbot(
                shown_messages(conversation, texts),
                placeholder=texts.empty_chat,
                label=texts.ask_tab,
            ),
            gr.Textbox("", placeholder=texts.ask_placeholder, label=texts.ask_label),
            gr.Markdown(conversation.offer_label(texts), visible=bool(offers)),
            gr.Button(texts.stop, visible=running),
            *(self._offer_button(offers, place) for place in range(OFFERS)),
            *self._judging.shown(conversation),
            render_cards(conversation.citations, texts),
        ]

    def _offer_button(self, offers: Sequence[Offer], place: int) -> gr.Button:
        if place >= len(offers):
            return self._gr.Button(visible=False)
        return self._gr.Button(offers[place].label, visible=True)

    async def _ask(
        self,
        reader: Reader,
        question: str,
        conversation: Conversation,
        *filters: Any,  # noqa: ANN401 - Gradio's values
    ) -> AsyncIterator[Updates]:
        texts = reader.texts
        question = question.strip()
        if not question:
            yield self.show(conversation, texts)
            return
        waiting = conversation = asked(conversation, question)
        yield self.show(conversation, texts, running=True)
        asking = self._server.stream(reader, question, waiting.history, filters_of(*filters))
        try:
            async with aclosing(asking) as events:
                async for conversation in self._answers(waiting, events):
                    yield self._keep_typed(self.show(conversation, texts, running=True))
        except Refusal as refusal:
            conversation = refused(conversation, str(refusal), signin=refusal.signin)
        conversation = await self._history.keep(reader, conversation)
        yield self._keep_typed(self.show(conversation, texts))

    async def _answers(
        self, waiting: Conversation, events: AsyncIterator[Event]
    ) -> AsyncIterator[Conversation]:
        """Yield the conversation with the answer as far as it has come."""
        quoted: dict[str, Any] = {}
        written: list[str] = []
        async for name, data in events:
            match name:
                case "answer":
                    quoted = data
                    yield answered(waiting, quoted, whole=False)
                case "token" | "replace":
                    written = [*(written if data["n"] else []), data["text"]]
                    yield answered(waiting, writing(quoted, "".join(written)), whole=False)
                case "done":
                    yield answered(waiting, data)
                case _:
                    pass  # "evidence" is part of the answer that follows

    async def _stopped(self, reader: Reader, conversation: Conversation) -> Updates:
        return self._keep_typed(self.show(stopped(conversation, reader.texts), reader.texts))

    async def _reopened(
        self, reader: Reader, event: gr.EventData, conversation: Conversation
    ) -> Updates:
        try:
            conversation = reopened(await self._history.read(reader, str(event.id)))
        except Refusal as refusal:
            self._gr.Warning(str(refusal))
        return self._keep_typed(self.show(conversation, reader.texts))

    def _keep_typed(self, updates: Updates) -> Updates:
        """Leave the question box alone: the reader may be typing the next question."""
        place = self.shown.index(self._question)
        return [*updates[:place], self._gr.skip(), *updates[place + 1 :]]  # pyright: ignore[reportUnknownMemberType]

    def _ask_offer(self, place: int) -> Any:  # noqa: ANN401 - a handler
        async def ask(
            reader: Reader,
            conversation: Conversation,
            *filters: Any,  # noqa: ANN401 - as above
        ) -> AsyncIterator[Updates]:
            question = conversation.offers[place].question
            async for updates in self._ask(reader, question, conversation, *filters):
                yield updates

        return ask
