"""The chat page: questions on the left, citations and their source on the right (Gradio)."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from ui.cards import CSS, PANEL_SCRIPT, render_cards, render_panel
from ui.checking import CHECK_CSS, CheckTab
from ui.conversation import (
    Conversation,
    Offer,
    answered,
    asked,
    opening,
    refused,
    shown_messages,
    stopped,
    writing,
)
from ui.server import Event, Refusal, Server
from ui.settings import SettingsTab
from ui.texts import TEXTS, Language, Texts
from ui.theme import DARK_CSS, theme

if TYPE_CHECKING:
    import gradio as gr
    from fastapi import FastAPI
    from gradio.components import Component

PATH = "/ui"
OFFERS = 6
"""Buttons under the chat: example questions, then choices and suggestions of the last answer."""

CONCURRENCY = 8
QUEUE = 64
FONTS = ("system-ui", "Segoe UI", "Roboto", "Noto Sans", "sans-serif")
LANGUAGES: list[tuple[str, str | int | float]] = [("Tiếng Việt", "vi"), ("English", "en")]

Updates = list[Any]
"""New values of the components, in the order of Page.outputs."""


def mount_page(app: FastAPI, base_url: str, language: Language) -> None:
    """Put the chat page under /ui of an app; `base_url` is the API that it asks."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    import gradio as gr

    blocks = Page(Server(base_url), language).blocks
    blocks.queue(default_concurrency_limit=CONCURRENCY, max_size=QUEUE, api_open=False)
    gr.mount_gradio_app(  # pyright: ignore[reportUnknownMemberType]
        app,
        blocks,
        path=PATH,
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        enable_monitoring=False,
        mcp_server=False,
        max_file_size=1,  # nothing is uploaded here
        theme=theme(FONTS),
        css=CSS + CHECK_CSS + DARK_CSS,
    )


