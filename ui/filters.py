"""Filters beside the question: which issuers, years, kinds and documents may answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ui.reader import Reader, for_reader
from ui.server import Refusal, Server
from ui.texts import Texts

if TYPE_CHECKING:
    from gradio.components import Component, Radio

Document = Mapping[str, Any]
Chosen = tuple[str | None, int | None, str | None, Sequence[str]]
"""Issuer, year, kind, ids of documents; None or empty: no limit."""
Updates = list[Any]


def filters_of(issuer: str | None, year: int | None, kind: str | None, ids: Sequence[str]) -> Any:  # noqa: ANN401 - a JSON object
    """Return the filters as POST /v1/ask takes them."""
    chosen = {"issuer": issuer, "year": year, "kind": kind, "document_ids": list(ids)}
    return {key: value for key, value in chosen.items() if value}


def fitting(documents: Iterable[Document], chosen: Chosen) -> list[Document]:
    """Return the documents that the filters let through, as the server reads them."""
    issuer, year, kind, ids = chosen
    return [
        one
        for one in documents
        if (not issuer or issuer.lower() in (one["issuer"] or "").lower())
        and (not year or _covers(one["years"], year))
        and (not kind or kind == one["kind"])
        and (not ids or one["id"] in ids)
    ]


def named(documents: Sequence[Document], chosen: Chosen) -> list[str]:
    """Return the words for each filter that is set."""
    issuer, year, kind, ids = chosen
    names = {one["id"]: one["number"] or one["name"] for one in documents}
    given = (issuer, str(year) if year else None, kind, *(names.get(one, one) for one in ids))
    return [word for word in given if word]


def _covers(years: Sequence[int], year: int) -> bool:
    return year in years or (len(years) > 1 and min(years) <= year <= max(years))


class FilterBar:
    """The components; the library's documents are looked up when the filters are opened."""

    def __init__(self, server: Server, texts: Texts) -> None:
        """Build the components where the page stands."""
        import gradio as gr

        self._gr = gr
        self._server = server
        words = texts.chat
        self._documents = gr.State(list[dict[str, Any]]())
        with gr.Accordion(words.filters, open=False, elem_id="planqa-filters") as self._fold:
            self._hint = gr.Markdown(words.filter_hint, elem_classes="planqa-hint")
            with gr.Row():
                self._issuer = self._dropdown(words.filter_issuer, words.filter_any)
                self._year = self._dropdown(words.filter_year, words.filter_any)
                self._kind = self._dropdown(words.filter_kind, words.filter_any)
            self._ids = gr.Dropdown(
                [], value=[], multiselect=True, label=words.filter_documents, interactive=True
            )
        self._clear = gr.Button(
            words.no_filters, visible=False, size="sm", elem_id="planqa-filtering"
        )

    def _dropdown(self, label: str, everything: str) -> Any:  # noqa: ANN401 - a Gradio component
        return self._gr.Dropdown(
            [(everything, "")], value="", label=label, interactive=True, min_width=150
        )

    @property
    def values(self) -> list[Component]:
        """The components whose values `filters_of` takes."""
        return [self._issuer, self._year, self._kind, self._ids]

    @property
    def words(self) -> list[Component]:
        """The components whose words depend on the language, as `translated` gives them."""
        # An accordion can be an output as any component can; Gradio's types do not say so.
        fold: Any = self._fold
        return [fold, self._hint, *self.values, self._clear]

    def listen(self, language: Radio) -> None:
        """Look up what can be chosen when opened; show what is chosen whenever that changes."""
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        told = [self._documents, *self.values, language]
        self._fold.expand(
            for_reader(self._opened),
            [*self.values, language],
            [self._documents, *self.values],
            **quiet,
        )
        dropdowns: list[Any] = [*self.values]
        for one in dropdowns:
            one.input(for_reader(self._changed), told, [self._ids, self._clear], **quiet)
        self._clear.click(
            for_reader(self._cleared),
            [self._documents, language],
            [*self.values, self._clear],
            **quiet,
        )

    def translated(self, texts: Texts) -> Updates:
        """Return new values of `words`; what was chosen is let go."""
        gr, words = self._gr, texts.chat
        labels = (words.filter_issuer, words.filter_year, words.filter_kind)
        return [
            gr.Accordion(label=words.filters, open=False),
            words.filter_hint,
            *(gr.Dropdown([(words.filter_any, "")], value="", label=label) for label in labels),
            gr.Dropdown([], value=[], label=words.filter_documents),
            gr.Button(visible=False),
        ]

    async def _opened(self, reader: Reader, *chosen: Any) -> Updates:  # noqa: ANN401 - Gradio's values
        gr = self._gr
        try:
            documents = await self._server.listed(reader)
        except Refusal as refusal:
            gr.Warning(str(refusal))
            documents = []
        everything = (reader.texts.chat.filter_any, "")

        def choices(values: Iterable[Any]) -> Any:  # noqa: ANN401 - a Gradio update
            found = sorted({value for value in values if value}, key=str)
            return gr.Dropdown([everything, *((str(value), value) for value in found)])

        return [
            documents,
            choices(one["issuer"] for one in documents),
            choices(year for one in documents for year in one["years"]),
            choices(one["kind"] for one in documents),
            self._offered(documents, (*chosen[:3], ())),
        ]

    def _offered(self, documents: Sequence[Document], chosen: Any) -> Any:  # noqa: ANN401 - as above
        return self._gr.Dropdown([(one["name"], one["id"]) for one in fitting(documents, chosen)])

    async def _changed(
        self,
        reader: Reader,
        documents: Sequence[Document],
        *chosen: Any,  # noqa: ANN401 - Gradio's values
    ) -> Updates:
        issuer, year, kind, ids = chosen
        offered = fitting(documents, (issuer, year, kind, ()))
        kept = [one["id"] for one in offered if one["id"] in ids]
        choices = [(one["name"], one["id"]) for one in offered]
        return [
            self._gr.Dropdown(choices, value=kept),
            self._told(reader, documents, (issuer, year, kind, kept)),
        ]

    def _told(self, reader: Reader, documents: Sequence[Document], chosen: Chosen) -> Any:  # noqa: ANN401
        words = reader.texts.chat
        given = named(documents, chosen)
        if not given:
            return self._gr.Button(visible=False)
        count = len(fitting(documents, chosen))
        told = words.filtering.format(count=count, filters=" · ".join(given))
        return self._gr.Button(f"✕ {words.no_filters} — {told}", visible=True)

    async def _cleared(self, _: Reader, documents: Sequence[Document]) -> Updates:
        gr = self._gr
        empty = [gr.Dropdown(value="") for _ in range(3)]
        everything = gr.Dropdown([(one["name"], one["id"]) for one in documents], value=[])
        return [*empty, everything, gr.Button(visible=False)]
