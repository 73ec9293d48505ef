"""The composition root: opens every part once, in the order in which one needs the other."""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Self

from api.readiness import Readiness
from api.switch import Choice, Switch
from ingest.drawing import Drawing
from rag.archive import Archive
from rag.errors import PlanQAError
from rag.settings import Settings

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

    from ingest.indexing import LocalIndexes
    from ingest.pipeline import Ingestor
    from rag.assistant import Assistant
    from rag.library import Library
    from rag.models.reranker import Reranker

logger = logging.getLogger(__name__)


class Parts:
    """Library, indexes, models, and what works on them; the archive is claimed and stays so.

    Heavy packages are imported when `open` gets to them, never before.
    """

    def __init__(
        self,
        *,
        settings: Settings,
        folder: Path,
        readiness: Readiness,
        library: Library,
        embeddings: Embeddings,
        indexes: LocalIndexes,
        switch: Switch,
        reranker: Reranker | None = None,
    ) -> None:
        """Take over opened parts; use `open` to open them."""
        self.library = library
        self.drawing = Drawing(library)
        self.switch = switch
        self._settings = settings
        self._folder = folder
        self._readiness = readiness
        self._embeddings = embeddings
        self._reranker = reranker
        self._assistant: Assistant | None = None
        self._swap = threading.Lock()
        self._use(indexes)

    @classmethod
    def open(cls, settings: Settings, archive: Archive, readiness: Readiness) -> Self:
        """Open everything; `readiness` learns of each step. Blocks for seconds.

        Raises:
            PlanQAError: the library, a model or an index cannot be opened.
        """
        with readiness.step("library"):
            from rag.library import Library

            library = Library.open(settings.database or archive.database_url)
        try:
            with readiness.step("model"):
                from rag.models.embeddings import open_embeddings
                from rag.models.identity import model_id
                from rag.models.reranker import open_reranker

                embeddings = open_embeddings(settings)
                reranker = open_reranker(settings)
                switch = Switch.open(settings, archive.home)
            with readiness.step("indexes"):
                from ingest.indexing import open_indexes

                indexes = open_indexes(
                    library, embeddings, archive.index_folder, model=model_id(settings)
                )
                return cls(
                    settings=settings,
                    folder=archive.index_folder,
                    readiness=readiness,
                    library=library,
                    embeddings=embeddings,
                    indexes=indexes,
                    switch=switch,
                    reranker=reranker,
                )
        except BaseException:
            library.close()
            raise

    @property
    def assistant(self) -> Assistant:
        """Return what answers questions.

        Raises:
            StartingError: the indexes are being built anew.
        """
        if self._assistant is None:
            raise self._readiness.refuse()
        return self._assistant

    @property
    def ingestor(self) -> Ingestor:
        """Return what reads files into the library and the indexes."""
        return self._ingestor

    def choose(self, choice: Choice | None) -> None:
        """Have another model write from the next answer on; see Switch.choose and forget."""
        if choice is None:
            self.switch.forget()
        else:
            self.switch.choose(choice)
        self.assistant.use(self.switch.chat)

    def rebuild(self) -> None:
        """Build the search indexes anew from the library; questions are refused meanwhile.

        Raises:
            PlanQAError: they cannot be built; the next start tries again.
        """
        from ingest.indexing import rebuild_indexes
        from rag.models.identity import model_id

        with self._swap, self._readiness.again("indexes"):
            self._assistant = None
            try:
                indexes = rebuild_indexes(
                    self.library,
                    self._embeddings,
                    self._folder,
                    model=model_id(self._settings),
                    opened=self._indexes,
                )
            except PlanQAError as error:
                self._readiness.fail(error)
                raise
            self._use(indexes)

    def remove(self, document_id: str) -> None:
        """Take a document out of the library and the indexes; NotFoundError if there is none."""
        with self._swap:
            self._ingestor.remove(document_id)

    def relabel(self, document_id: str, label: str) -> None:
        """Give a document another access label; NotFoundError if there is none."""
        with self._swap:
            self._ingestor.relabel(document_id, label)

    def restore(self, document_id: str) -> None:
        """Bring a withdrawn document back; errors as Ingestor.restore."""
        with self._swap:
            self._ingestor.restore(document_id)

    def close(self) -> None:
        """Close indexes and library; the archive is its owner's to close."""
        with self._swap:
            self._assistant = None
            self.drawing.close()
            try:
                self._ingestor.close()
                for index in self._indexes:
                    index.close()
            finally:
                self.library.close()
                self.switch.close()

    def _use(self, indexes: LocalIndexes) -> None:
        from ingest.pipeline import Ingestor
        from rag.answer.confidence import BUNDLED_NEARNESS
        from rag.answer.reranking import cross
        from rag.assistant import Assistant
        from rag.models.identity import model_id

        self._indexes = indexes
        dense, lexical = indexes
        self._ingestor = Ingestor(
            self.library,
            indexes,
            embeddings=self._embeddings,
            model=model_id(self._settings),
            settings=self._settings,
        )
        self._assistant = Assistant(
            library=self.library,
            dense=dense,
            lexical=lexical,
            embeddings=self._embeddings,
            settings=self._settings,
            chat=self.switch.chat,
            nearness=BUNDLED_NEARNESS if self._settings.embedding_model == "bundled" else None,
            ranker=cross(self._reranker) if self._reranker else None,
        )
