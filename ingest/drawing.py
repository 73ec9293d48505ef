"""Pictures of the pages of documents in the library, drawn in a process of their own."""

from __future__ import annotations

from ingest.readers.refusals import no_page
from ingest.sandbox import Sandbox
from rag.library import Library


class Drawing:
    """Owns the process that draws; it is not the one that reads, so neither waits for the other."""

    def __init__(self, library: Library) -> None:
        """Start nothing yet."""
        self._library = library
        self._sandbox = Sandbox()

    def page(self, document_id: str, number: int, width: int) -> bytes:
        """Return a page (from 1) of a version as PNG, so many pixels wide.

        Raises:
            NotFoundError: no such document, or it has no such page to show.
            ReadError: the page took too long or too much memory to draw.
        """
        source = self._library.card(document_id).source
        data = self._library.pages.original(document_id)
        if number not in self._library.pages.numbers(document_id):
            raise no_page(number, source)
        return self._sandbox.draw(data, source, number, width)

    def close(self) -> None:
        """End the process, if there is one."""
        self._sandbox.close()
