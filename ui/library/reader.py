"""For whom the library page asks: whose headers go to the API, and in which language it replies."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from ui.texts import TEXTS, Language, Texts

if TYPE_CHECKING:
    import gradio as gr

_RELAYED = ("authorization", "cookie", "x-forwarded-for", "x-real-ip", "x-forwarded-host")
"""What tells the API who asks, besides Forwarded; it decides what they may see."""


@dataclass(frozen=True, slots=True)
class Reader:
    """One reader of the page, during one event."""

    headers: Mapping[bytes, bytes]
    texts: Texts


def for_reader(work: Callable[..., Awaitable[Any]]) -> Any:  # noqa: ANN401 - Gradio inspects it
    """Return a handler for Gradio: `work` gets the reader in place of the last input, the language.

    The handler's inputs are those of `work` after the reader, then the language.
    """
    import gradio as gr

    async def run(request: gr.Request, *inputs: Any) -> Any:  # noqa: ANN401 - Gradio's values
        *values, language = inputs
        return await work(_reader(request, language), *values)

    # Gradio gives the request to a parameter of this very type, not to one of its name.
    run.__annotations__ = {"request": gr.Request}
    return run


def for_reader_of_event(work: Callable[..., Awaitable[Any]]) -> Any:  # noqa: ANN401 - as above
    """Return a handler as `for_reader` does; `work` gets the event's own data after the reader."""
    import gradio as gr

    async def run(request: gr.Request, event: gr.EventData, *inputs: Any) -> Any:  # noqa: ANN401
        *values, language = inputs
        return await work(_reader(request, language), event, *values)

    run.__annotations__ = {"request": gr.Request, "event": gr.EventData}
    return run


def _reader(request: gr.Request, language: Language) -> Reader:
    asked: Any = cast(Any, request)
    headers: Mapping[str, str] = asked.headers
    host = str(asked.client.host) if asked.client else "unknown"
    shown = f"[{host}]" if ":" in host else host
    forwarded = f'for="{shown}";host="{headers.get("host", "unknown")}"'
    if before := headers.get("forwarded"):
        forwarded = f"{before}, {forwarded}"
    told = {"forwarded": forwarded}
    told.update((name, value) for name in _RELAYED if (value := headers.get(name)))
    # Headers arrive as latin-1, whatever their bytes mean, and leave as the same bytes.
    relayed = {name.encode(): value.encode("latin-1") for name, value in told.items()}
    return Reader(relayed, TEXTS[language])