class Page:
    """The components and what happens on each event; one for all readers of the page.

    A reader's own conversation travels in a gr.State.
    """

    def __init__(self, server: Server, language: Language) -> None:
        """Build the page, in the language given until the reader chooses another."""
        import gradio as gr

        self._gr = gr
        self._server = server
        texts = TEXTS[language]
        with gr.Blocks(title=texts.title, analytics_enabled=False, fill_width=True) as self.blocks:
            self._conversation = gr.State(Conversation())
            with gr.Row(equal_height=True):
                self._heading = gr.Markdown(_heading(texts), elem_id="planqa-heading")
                self._language = gr.Radio(
                    LANGUAGES,
                    value=language,
                    show_label=False,
                    container=False,
                    scale=0,
                    min_width=220,
                    elem_id="planqa-language",
                )
            with gr.Row():
                with gr.Column(scale=3, min_width=320), gr.Tabs():
                    with gr.Tab(texts.ask_tab, elem_id="planqa-ask-tab") as self._ask_tab:
                        self._build_chat(texts)
                    with gr.Tab(texts.check_tab, elem_id="planqa-check-tab") as self._check_tab:
                        self._checking = CheckTab(server, texts)
                    with gr.Tab(
                        texts.settings_tab, elem_id="planqa-settings-tab"
                    ) as self._settings_tab:
                        self._settings = SettingsTab(server, texts)
                with gr.Column(scale=2, min_width=320):
                    self._cards = gr.HTML(
                        render_cards((), texts), elem_id="planqa-citations", js_on_load=None
                    )
                    self._panel = gr.HTML(
                        render_panel(texts), elem_id="planqa-source", js_on_load=PANEL_SCRIPT
                    )
            self._listen()

    def _build_chat(self, texts: Texts) -> None:
        gr = self._gr
        self._chat = gr.Chatbot(
            show_label=False,
            height="58vh",
            buttons=["copy"],
            feedback_options=None,
            sanitize_html=True,
            allow_tags=False,
            latex_delimiters=[],
            placeholder=texts.empty_chat,
            elem_id="planqa-chat",
        )
        with gr.Row():
            self._question = gr.Textbox(
                label=texts.ask_label,
                placeholder=texts.ask_placeholder,
                show_label=False,
                lines=1,
                max_lines=4,
                autofocus=True,
                scale=8,
                elem_id="planqa-question",
            )
            self._send = gr.Button(
                texts.send, variant="primary", scale=1, min_width=80, elem_id="planqa-send"
            )
            self._stop = gr.Button(
                texts.stop,
                variant="stop",
                scale=1,
                min_width=80,
                visible=False,
                elem_id="planqa-stop",
            )
        self._offer_label = gr.Markdown(visible=False)
        with gr.Row(elem_id="planqa-offers"):
            self._offers = [
                gr.Button(visible=False, size="sm", elem_classes="planqa-offer")
                for _ in range(OFFERS)
            ]
        self._clear = gr.Button(texts.clear, size="sm", variant="secondary")

    @property
    def _outputs(self) -> list[Component]:
        return [
            self._conversation,
            self._chat,
            self._question,
            self._cards,
            self._offer_label,
            self._stop,
            *self._offers,
        ]

    def _listen(self) -> None:
        gr = self._gr
        texts_of_page = [
            self._heading,
            self._send,
            self._clear,
            self._panel,
            self._ask_tab,
            self._check_tab,
            self._settings_tab,
            *self._checking.words,
            *self._settings.words,
            *self._outputs,
        ]
        inputs = [self._question, self._conversation, self._language]
        asking = gr.on(  # pyright: ignore[reportUnknownMemberType]
            [self._send.click, self._question.submit],
            self._ask,
            inputs,
            self._outputs,
            show_progress="hidden",
            api_visibility="private",
        )
        offering = [
            button.click(
                self._ask_offer(place),
                [self._conversation, self._language],
                self._outputs,
                show_progress="hidden",
                api_visibility="private",
            )
            for place, button in enumerate(self._offers)
        ]
        self._stop.click(
            self._stopped,
            [self._conversation, self._language],
            self._outputs,
            cancels=[asking, *offering],
            show_progress="hidden",
            api_visibility="private",
        )
        self._checking.listen(self._language)
        self._settings.listen(self._settings_tab, self._language)
        self._clear.click(self._open, [self._language], texts_of_page, api_visibility="private")
        self.blocks.load(self._open, [self._language], texts_of_page, api_visibility="private")
        self._language.change(
            self._translate,
            [self._conversation, self._language],
            texts_of_page,
            api_visibility="private",
        )

    async def _ask(
        self, question: str, conversation: Conversation, language: Language
    ) -> AsyncIterator[Updates]:
        texts = TEXTS[language]
        question = question.strip()
        if not question:
            yield self._show(conversation, texts)
            return
        waiting = conversation = asked(conversation, question)
        yield self._show(conversation, texts, running=True)
        try:
            async with aclosing(self._server.stream(question, waiting.history, texts)) as events:
                async for conversation in self._answers(waiting, events):
                    yield self._keep_typed(self._show(conversation, texts, running=True))
        except Refusal as refusal:
            conversation = refused(conversation, str(refusal))
        yield self._keep_typed(self._show(conversation, texts))

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
                    yield answered(waiting, quoted)
                case "token" | "replace":
                    written = [*(written if data["n"] else []), data["text"]]
                    yield answered(waiting, writing(quoted, "".join(written)))
                case "done":
                    yield answered(waiting, data)
                case _:
                    pass  # "evidence" is part of the answer that follows

    async def _stopped(self, conversation: Conversation, language: Language) -> Updates:
        texts = TEXTS[language]
        return self._keep_typed(self._show(stopped(conversation, texts), texts))

    def _keep_typed(self, updates: Updates) -> Updates:
        """Leave the question box alone: the reader may be typing the next question."""
        place = self._outputs.index(self._question)
        return [*updates[:place], self._gr.skip(), *updates[place + 1 :]]  # pyright: ignore[reportUnknownMemberType]

    def _ask_offer(self, place: int) -> Any:  # noqa: ANN401 - Gradio inspects the function itself
        async def ask(conversation: Conversation, language: Language) -> AsyncIterator[Updates]:
            question = conversation.offers[place].question
            async for updates in self._ask(question, conversation, language):
                yield updates

        return ask

    async def _open(self, language: Language) -> Updates:
        texts = TEXTS[language]
        conversation = opening(await self._server.documents(), texts)
        return [*self._words(texts), *self._show(conversation, texts)]

    async def _translate(self, conversation: Conversation, language: Language) -> Updates:
        texts = TEXTS[language]
        if not conversation.turns:
            return await self._open(language)
        return [*self._words(texts), *self._show(conversation, texts)]

    def _words(self, texts: Texts) -> Updates:
        gr = self._gr
        return [
            _heading(texts),
            gr.Button(texts.send),
            gr.Button(texts.clear),
            render_panel(texts),
            gr.Tab(texts.ask_tab),
            gr.Tab(texts.check_tab),
            gr.Tab(texts.settings_tab),
            *self._checking.translated(texts),
            *self._settings.translated(texts),
        ]

    def _show(self, conversation: Conversation, texts: Texts, *, running: bool = False) -> Updates:
        gr = self._gr
        offers = conversation.offers[:OFFERS]
        return [
            conversation,
            gr.Chatbot(shown_messages(conversation, texts), placeholder=texts.empty_chat),
            gr.Textbox("", placeholder=texts.ask_placeholder, label=texts.ask_label),
            render_cards(conversation.citations, texts),
            gr.Markdown(conversation.offer_label(texts), visible=bool(offers)),
            gr.Button(texts.stop, visible=running),
            *(self._offer_button(offers, place) for place in range(OFFERS)),
        ]

    def _offer_button(self, offers: Sequence[Offer], place: int) -> gr.Button:
        if place >= len(offers):
            return self._gr.Button(visible=False)
        return self._gr.Button(offers[place].label, visible=True)


def _heading(texts: Texts) -> str:
    return f"## {texts.title}\n{texts.subtitle}"
