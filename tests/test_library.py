from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, text, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from rag.codec import (
    decode_metadata,
    decode_runs,
    decode_sections,
    encode_metadata,
    encode_runs,
    encode_sections,
)
from rag.database import Database, LibraryError
from rag.domain import PUBLIC, Directive, Document, Fact, Metadata, Run, Section
from rag.errors import NotFoundError, SettingsError
from rag.jobs import JobFile
from rag.library import Library
from rag.rows import CARDS, CURRENT, PASSAGES, text_hash
from rag.tables import SCHEMA, Base, StateRow
from rag.versions import document_id
from tests.fakes import MODEL, FakeEmbeddings, make_document, make_passages


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'library.sqlite'}"


@pytest.fixture
def library(url: str) -> Iterator[Library]:
    opened = Library.open(url)
    yield opened
    opened.close()


def put(library: Library, document: Document, *, model: str = MODEL) -> None:
    passages = make_passages(document)
    texts = [passage.embedding_text for passage in passages]
    vectors = FakeEmbeddings().embed_documents(texts)
    by_hash = {text_hash(text): vector for text, vector in zip(texts, vectors, strict=True)}
    library.put(document, passages, by_hash, model=model)


def test_a_document_comes_back_as_it_was_put(library: Library) -> None:
    document = make_document()
    put(library, document)
    assert library.document(document.id) == document
    assert library.passages(document.id) == make_passages(document)
    [card] = library.cards()
    assert card == library.card(document.id) == library.current(document.source)
    assert (card.source, card.metadata, card.label) == (document.source, document.metadata, PUBLIC)
    assert library.counts() == {document.id: 2}


facts = st.builds(Fact, st.text(max_size=9), st.integers(0, 99), st.integers(0, 99))
maybe_facts = st.none() | facts


@given(
    st.builds(
        Metadata,
        number=maybe_facts,
        title=maybe_facts,
        signer_office=maybe_facts,
        issued_on=maybe_facts,
        recipients=st.lists(facts, max_size=3).map(tuple),
        amends=st.lists(facts, max_size=2).map(tuple),
        directives=st.lists(
            st.builds(Directive, st.text(max_size=5), st.none(), st.none(), st.just(1), st.just(2)),
            max_size=2,
        ).map(tuple),
        years=st.lists(st.integers(2000, 2100), max_size=3).map(tuple),
    )
)
def test_metadata_survives_json(metadata: Metadata) -> None:
    assert decode_metadata(encode_metadata(metadata)) == metadata


def test_runs_and_outline_survive_json() -> None:
    runs = (Run(0, 3, 5, 1), Run(5, 9, 2, None))
    sections = (Section(0, None, "document", "", "", 0, 7, 0, leaf=False),)
    assert decode_runs(encode_runs(runs)) == runs
    assert decode_sections(encode_sections(sections)) == sections


def test_putting_twice_changes_nothing(library: Library) -> None:
    put(library, make_document())
    before = library.revision()
    put(library, make_document())
    assert library.revision() == before
    assert len(library.cards()) == 1


def test_a_new_version_supersedes_and_the_old_one_still_opens(library: Library) -> None:
    old, new = make_document(paragraphs=("Bản cũ.",)), make_document(paragraphs=("Bản mới.",))
    put(library, old)
    put(library, new)
    assert [card.id for card in library.cards()] == [new.id]
    assert library.card(old.id).superseded_by == new.id
    assert library.document(old.id) == old
    assert library.counts() == {new.id: 1}
    assert {e.passage.document_id for e in library.entries(MODEL)} == {new.id}
    put(library, old)  # the old content comes back
    assert [card.id for card in library.cards()] == [old.id]
    assert library.card(new.id).superseded_by == old.id


def test_a_removed_document_is_gone_until_it_comes_back(library: Library) -> None:
    document = make_document()
    put(library, document)
    before = library.revision()
    library.remove(document.id)
    assert library.revision() > before
    assert library.cards() == []
    assert library.counts() == {}
    assert list(library.entries(MODEL)) == []
    assert library.passages(document.id) == ()
    assert library.passages_by_id([f"{document.id}-1"]) == {}
    for ask in (library.card, library.document, library.remove):
        with pytest.raises(NotFoundError, match=document.id):
            ask(document.id)
    put(library, document)
    assert library.document(document.id) == document


def test_labels_are_honoured(library: Library) -> None:
    put(library, make_document("a.txt"))
    put(library, make_document("b.txt", label="noi-bo"))
    assert [card.source for card in library.cards()] == ["a.txt", "b.txt"]
    assert [card.source for card in library.cards([PUBLIC])] == ["a.txt"]
    assert [card.source for card in library.cards(["noi-bo"])] == ["b.txt"]
    assert library.cards([]) == []
    assert {(e.passage.document_id, e.label) for e in library.entries(MODEL)} == {
        (make_document("a.txt").id, PUBLIC),
        (make_document("b.txt").id, "noi-bo"),
    }


def test_a_changed_label_is_taken_over_and_asks_for_indexing(library: Library) -> None:
    put(library, make_document())
    library.note_indexed(library.counts(), model=MODEL)
    before = library.revision()
    put(library, make_document(label="noi-bo"))
    assert library.revision() > before
    assert library.cards([PUBLIC]) == []
    assert library.indexed() == {}


