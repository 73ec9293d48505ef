"""The planqa commands in this process, on a data folder that no server owns."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.readiness import Readiness
from rag.archive import Archive
from rag.domain import Question
from rag.settings import Settings

if TYPE_CHECKING:
    from api.wiring import Parts
    from rag.library import Library


@dataclass(frozen=True, slots=True)
class Progress:
    """One finished file of an ingest, `done` of `total`."""

    source: str
    state: str
    vi: str
    en: str
    done: int
    total: int


class Local:
    """What api.client.Client does through a server, done here; each call opens what it needs."""

    def __init__(self, settings: Settings, archive: Archive) -> None:
        """Work on an archive that is not claimed yet."""
        self._settings = settings
        self._archive = archive

    def ask(self, question: str, *, explain: bool) -> dict[str, Any]:
        """Return the answer object of POST /v1/ask."""
        from api.shapes import answer_json, check_question

        check_question(question, self._settings.max_question_chars)
        asked = Question(question.strip())
        with self._parts() as parts:
            return answer_json(parts.assistant.ask(asked, explain=explain))

    def documents(self) -> Iterator[dict[str, Any]]:
        """Yield the current documents by source."""
        from api.shapes import document_out

        with self._library() as library:
            for card in library.cards():
                yield document_out(card).model_dump(mode="json")

    def document(self, document_id: str) -> dict[str, Any]:
        """Return what is known about one document; NotFoundError if there is none."""
        from api.shapes import document_detail_out

        with self._library() as library:
            detail = document_detail_out(library.card(document_id), library.document(document_id))
        return detail.model_dump(mode="json")

    def remove(self, document_id: str) -> None:
        """Take a document out of the library; the indexes follow at the next start."""
        with self._archive, self._library() as library:
            library.remove(document_id)

    def ingest(self, paths: Sequence[Path], report: Callable[[Progress], None]) -> None:
        """Read files and folders; report each file when it is finished.

        Raises:
            InputError: nothing to read at all; known before the model is loaded.
        """
        from ingest.ledger import expand

        expand(paths)
        with self._parts() as parts:
            parts.ingestor.ingest(
                paths,
                on_event=lambda event: report(
                    Progress(
                        event.source,
                        event.state,
                        vi=event.vi,
                        en=event.en,
                        done=event.done,
                        total=event.total,
                    )
                ),
            )

    def reindex(self) -> None:
        """Build the indexes anew from the library."""
        with self._parts() as parts:
            parts.rebuild()

    @contextmanager
    def _parts(self) -> Generator[Parts]:
        from api.wiring import Parts

        with self._archive:
            parts = Parts.open(
                self._settings, self._archive, Readiness(("library", "model", "indexes"))
            )
            try:
                yield parts
            finally:
                parts.close()

    @contextmanager
    def _library(self) -> Generator[Library]:
        from rag.library import Library

        library = Library.open(self._settings.database or self._archive.database_url)
        try:
            yield library
        finally:
            library.close()
