"""The planqa commands in this process, on a data folder that no server owns."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.readiness import Readiness
from rag.archive import Archive
from rag.domain import Question
from rag.settings import Settings

if TYPE_CHECKING:
    from api.wiring import Parts
    from ingest.events import Event
    from rag.evaluations import Evaluation
    from rag.library import Library


@dataclass(frozen=True, slots=True)
class Progress:
    """A file of an ingest; `done` of `total` are finished, the rest takes `eta_s` seconds."""

    source: str
    state: str
    vi: str
    en: str
    done: int
    total: int
    eta_s: float | None = None


@dataclass(frozen=True, slots=True)
class Cost:
    """What an ingest cost: of `passages` read, `embedded` needed a new vector."""

    passages: int = 0
    embedded: int = 0


def silent(_progress: Progress) -> None:
    """Tell nobody."""


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
        with self._parts() as parts:
            asked = Question(question.strip(), labels=parts.library.labels())
            return answer_json(parts.assistant.ask(asked, explain=explain))

    def feedback(self) -> list[dict[str, Any]]:
        """Return what readers thought of answers, oldest first."""
        from dataclasses import asdict

        with self._library() as library:
            return [{"id": number, **asdict(one)} for number, one in library.feedback.all()]

    def record(self, evaluation: Evaluation) -> None:
        """Keep the figures of a run of `planqa eval`."""
        with self._archive, self._library() as library:
            library.evaluations.add(evaluation)

    def verify(self, text: str) -> dict[str, Any]:
        """Return the object of POST /v1/verify."""
        from api.checks import checks_json
        from rag.domain import Filters

        with self._parts() as parts:
            labels = parts.library.labels()
            return checks_json(parts.assistant.check(text, filters=Filters(), labels=labels))

    def documents(self) -> Iterator[dict[str, Any]]:
        """Yield the current documents by source."""
        from api.shapes import document_out

        with self._library() as library:
            for card in library.cards():
                yield document_out(card).model_dump(mode="json")

    def document(self, document_id: str) -> dict[str, Any]:
        """Return what is known about one document; NotFoundError if there is none."""
        from api.related import detail

        with self._library() as library:
            return detail(library, document_id).model_dump(mode="json")

    def remove(self, document_id: str) -> None:
        """Take a document out of the library; the indexes follow at the next start."""
        with self._archive, self._library() as library:
            library.remove(document_id)

    def withdrawn(self) -> list[dict[str, Any]]:
        """Return the documents that can be restored, by source."""
        from api.shapes import withdrawn_out

        days = self._settings.removal_grace_days
        with self._library() as library:
            found = library.versions.withdrawn()
            return [withdrawn_out(item, days).model_dump(mode="json") for item in found]

    def restore(self, document_id: str) -> None:
        """Bring a withdrawn document back; the indexes follow at the next start.

        Raises:
            NotFoundError: there is none of this id.
            InputError: another version has taken its place.
        """
        with self._archive, self._library() as library:
            library.versions.restore(document_id)

    def ingest(
        self,
        paths: Sequence[Path],
        report: Callable[[Progress], None],
        *,
        label: str | None = None,
        settled_ns: int | None = None,
        on_step: Callable[[Progress], None] = silent,
    ) -> Cost:
        """Read files and folders; report each file when it is finished, `on_step` how it goes.

        `label` is the access label that they get; without it the rules of the settings hold.
        Nothing heavy is loaded where nothing is new.

        Raises:
            InputError: nothing to read at all; known before the model is loaded.
        """
        if (nothing_new := self._check(paths, label)) is not None:
            for event in nothing_new:
                report(_progress(event))
            return Cost()
        with self._parts() as parts:
            told = parts.ingestor.ingest(
                paths,
                label=label,
                settled_ns=settled_ns,
                on_event=lambda event: report(_progress(event)),
                on_step=lambda event: on_step(_progress(event)),
            )
        return Cost(told.passages, told.embedded)

    def _check(self, paths: Sequence[Path], label: str | None) -> list[Event] | None:
        from ingest.check import check
        from ingest.pipeline import labelling_of
        from rag.models.identity import model_id
        from rag.tables import now

        oldest = now() - timedelta(days=self._settings.removal_grace_days)
        with self._archive, self._library() as library:
            return check(
                library,
                paths,
                model=model_id(self._settings),
                purge_before=oldest,
                labelling=replace(labelling_of(self._settings), given=label),
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


def _progress(event: Event) -> Progress:
    return Progress(
        event.source,
        event.state,
        vi=event.vi,
        en=event.en,
        done=event.done,
        total=event.total,
        eta_s=event.eta_s,
    )
