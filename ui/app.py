"""The chat page: questions on the left, citations and their source on the right (Gradio)."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from ui.asking import AskTab
from ui.cards import PANEL_SCRIPT, render_cards, render_panel
from ui.checking import CHECK_CSS, CheckTab
from ui.conversation import Conversation
from ui.history import History
from ui.library.shelf import Shelf
from ui.library.style import LIBRARY_CSS
from ui.library.tab import LibraryTab
from ui.library.texts import LIBRARY
from ui.reader import Reader, for_reader
from ui.server import Server
from ui.settings import SettingsTab
from ui.style import CSS, HISTORY_SCRIPT, LANGUAGE_SCRIPT, LOAD_SCRIPT, THEME_SCRIPT
from ui.texts import TEXTS, Language, Texts
from ui.theme import DARK_CSS, theme

if TYPE_CHECKING:
    from fastapi import FastAPI
    from gradio.components import Component

PATH = "/ui"
CONCURRENCY = 8
QUEUE = 64
FONTS = ("system-ui", "Segoe UI", "Roboto", "Noto Sans", "sans-serif")
LANGUAGES: list[tuple[str, str | int | float]] = [("Tiếng Việt", "vi"), ("English", "en")]

Updates = list[Any]


def mount_page(app: FastAPI, base_url: str, language: Language) -> None:
    """Put the chat page under /ui of an app; `base_url` is the API that it asks."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    import gradio as gr

    blocks = Page(Server(base_url), Shelf(base_url), language).blocks
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
        max_file_size=1,  # files go to the API, not here
        theme=theme(FONTS),
        css=CSS + CHECK_CSS + LIBRARY_CSS + DARK_CSS,
        js=LOAD_SCRIPT.replace("LANGUAGE", language),
    )


class Page:
    """The page's frame: heading, language, tabs, and beside them citations and their source.

    A tab is a class that builds its components where it is made, names those whose words depend on
    the language (`words`, `translated`), and listens to its own events.
    """

    def __init__(self, server: Server, shelf: Shelf, language: Language) -> None:
        """Build the page, in the language given until the reader chooses another."""
        import gradio as gr

        self._gr = gr
        texts = TEXTS[language]
        with gr.Blocks(title=texts.title, analytics_enabled=False, fill_width=True) as self.blocks:
            with gr.Sidebar(open=False, width=300, elem_id="planqa-history"):
                self._new = gr.Button(texts.clear, size="sm", elem_id="planqa-new")
                self._history = History(server, texts)
            self._build_top(texts)
            with gr.Row():
                with gr.Column(scale=3, min_width=300), gr.Tabs(overflow_behavior="wrap"):
                    with gr.Tab(texts.ask_tab, elem_id="planqa-ask-tab") as self._ask_tab:
                        self._asking = AskTab(server, texts)
                    with gr.Tab(texts.check_tab, elem_id="planqa-check-tab") as self._check_tab:
                        self._checking = CheckTab(server, texts)
                    with gr.Tab(
                        LIBRARY[language].tab, elem_id="planqa-library-tab"
                    ) as self._library_tab:
                        self._library = LibraryTab(shelf, texts)
                    with gr.Tab(
                        texts.settings_tab, elem_id="planqa-settings-tab"
                    ) as self._settings_tab:
                        self._settings = SettingsTab(server, texts)
                with gr.Column(scale=2, min_width=300, elem_id="planqa-side"):
                    self._cards = gr.HTML(
                        render_cards((), texts), elem_id="planqa-citations", js_on_load=None
                    )
                    self._panel = gr.HTML(
                        render_panel(texts), elem_id="planqa-source", js_on_load=PANEL_SCRIPT
                    )
            self._listen()

    def _build_top(self, texts: Texts) -> None:
        gr = self._gr
        with gr.Row(elem_id="planqa-top"):
            self._heading = gr.Markdown(_heading(texts), elem_id="planqa-heading")
            self._open_history = gr.Button(
                texts.chat.history, size="sm", elem_id="planqa-open-history"
            )
            self._language = gr.Radio(
                LANGUAGES,
                value=texts.language,
                label="Ngôn ngữ / Language",
                show_label=False,
                container=False,
                elem_id="planqa-language",
            )
            self._theme = gr.Button(texts.chat.theme, size="sm", elem_id="planqa-theme")

    @property
    def _parts(self) -> tuple[AskTab | CheckTab | LibraryTab | SettingsTab | History, ...]:
        return (self._asking, self._checking, self._library, self._settings, self._history)

    @property
    def _words(self) -> list[Component]:
        """The components whose words depend on the language, as `_translated` gives them."""
        own: list[Any] = [
            self._heading,
            self._open_history,
            self._theme,
            self._new,
            self._panel,
            self._ask_tab,
            self._check_tab,
            self._library_tab,
            self._settings_tab,
        ]
        return [*own, *(word for part in self._parts for word in part.words)]

    def _listen(self) -> None:
        quiet: dict[str, Any] = {"api_visibility": "private"}
        conversation, language = self._asking.conversation, self._language
        everything = [
            *self._words,
            *self._history.outputs,
            *self._asking.shown,
            self._cards,
        ]
        self._asking.listen(self._cards, self._history, language)
        self._history.listen(conversation, language)
        self._checking.listen(language)
        self._library.listen(self._library_tab, language)
        self._settings.listen(self._settings_tab, language)
        self._new.click(for_reader(self._open), [language], everything, **quiet)
        self.blocks.load(for_reader(self._open), [language], everything, **quiet)
        language.change(
            for_reader(self._translate),
            [conversation, language],
            everything,
            **quiet,
        )
        language.change(None, [language], None, js=LANGUAGE_SCRIPT, **quiet)
        self._open_history.click(None, None, None, js=HISTORY_SCRIPT, **quiet)
        self._theme.click(None, None, None, js=THEME_SCRIPT, **quiet)

    async def _open(self, reader: Reader) -> Updates:
        return await self._show(reader, await self._asking.opened(reader))

    async def _translate(self, reader: Reader, conversation: Conversation) -> Updates:
        if not conversation.turns:
            return await self._open(reader)
        return await self._show(reader, conversation)

    async def _show(self, reader: Reader, conversation: Conversation) -> Updates:
        texts = reader.texts
        return [
            *self._translated(texts),
            await self._history.refreshed(reader, conversation),
            *self._asking.show(conversation, texts),
        ]

    def _translated(self, texts: Texts) -> Updates:
        gr = self._gr
        return [
            _heading(texts),
            gr.Button(texts.chat.history),
            gr.Button(texts.chat.theme),
            gr.Button(texts.clear),
            render_panel(texts),
            gr.Tab(texts.ask_tab),
            gr.Tab(texts.check_tab),
            gr.Tab(LIBRARY[texts.language].tab),
            gr.Tab(texts.settings_tab),
            *(update for part in self._parts for update in part.translated(texts)),
        ]


def _heading(texts: Texts) -> str:
    return f"# {texts.title}\n{texts.subtitle}"
