"""An ingestor over a library in a temporary folder, with fake indexes and embeddings."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ingest.passages import passages
from ingest.pipeline import Ingestor, Report
from rag.library import Library
from rag.settings import load_settings
from tests.fakes import MODEL, FakeDense, FakeEmbeddings, FakeLexical, fake_indexes


@dataclass(slots=True)
class Desk:
    """A library with fake indexes and embeddings, and what ingests into them."""

    library: Library
    indexes: tuple[FakeDense, FakeLexical]
    embeddings: FakeEmbeddings
    ingestor: Ingestor

    def check(self) -> None:
        """The indexes hold exactly what the library holds."""
        counts = self.library.counts()
        for index in self.indexes:
            assert index.fingerprint() == counts
        assert self.library.indexed() == dict.fromkeys(counts, MODEL)
        for card in self.library.cards():
            document = self.library.document(card.id)
            assert self.library.passages(card.id) == passages(document)


@contextmanager
def desk_in(folder: Path) -> Generator[Desk]:
    library = Library.open(f"sqlite:///{folder / 'library.sqlite'}")
    embeddings = FakeEmbeddings()
    indexes = fake_indexes()
    ingestor = Ingestor(
        library,
        indexes,
        embeddings=embeddings,
        model=MODEL,
        settings=load_settings(home=folder, max_file_mb=1),
    )
    yield Desk(library, indexes, embeddings, ingestor)
    library.close()


def states(report: Report) -> dict[str, str]:
    return {event.source: event.state for event in report.events}
