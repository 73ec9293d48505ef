"""The reader's own conversations beside the chat: open, rename, delete, take away as a file."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ui.cards import html_text, shown_date
from ui.conversation import Conversation, exchange
from ui.reader import Reader, for_reader, for_reader_of_event
from ui.server import Refusal, Server
from ui.texts import Texts

if TYPE_CHECKING:
    import gradio as gr
    from gradio.components import Component, Radio

logger = logging.getLogger(__name__)

FORMATS = (("docx", ".docx"), ("md", ".md"))

SCRIPT = """
element.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-act]');
  if (!button) return;
  const {act, id, ask, title} = button.dataset;
  if (act === 'open') trigger('select', {id});
  if (act === 'rename') {
    const given = prompt(ask, title)?.trim();
    if (given) trigger('edit', {id, title: given.slice(0, 200)});
  }
  if (act === 'delete' && confirm(`${ask}\\n\\n${title}`)) trigger('delete', {id});
});
"""
"""The list's own buttons as events of the component; titles are asked for by the browser."""


def render_history(listed: Mapping[str, Any], current: str, texts: Texts) -> str:
    """Return the object of GET /v1/conversations as a list, `current` being the open one."""
    words = texts.chat
    if not listed["kept_days"]:
        return f'<p class="planqa-hint">{html_text(words.history_off)}</p>'
    hint = html_text(words.history_kept.format(days=listed["kept_days"]))
    if not listed["items"]:
        empty = html_text(words.history_empty)
        return f'<p class="planqa-hint">{empty}</p><p class="planqa-hint">{hint}</p>'
    items = "".join(_item(one, current, texts) for one in listed["items"])
    return f'<ul class="planqa-history">{items}</ul><p class="planqa-hint">{hint}</p>'


def _item(one: Mapping[str, Any], current: str, texts: Texts) -> str:
    words = texts.chat
    name, title = html_text(one["id"]), html_text(one["title"])
    here = ' aria-current="true"' if one["id"] == current else ""
    links = "".join(
        f'<a href="/v1/conversations/{name}/export?format={kind}&amp;lang={texts.language}" '
        f"download data-tab>{html_text(words.export.format(format=shown))}</a>"
        for kind, shown in FORMATS
    )
    return (
        f'<li{here}><button type="button" class="open" data-act="open" data-id="{name}">{title}'
        f'<span class="when">{html_text(shown_date(one["updated_at"][:10]))}</span></button>'
        f'<details><summary aria-label="{html_text(words.more)}: {title}">⋯</summary>'
        f'<div class="acts">{_button("rename", words.rename, words.new_title, one)}'
        f"{_button('delete', words.delete, words.delete_sure, one)}{links}</div></details></li>"
    )


def _button(act: str, label: str, ask: str, one: Mapping[str, Any]) -> str:
    return (
        f'<button type="button" data-act="{act}" data-id="{html_text(one["id"])}" '
        f'data-ask="{html_text(ask)}" data-title="{html_text(one["title"])}">'
        f"{html_text(label)}</button>"
    )


class History:
    """The list and what its buttons do; opening one is the chat's to show."""

    def __init__(self, server: Server, texts: Texts) -> None:
        """Build the components where the page stands."""
        import gradio as gr

        self._server = server
        self._heading = gr.Markdown(_heading(texts))
        self._list = gr.HTML("", elem_id="planqa-conversations", js_on_load=SCRIPT)

    @property
    def opened(self) -> Any:  # noqa: ANN401 - Gradio's listener
        """The event that a conversation of the list is opened; its data holds the `id`."""
        return self._list.select

    @property
    def outputs(self) -> list[Component]:
        """The list, as `refreshed` gives it."""
        return [self._list]

    @property
    def words(self) -> list[Component]:
        """The components whose words depend on the language, as `translated` gives them."""
        return [self._heading]

    def translated(self, texts: Texts) -> list[Any]:
        """Return new values of `words`."""
        return [_heading(texts)]

    def listen(self, conversation: gr.State, language: Radio) -> None:
        """Rename and delete."""
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        about, outputs = [conversation, language], [self._list]
        self._list.edit(for_reader_of_event(self._renamed), about, outputs, **quiet)
        self._list.delete(for_reader_of_event(self._deleted), about, outputs, **quiet)

    def refresh_after(self, event: Any, conversation: gr.State, language: Radio) -> None:  # noqa: ANN401 - Gradio's event
        """Show the list anew after an event."""
        event.then(
            for_reader(self.refreshed),
            [conversation, language],
            [self._list],
            show_progress="hidden",
            api_visibility="private",
        )

    async def keep(self, reader: Reader, conversation: Conversation) -> Conversation:
        """Keep the last exchange; the conversation stays as it is where none is kept."""
        if conversation.last_answer is None:
            return conversation
        said = exchange(conversation)
        # One that was deleted meanwhile is gone: what follows is kept as a new one.
        for name in dict.fromkeys((conversation.id, "")):
            try:
                kept = await self._server.keep(reader, name, said)
            except Refusal as refusal:
                logger.info("an exchange was not kept: %s", refusal)
            else:
                return replace(conversation, id=kept["id"])
        return conversation

    async def read(self, reader: Reader, name: str) -> Mapping[str, Any]:
        """Return a conversation of the list; Refusal as the server's methods."""
        return await self._server.conversation(reader, name)

    async def refreshed(self, reader: Reader, conversation: Conversation) -> str:
        """Return the list as it is now."""
        try:
            listed = await self._server.conversations(reader)
        except Refusal as refusal:
            return f'<p class="planqa-hint">{html_text(str(refusal))}</p>'
        return render_history(listed, conversation.id, reader.texts)

    async def _renamed(
        self, reader: Reader, event: gr.EventData, conversation: Conversation
    ) -> str:
        return await self._changed(
            reader, conversation, self._server.rename(reader, str(event.id), str(event.title))
        )

    async def _deleted(
        self, reader: Reader, event: gr.EventData, conversation: Conversation
    ) -> str:
        return await self._changed(reader, conversation, self._server.delete(reader, str(event.id)))

    async def _changed(self, reader: Reader, conversation: Conversation, change: Any) -> str:  # noqa: ANN401 - an awaitable
        import gradio as gr

        try:
            await change
        except Refusal as refusal:
            gr.Warning(str(refusal))
        return await self.refreshed(reader, conversation)


def _heading(texts: Texts) -> str:
    return f"### {texts.chat.history}"
