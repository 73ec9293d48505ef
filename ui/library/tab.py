"""The tab "Thư viện": documents, adding files, trying the search, usage, evaluation."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping
from typing import TYPE_CHECKING, Any

from ui.cards import html_text
from ui.library.details import Opened, render_details
from ui.library.editing import changes_of
from ui.library.evaluations import render_evaluations
from ui.library.listing import SELECT_SCRIPT, STEP, render_listing
from ui.library.shelf import Shelf
from ui.library.texts import LIBRARY
from ui.library.trying import render_tried
from ui.library.uploads import MAY_ADD, render_form, render_jobs, upload_script
from ui.library.usage import render_usage
from ui.library.wording import LibraryTexts
from ui.reader import Reader, for_reader, for_reader_of_event
from ui.server import Refusal
from ui.texts import Texts

if TYPE_CHECKING:
    import gradio as gr
    from gradio.components import Component, Radio

PERIODS: list[tuple[str, str | int | float]] = [("7", 7), ("30", 30), ("90", 90)]
MOST = 1000
"""Rows that are shown at most; who wants others looks for them."""

Updates = list[Any]


class LibraryTab:
    """The components of the tab; the document that a reader has opened travels in a gr.State."""

    def __init__(self, shelf: Shelf, texts: Texts) -> None:
        """Build the components inside the tab that is open."""
        import gradio as gr

        self._gr = gr
        self._shelf = shelf
        words = LIBRARY[texts.language]
        self._chosen = gr.State("")
        self._limit = gr.State(STEP)
        with gr.Tabs(elem_id="planqa-library", overflow_behavior="wrap"):
            with gr.Tab(words.documents) as self._documents_tab:
                self._build_documents(words)
            with gr.Tab(words.add) as self._add_tab:
                self._form = gr.HTML("", elem_id="planqa-add", js_on_load=upload_script())
                self._jobs = gr.HTML("", elem_id="planqa-jobs", js_on_load=None)
            with gr.Tab(words.trying) as self._trying_tab:
                self._build_trying(words)
            with gr.Tab(words.usage) as self._usage_tab:
                self._days = gr.Radio(
                    PERIODS, value=30, label=words.days, elem_id="planqa-usage-days"
                )
                self._told = gr.Markdown("")
                self._usage = gr.HTML("", elem_id="planqa-usage", js_on_load=None)
            with gr.Tab(words.evaluation) as self._evaluation_tab:
                self._runs = gr.HTML("", elem_id="planqa-evaluations", js_on_load=None)

    def _build_documents(self, words: LibraryTexts) -> None:
        gr = self._gr
        with gr.Row(elem_id="planqa-find-row"):
            self._find = gr.Textbox(
                label=words.find,
                placeholder=words.find_placeholder,
                scale=3,
                min_width=180,
                elem_id="planqa-find",
            )
            self._only = gr.Dropdown(
                _states(words),
                value="",
                label=words.columns[-1],
                interactive=True,
                min_width=140,
                elem_id="planqa-only",
            )
        self._listing = gr.HTML("", elem_id="planqa-listing", js_on_load=SELECT_SCRIPT)
        with gr.Row():
            self._more = gr.Button(words.more, size="sm", visible=False, elem_id="planqa-more")
            self._reload = gr.Button(words.refresh, size="sm", elem_id="planqa-reload")
        self._details = gr.HTML(
            _hint(words.choose), elem_id="planqa-details", js_on_load=SELECT_SCRIPT
        )

    def _build_trying(self, words: LibraryTexts) -> None:
        gr = self._gr
        self._trying_hint = gr.Markdown(words.trying_hint, elem_classes="planqa-hint")
        self._question = gr.Textbox(
            label=words.try_question, placeholder=words.try_placeholder, elem_id="planqa-try"
        )
        self._try = gr.Button(words.try_it, variant="primary", elem_id="planqa-try-it")
        self._tried = gr.HTML("", elem_id="planqa-tried", js_on_load=None)

    @property
    def words(self) -> list[Component]:
        """The components whose words depend on the language, as `translated` gives them."""
        # A tab can be an output as any component can; Gradio's types do not say so.
        tabs: list[Any] = [
            self._documents_tab,
            self._add_tab,
            self._trying_tab,
            self._usage_tab,
            self._evaluation_tab,
        ]
        return [
            *tabs,
            self._find,
            self._only,
            self._more,
            self._reload,
            self._trying_hint,
            self._question,
            self._try,
            self._tried,
            self._days,
        ]

    def translated(self, texts: Texts) -> Updates:
        """Return new values of `words`; what was tried in the other language is taken away."""
        gr, words = self._gr, LIBRARY[texts.language]
        return [
            gr.Tab(words.documents),
            gr.Tab(words.add),
            gr.Tab(words.trying),
            gr.Tab(words.usage),
            gr.Tab(words.evaluation),
            gr.Textbox(label=words.find, placeholder=words.find_placeholder),
            gr.Dropdown(_states(words), label=words.columns[-1]),
            gr.Button(words.more),
            gr.Button(words.refresh),
            words.trying_hint,
            gr.Textbox(label=words.try_question, placeholder=words.try_placeholder),
            gr.Button(words.try_it),
            "",
            gr.Radio(PERIODS, label=words.days),
        ]

    def listen(self, tab: gr.Tab, language: Radio) -> None:
        """Look when the tab is opened or asked to; do what the buttons of the lists say."""
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        asked: list[Any] = [self._find, self._only, self._limit, self._chosen, language]
        listing: list[Any] = [self._listing, self._more]
        listed = for_reader(self._listed)
        everything: list[Any] = [*listing, self._details, self._form, self._jobs]
        for event in (tab.select, self._reload.click, language.change):
            event(for_reader(self._shown), asked, everything, **quiet)
        self._find.change(listed, asked, listing, trigger_mode="always_last", **quiet)
        self._only.input(listed, asked, listing, **quiet)
        self._more.click(for_reader(self._longer), asked, [self._limit, *listing], **quiet)
        opened: list[Any] = [self._chosen, self._details]
        self._listing.select(for_reader_of_event(self._opened), [language], opened, **quiet)
        for event, work in (
            (self._details.delete, self._removed),
            (self._details.undo, self._restored),
            (self._details.edit, self._corrected),
        ):
            event(for_reader_of_event(work), asked, [self._details, *listing], **quiet)
        self._form.upload(for_reader(self._added), asked, [self._jobs, *listing], **quiet)
        self._add_tab.select(for_reader(self._worked), [language], [self._jobs], **quiet)
        told: list[Any] = [self._told, self._usage]
        for event in (self._usage_tab.select, self._days.change):
            event(for_reader(self._used), [self._days, language], told, **quiet)
        for event in (self._evaluation_tab.select, language.change):
            event(for_reader(self._measured), [language], [self._runs], **quiet)
        for event in (self._try.click, self._question.submit):
            event(
                for_reader(self._try_out),
                [self._question, language],
                [self._tried],
                show_progress="minimal",
                api_visibility="private",
            )

    # Documents

    async def _shown(self, reader: Reader, find: str, only: str, limit: int, name: str) -> Updates:
        listed, details, form, jobs = await asyncio.gather(
            self._listed(reader, find, only, limit, name),
            self._detailed(reader, name),
            self._may_add(reader),
            self._worked(reader),
        )
        return [*listed, details, form, jobs]

    async def _listed(self, reader: Reader, find: str, only: str, limit: int, name: str) -> Updates:
        try:
            found = await self._shelf.catalogue(reader, find.strip(), only, limit)
        except Refusal as refusal:
            return [_hint(str(refusal)), self._gr.Button(visible=False)]
        shown = {**found, "searched": bool(find.strip())}
        more = found["next"] is not None and limit < MOST
        return [render_listing(shown, name, _words(reader)), self._gr.Button(visible=more)]

    async def _longer(self, reader: Reader, find: str, only: str, limit: int, name: str) -> Updates:
        longer = min(MOST, limit + STEP)
        return [longer, *await self._listed(reader, find, only, longer, name)]

    async def _opened(self, reader: Reader, event: gr.EventData) -> Updates:
        name = str(event.id)
        return [name, await self._detailed(reader, name)]

    async def _removed(self, reader: Reader, event: gr.EventData, *asked: Any) -> Updates:  # noqa: ANN401 - Gradio's values
        name = str(event.id)
        return await self._changed(reader, name, self._shelf.remove(reader, name), asked)

    async def _restored(self, reader: Reader, event: gr.EventData, *asked: Any) -> Updates:  # noqa: ANN401 - Gradio's values
        name = str(event.id)
        return await self._changed(reader, name, self._shelf.restore(reader, name), asked)

    async def _corrected(self, reader: Reader, event: gr.EventData, *asked: Any) -> Updates:  # noqa: ANN401 - Gradio's values
        name, changes = str(event.id), changes_of(event.fields)
        return await self._changed(reader, name, self._shelf.correct(reader, name, changes), asked)

    async def _changed(
        self, reader: Reader, name: str, work: Awaitable[None], asked: tuple[Any, ...]
    ) -> Updates:
        find, only, limit, _ = asked
        refused = ""
        try:
            await work
        except Refusal as refusal:
            refused = _hint(str(refusal))
        details = await self._detailed(reader, name)
        return [refused + details, *await self._listed(reader, find, only, limit, name)]

    async def _detailed(self, reader: Reader, name: str) -> str:
        words, language = _words(reader), reader.texts.language
        if not name:
            return _hint(words.choose)
        try:
            me, versions = await asyncio.gather(
                self._shelf.me(reader), self._shelf.part(reader, name, "versions")
            )
            (holding,) = (one for one in versions["items"] if one["id"] == name)
            may_change = me["role"] in MAY_ADD
            opened = await self._read(reader, holding, versions["items"], may_change=may_change)
        except Refusal as refusal:
            return _hint(str(refusal))
        return render_details(opened, words, language, may_change=may_change)

    async def _read(
        self, reader: Reader, holding: Mapping[str, Any], versions: list[Any], *, may_change: bool
    ) -> Opened:
        if holding["state"] == "withdrawn":
            return Opened(holding, versions=versions)
        name = holding["id"]
        found, outline, quality = await asyncio.gather(
            self._shelf.document(reader, name),
            self._shelf.part(reader, name, "outline"),
            self._shelf.part(reader, name, "quality"),
        )
        corrections: list[Any] = []
        if may_change:
            corrections = (await self._shelf.corrections(reader, name))["items"]
        return Opened(holding, found, outline["items"], quality, versions, corrections)

    # Adding, trying, usage

    async def _may_add(self, reader: Reader) -> str:
        try:
            me = await self._shelf.me(reader)
        except Refusal as refusal:
            return _hint(str(refusal))
        return render_form(me, _words(reader), reader.texts.language)

    async def _worked(self, reader: Reader) -> str:
        try:
            jobs = await self._shelf.jobs(reader)
        except Refusal:  # a reader, who is told so by the form
            return ""
        return render_jobs(jobs["items"], _words(reader), reader.texts.language)

    async def _added(self, reader: Reader, *asked: Any) -> Updates:  # noqa: ANN401 - Gradio's values
        return [await self._worked(reader), *await self._listed(reader, *asked)]

    async def _try_out(self, reader: Reader, question: str) -> str:
        if not question.strip():
            return ""
        try:
            answer = await self._shelf.explained(reader, question.strip())
        except Refusal as refusal:
            return _hint(str(refusal))
        return render_tried(answer, _words(reader), reader.texts.language)

    async def _used(self, reader: Reader, days: int) -> Updates:
        words = _words(reader)
        try:
            told = await self._shelf.usage(reader, days)
        except Refusal as refusal:
            return ["", _hint(str(refusal))]
        if not told["questions"]:
            return ["", render_usage(told, words)]
        refused = f"{100 * told['refused']:.0f}"
        summary = words.usage_told.format(questions=told["questions"], refused=refused)
        return [summary, render_usage(told, words)]

    async def _measured(self, reader: Reader) -> str:
        try:
            runs = await self._shelf.evaluations(reader)
        except Refusal as refusal:
            return _hint(str(refusal))
        return render_evaluations(runs["items"], _words(reader))


def _words(reader: Reader) -> LibraryTexts:
    return LIBRARY[reader.texts.language]


def _states(words: LibraryTexts) -> list[tuple[str, str | int | float]]:
    return [(words.every_state, ""), *((name, state) for state, name in words.states.items())]


def _hint(text: str) -> str:
    return f'<p class="planqa-hint">{html_text(text)}</p>'
