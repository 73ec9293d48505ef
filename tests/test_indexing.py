from __future__ import annotations

import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
from langchain_core.embeddings import Embeddings

from ingest.documents import read_document
from ingest.indexing import LocalIndexes, open_indexes, rebuild_indexes
from ingest.passages import passages
from ingest.pipeline import Ingestor, Report
from rag.archive import Archive
from rag.domain import PUBLIC
from rag.index.base import Scope
from rag.library import Library
from rag.models.embeddings import open_embeddings
from rag.settings import load_settings
from tests.fakes import MODEL, TASKS, FakeEmbeddings, plan_text, write, write_plans

KILLED = """
import sys
from pathlib import Path
import ingest.pipeline
from ingest.indexing import open_indexes
from rag.archive import Archive
from rag.library import Library
from rag.settings import load_settings
from tests.fakes import FakeEmbeddings

ingest.pipeline.BATCH_PASSAGES = 30
archive = Archive(Path(sys.argv[1]))
archive.claim()
library = Library.open(archive.database_url)
embeddings = FakeEmbeddings()
indexes = open_indexes(library, embeddings, archive.index_folder, model="fake")
ingestor = ingest.pipeline.Ingestor(
    library, indexes, embeddings=embeddings, model="fake", settings=load_settings(home=archive.home)
)
print("start", flush=True)
ingestor.ingest([Path(sys.argv[2])], on_event=lambda e: print(e.state, e.source, flush=True))
"""


@contextmanager
def opened(
    home: Path, embeddings: Embeddings | None = None
) -> Generator[tuple[Library, LocalIndexes]]:
    with Archive(home) as archive:
        library = Library.open(archive.database_url)
        indexes = open_indexes(
            library, embeddings or FakeEmbeddings(), archive.index_folder, model=MODEL
        )
        try:
            yield library, indexes
        finally:
            for index in indexes:
                index.close()
            library.close()


def check_found(library: Library, indexes: LocalIndexes) -> None:
    counts = library.counts()
    dense, lexical = indexes
    assert dense.fingerprint() == lexical.fingerprint() == counts
    query = FakeEmbeddings().embed_query("cây xanh")
    for document in counts:
        scope = Scope((PUBLIC,), (document,))
        for hits in (dense.search(query, 3, scope), lexical.search("cây xanh", 3, scope)):
            found = library.passages_by_id(hit.passage_id for hit in hits)
            assert len(found) == len(hits) > 0
            assert {passage.document_id for passage in found.values()} == {document}


def ingest_into(library: Library, indexes: LocalIndexes, folder: Path) -> Report:
    ingestor = Ingestor(
        library,
        indexes,
        embeddings=FakeEmbeddings(),
        model=MODEL,
        settings=load_settings(home=folder),
    )
    return ingestor.ingest([folder])


@pytest.mark.parametrize("after", [0, 1, 7, 20])
def test_kill_9_while_ingesting_loses_no_finished_document(tmp_path: Path, after: int) -> None:
    home, docs = tmp_path / "archive", tmp_path / "docs"
    write_plans(docs, 40)
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(home), str(docs)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[1],
    )
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(after + 1)]
    process.kill()
    lines += process.stdout.readlines()  # what it had said before the signal came
    process.stdout.close()
    assert process.wait(20) < 0
    whole = [line.split() for line in lines[1:] if line.endswith("\n")]
    reported = {source for state, source in whole if state == "added"}
    assert len(reported) >= after
    with opened(home) as (library, indexes):
        cards = {card.source: card for card in library.cards()}
        assert reported <= cards.keys()
        for source, card in cards.items():
            document = read_document((docs / source).read_bytes(), source)
            assert library.document(card.id) == document
            assert library.passages(card.id) == passages(document)
        check_found(library, indexes)
        report = ingest_into(library, indexes, docs)
        assert report.failed == ()
        assert report.count("unchanged") == len(cards)
        assert len(library.cards()) == 40
        check_found(library, indexes)


@pytest.mark.parametrize("damage", ["overwritten", "emptied", "deleted"])
def test_damaged_indexes_are_built_anew(tmp_path: Path, damage: str) -> None:
    home, docs = tmp_path / "archive", tmp_path / "docs"
    write_plans(docs, 6)
    with opened(home) as (library, indexes):
        ingest_into(library, indexes, docs)
    for path in sorted(Archive(home).index_folder.rglob("*")):
        if path.is_file() and damage == "deleted":
            path.unlink()
        elif path.is_file():
            size = path.stat().st_size
            path.write_bytes(b"\xa5" * size if damage == "overwritten" else b"")
    with opened(home) as (library, indexes):
        assert len(library.cards()) == 6
        check_found(library, indexes)


def test_rebuilding_needs_no_model(tmp_path: Path) -> None:
    home, docs = tmp_path / "archive", tmp_path / "docs"
    write_plans(docs, 3)
    with opened(home) as (library, indexes):
        ingest_into(library, indexes, docs)
    with Archive(home) as archive:
        library = Library.open(archive.database_url)
        embeddings = FakeEmbeddings()
        opened_now = open_indexes(library, embeddings, archive.index_folder, model=MODEL)
        anew = rebuild_indexes(
            library, embeddings, archive.index_folder, model=MODEL, opened=opened_now
        )
        assert embeddings.embedded == []
        check_found(library, anew)
        for index in anew:
            index.close()
        library.close()


def test_the_real_model_embeds_once_and_finds_by_meaning(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    write(docs / "a.txt", plan_text("Đồng Sen", 2026, TASKS))
    settings = load_settings(home=tmp_path / "archive")
    embeddings = open_embeddings(settings)
    with opened(settings.home, embeddings) as (library, indexes):
        ingestor = Ingestor(library, indexes, embeddings=embeddings, model=MODEL, settings=settings)
        first = ingestor.ingest([docs])
        assert first.embedded == first.texts > 0
        write(docs / "b.txt", plan_text("Bến Gạo", 2026, TASKS))
        second = ingestor.ingest([docs])
        assert (second.count("added"), second.count("unchanged")) == (1, 1)
        assert 0 < second.embedded < second.texts
        third = ingestor.ingest([docs])
        assert (third.count("unchanged"), third.embedded) == (2, 0)
        [hit, *_] = indexes[0].search(
            embeddings.embed_query("dạy trẻ em bơi lội"), 3, Scope((PUBLIC,))
        )
        assert "lớp học bơi" in library.passages_by_id([hit.passage_id])[hit.passage_id].text
