"""Documents with text and outline as they were last asked for, kept in memory."""

from __future__ import annotations

import threading
from collections import OrderedDict

from rag.domain import Document
from rag.library import Library

DOCUMENTS = 64
"""Documents kept (about 1 MB for a 100 kB document)."""


class Shelf:
    """The documents of one library asked for last; safe to use from several threads."""

    def __init__(self, library: Library) -> None:
        """Begin empty; the library is its opener's to close."""
        self._library = library
        self._documents: OrderedDict[str, Document] = OrderedDict()
        self._revision = -1
        self._lock = threading.Lock()

    def forget_if_changed(self) -> None:
        """Read documents anew once the library has changed: a file may have another name."""
        revision = self._library.revision()
        with self._lock:
            if self._revision != revision:
                self._revision = revision
                self._documents.clear()

    def document(self, document_id: str) -> Document:
        """Return a document; NotFoundError if there is none."""
        with self._lock:
            held = self._documents.get(document_id)
            if held is not None:
                self._documents.move_to_end(document_id)
                return held
        document = self._library.document(document_id)
        with self._lock:
            self._documents[document_id] = document
            while len(self._documents) > DOCUMENTS:
                self._documents.popitem(last=False)
        return document
