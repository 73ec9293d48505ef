from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from ingest.pipeline import Ingestor
from rag.domain import PUBLIC
from rag.index.base import Scope
from rag.library import Library
from rag.retrieve import Retriever
from rag.settings import load_settings
from rag.tables import SCHEMA
from tests.fakes import (
    MODEL,
    TASKS,
    FakeDense,
    FakeEmbeddings,
    FakeLexical,
    fake_indexes,
    plan_text,
    write,
)
from tests.running import planqa

PLAN = plan_text("Đồng Sen", 2026, TASKS)
SECRET = f"TUYỆT MẬT\n{PLAN}"
RUBBISH = "ĐIỀ U KHO ẢN THI HÀ NH QUY ẾT Đ ỊNH NÀ Y CÓ HI ỆU L ỰC\n" * 4
Desk = tuple[Library, tuple[FakeDense, FakeLexical], Ingestor]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    library = Library.open(f"sqlite:///{tmp_path / 'library.sqlite'}")
    indexes = fake_indexes()
    settings = load_settings(home=tmp_path)
    yield (
        library,
        indexes,
        Ingestor(library, indexes, embeddings=FakeEmbeddings(), model=MODEL, settings=settings),
    )
    library.close()


@pytest.mark.parametrize(("content", "reason"), [(SECRET, "secret"), (RUBBISH, "unreadable")])
def test_what_is_quarantined_is_listed_and_not_searched(
    desk: Desk, content: str, reason: str
) -> None:
    library, indexes, ingestor = desk
    event = ingestor.ingest_bytes("a.txt", content.encode())
    assert event.state == "quarantined" and event.document_id
    (card,) = library.cards()
    assert card.quarantine and card.quarantine.reason == reason and not card.searched
    assert (card.quarantine.vi, card.quarantine.en) == (event.vi, event.en)
    assert library.counts() == {card.id: 0} and library.passages(card.id) == ()
    assert all(index.fingerprint() == {} for index in indexes)
    assert indexes[1].search("phường", 9, Scope(labels=(PUBLIC,))) == []
    retriever = Retriever(
        library=library, dense=indexes[0], lexical=indexes[1], embeddings=FakeEmbeddings()
    )
    assert retriever.catalog((PUBLIC,)).cards == ()
    document = library.document(card.id)
    assert document.quarantine == card.quarantine
    assert bool(document.text) == (reason == "unreadable")
    assert ingestor.ingest_bytes("a.txt", content.encode()).state == "unchanged"


def test_a_better_file_replaces_a_quarantined_one(desk: Desk) -> None:
    library, indexes, ingestor = desk
    ingestor.ingest_bytes("a.txt", RUBBISH.encode())
    assert ingestor.ingest_bytes("a.txt", PLAN.encode()).state == "updated"
    (card,) = library.cards()
    assert card.quarantine is None and card.searched
    assert indexes[0].fingerprint() == library.counts() and library.counts()[card.id] > 0


def test_bad_pages_are_told_and_the_others_are_searched(desk: Desk) -> None:
    library, _, ingestor = desk
    event = ingestor.ingest_bytes("a.txt", f"{PLAN}\f{RUBBISH}\f{PLAN}".encode())
    assert event.state == "added" and "page 2" in event.en and "trang 2" in event.vi
    (card,) = library.cards()
    assert card.searched and card.quarantine and card.quarantine.reason == "pages"
    assert "KHO ẢN" not in library.document(card.id).text


def test_a_library_of_the_schema_before_is_upgraded(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'library.sqlite'}"
    Library.open(url).close()
    engine = create_engine(url)
    with engine.begin() as connection:
        for column in (
            "quarantine",
            "hidden",
            "reading",
            "withdrawn_at",
            "label_pinned",
            "corrections",
        ):
            connection.execute(text(f"ALTER TABLE documents DROP COLUMN {column}"))
        for column in ("figures", "labels"):
            connection.execute(text(f"ALTER TABLE jobs DROP COLUMN {column}"))
        connection.execute(text("UPDATE library_state SET schema_version = 1"))
    for _ in range(2):
        library = Library.open(url)
        assert library.cards() == []
        library.close()
    with engine.begin() as connection:
        found = connection.execute(text("SELECT schema_version FROM library_state")).scalar_one()
    assert found == SCHEMA
    engine.dispose()


@pytest.mark.model
def test_the_command_line_says_why(tmp_path: Path) -> None:
    path = write(tmp_path / "docs" / "mat.txt", SECRET)
    done = planqa(tmp_path / "home", "ingest", path)
    assert done.code == 0 and done.out.startswith("quarantined mat.txt")
    listed = planqa(tmp_path / "home", "documents", "list")
    assert "TUYỆT MẬT" in listed.out and "state secret" in listed.out
    (shown,) = planqa(tmp_path / "home", "documents", "list", "--json").json
    assert shown["quarantine"]["reason"] == "secret"