def test_vectors_are_kept_by_model_and_text(library: Library) -> None:
    put(library, make_document("a.txt"))
    put(library, make_document("b.txt"))  # the same texts
    hashes = [text_hash(p.embedding_text) for p in make_passages(make_document("a.txt"))]
    known = library.known_vectors(MODEL, [*hashes, "unknown"])
    assert known.keys() == set(hashes)
    assert {vector.dtype for vector in known.values()} == {np.dtype(np.float32)}
    assert library.known_vectors("another", hashes) == {}
    assert len(list(library.entries(MODEL))) == 4
    assert list(library.entries("another")) == []
    assert len(library.passages_without_vectors("another", 10)) == 4
    assert library.passages_without_vectors(MODEL, 10) == []
    for entry in library.entries(MODEL, [make_document("b.txt").id]):
        stored = known[text_hash(entry.passage.embedding_text)]
        assert np.array_equal(np.asarray(entry.vector, np.float32), stored)


def test_many_passages_page_through(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.library.PAGE", 3)
    monkeypatch.setattr("rag.rows.MAX_IN", 2)
    document = make_document(paragraphs=[f"Việc thứ {n}." for n in range(10)])
    put(library, document)
    passages = make_passages(document)
    assert tuple(entry.passage for entry in library.entries(MODEL)) == passages
    assert library.passages_by_id(p.id for p in passages) == {p.id: p for p in passages}


def test_a_put_that_fails_leaves_nothing(library: Library) -> None:
    document = make_document()
    first, _ = make_passages(document)
    before = library.revision()
    with pytest.raises(LibraryError, match="library.sqlite"):
        library.put(document, (first, first), {"h": [1.0]}, model=MODEL)  # one id twice
    assert library.cards() == []
    assert library.known_vectors(MODEL, ["h"]) == {}
    assert library.revision() == before


def test_jobs_record_what_became_of_each_file(library: Library) -> None:
    job_id = library.create_job(["a.txt", "b.txt"])
    assert library.job(job_id).state == "queued"
    library.set_job_state(job_id, "running")
    library.set_job_file(job_id, 0, JobFile("a.txt", "added", "d1"))
    assert library.fail_open_jobs() == 1
    job = library.job(job_id)
    assert job.state == "failed"
    assert [(file.source, file.state) for file in job.files] == [
        ("a.txt", "added"),
        ("b.txt", "failed"),
    ]
    assert "gửi lại" in job.files[1].vi
    with pytest.raises(NotFoundError):
        library.job("j0")
    with pytest.raises(NotFoundError):
        library.set_job_state("j0", "done")
    with pytest.raises(NotFoundError):
        library.set_job_file(job_id, 7, JobFile("a.txt", "added"))


def test_threads_and_connections_write_at_the_same_time(url: str, library: Library) -> None:
    other = Library.open(url)
    barrier = threading.Barrier(8)

    def work(number: int) -> None:
        barrier.wait()
        for round_ in range(5):
            put((library, other)[number % 2], make_document(f"{number}-{round_}.txt"))
            library.cards()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    other.close()
    assert len(library.cards()) == 40
    assert library.revision() == 40


def test_a_newer_library_is_refused(url: str) -> None:
    Library.open(url).close()
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(update(StateRow).values(schema_version=SCHEMA + 1))
    engine.dispose()
    with pytest.raises(SettingsError, match="newer planqa"):
        Library.open(url)


def test_unusable_databases_are_named(tmp_path: Path) -> None:
    damaged = tmp_path / "library.sqlite"
    damaged.write_bytes(b"no database at all " * 100)
    with pytest.raises(LibraryError, match="library.sqlite"):
        Library.open(f"sqlite:///{damaged}")
    with pytest.raises(LibraryError, match="nowhere"):
        Library.open(f"sqlite:///{tmp_path / 'nowhere' / 'library.sqlite'}")
    for url in ("nonsense", "nosuchbase://host/name"):
        with pytest.raises(SettingsError, match="database"):
            Library.open(url)


def test_sqlite_runs_with_wal_and_foreign_keys(url: str) -> None:
    database = Database.open(url)
    with database.read() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
    database.close()


def test_tables_and_queries_compile_for_postgresql() -> None:
    dialect = postgresql.dialect()  # pyright: ignore[reportUnknownMemberType]
    for table in Base.metadata.sorted_tables:
        assert "CREATE TABLE" in str(CreateTable(table).compile(dialect=dialect))
        for index in table.indexes:
            assert "CREATE INDEX" in str(CreateIndex(index).compile(dialect=dialect))
    for query in (CARDS.where(CURRENT), PASSAGES):
        assert "SELECT" in str(query.compile(dialect=dialect))


def test_document_ids_tell_sources_and_contents_apart() -> None:
    ids = {document_id("a", "bc"), document_id("ab", "c"), document_id("a", "c")}
    assert len(ids) == 3
    assert all(len(name) == 25 and name.startswith("d") for name in ids)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"), st.booleans())))
def test_the_library_agrees_with_a_dictionary(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str, bool]]
) -> None:
    folder = tmp_path_factory.mktemp("library")
    library = Library.open(f"sqlite:///{folder / 'library.sqlite'}")
    model: dict[str, str] = {}
    for source, content, remove in steps:
        document = make_document(source, (content,))
        if not remove:
            put(library, document)
            model[source] = document.id
        elif model.get(source) == document.id:
            library.remove(document.id)
            del model[source]
        assert {card.source: card.id for card in library.cards()} == model
        assert library.counts() == dict.fromkeys(model.values(), 1)
    library.close()
