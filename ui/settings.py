"""The tab that shows which language model writes, and switches one of this machine on or off."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ui.markdown import escape_markdown
from ui.reader import Reader, for_reader
from ui.server import Refusal, Server
from ui.texts import Texts

if TYPE_CHECKING:
    import gradio as gr
    from gradio.components import Component, Radio

OFFERS = 8
"""Buttons for models that were found; servers with more of them are set in planqa.toml."""

Offers = list[dict[str, str]]
Updates = list[Any]


def offered(told: Mapping[str, Any]) -> Offers:
    """Return the models of GET /v1/llm to be switched on, the first of each server first."""
    servers: Sequence[Mapping[str, Any]] = told["found"]
    deepest = max((len(server["models"]) for server in servers), default=0)
    found = [
        {"url": str(server["url"]), "model": str(server["models"][place])}
        for place in range(deepest)
        for server in servers
        if place < len(server["models"])
    ]
    return [one for one in found if one != told["chosen"]][:OFFERS]


def state_markdown(told: Mapping[str, Any], texts: Texts) -> str:
    """Return what writes now, and by whose choice."""
    chosen: Mapping[str, str] | None = told["chosen"]
    if chosen:
        model, url = escape_markdown(chosen["model"]), escape_markdown(chosen["url"])
        return texts.llm_chosen.format(model=model, url=url)
    if told["setting"] == "none":
        return texts.llm_none
    return texts.llm_set.format(setting=escape_markdown(str(told["setting"])))


class SettingsTab:
    """The components of the tab; the models offered to a reader travel in a gr.State."""

    def __init__(self, server: Server, texts: Texts) -> None:
        """Build the components inside the tab that is open."""
        import gradio as gr

        self._gr = gr
        self._server = server
        self._hint = gr.Markdown(texts.llm_hint)
        self._state = gr.Markdown("", elem_id="planqa-llm-state")
        self._off = gr.Button(texts.llm_off, visible=False, elem_id="planqa-llm-off")
        self._label = gr.Markdown("")
        self._offers = gr.State(list[dict[str, str]]())
        self._on = [
            gr.Button(visible=False, size="sm", elem_classes="planqa-llm-on") for _ in range(OFFERS)
        ]
        self._look = gr.Button(texts.llm_look, size="sm", elem_id="planqa-llm-look")

    @property
    def words(self) -> list[Component]:
        """The components whose words depend on the language, as `translated` gives them."""
        return [self._hint, self._off, self._look]

    @property
    def _outputs(self) -> list[Component]:
        return [self._state, self._off, self._label, self._offers, *self._on]

    def listen(self, tab: gr.Tab, language: Radio) -> None:
        """Look when the tab is opened or asked to; switch when a button is pressed."""
        quiet: dict[str, Any] = {"show_progress": "minimal", "api_visibility": "private"}
        for event in (tab.select, self._look.click):
            event(for_reader(self._shown), [language], self._outputs, **quiet)
        self._off.click(for_reader(self._forgotten), [language], self._outputs, **quiet)
        for place, button in enumerate(self._on):
            button.click(self._choosing(place), [self._offers, language], self._outputs, **quiet)

    def translated(self, texts: Texts) -> list[Any]:
        """Return new values of `words`."""
        gr = self._gr
        return [texts.llm_hint, gr.Button(texts.llm_off), gr.Button(texts.llm_look)]

    async def _shown(self, reader: Reader) -> Updates:
        return await self._told(self._server.llm(reader), reader.texts)

    async def _forgotten(self, reader: Reader) -> Updates:
        return await self._told(self._server.forget_llm(reader), reader.texts)

    def _choosing(self, place: int) -> Any:  # noqa: ANN401 - a handler
        async def choose(reader: Reader, offers: Offers) -> Updates:
            work = self._server.choose_llm(reader, offers[place])
            return await self._told(work, reader.texts)

        return for_reader(choose)

    async def _told(self, work: Awaitable[dict[str, Any]], texts: Texts) -> Updates:
        """Return the state and the buttons after a call; a refusal is shown in their place."""
        gr = self._gr
        try:
            told = await work
        except Refusal as refusal:
            told_why = escape_markdown(str(refusal))
            return [told_why, *(gr.skip() for _ in self._outputs[1:])]  # pyright: ignore[reportUnknownMemberType]
        offers = offered(told) if told["may_change"] else []
        label = texts.llm_found if offers else texts.llm_not_found
        return [
            state_markdown(told, texts),
            gr.Button(visible=bool(told["chosen"] and told["may_change"])),
            label if told["may_change"] else texts.llm_elsewhere,
            offers,
            *(self._button(offers, place, texts) for place in range(OFFERS)),
        ]

    def _button(self, offers: Offers, place: int, texts: Texts) -> gr.Button:
        if place >= len(offers):
            return self._gr.Button(visible=False)
        return self._gr.Button(texts.llm_on.format(**offers[place]), visible=True)
