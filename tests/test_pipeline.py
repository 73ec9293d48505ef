from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.documents import read_document
from ingest.indexing import sync_indexes
from ingest.ledger import upload_source
from ingest.pipeline import Event
from ingest.readers.progress import Listener
from ingest.sandbox import Sandbox
from rag.domain import PUBLIC
from rag.errors import InputError, ModelError, ReadError, SearchIndexError
from rag.index.base import Scope
from tests.desk import Desk, desk_in, states
from tests.fakes import (
    MODEL,
    TASKS,
    WARDS,
    plan_text,
    write,
    write_plans,
)
from tests.office import zipped


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_in(tmp_path) as made:
        yield made


def test_a_folder_is_ingested_once(desk: Desk, tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    write(docs / "a.txt", plan_text("Đồng Sen", 2026, TASKS))
    write(docs / "sub" / "b.md", plan_text("Bến Gạo", 2025, TASKS))
    write(docs / "sub" / "anh.xyz", b"\x00\x01")
    write(docs / ".hidden" / "c.txt", "ẩn")
    write(docs / "~$a.txt", "khóa")
    seen: list[Event] = []
    report = desk.ingestor.ingest([docs], on_event=seen.append)
    assert states(report) == {"a.txt": "added", "sub/b.md": "added", "sub/anh.xyz": "skipped"}
    assert report.failed == ()
    assert tuple(seen) == report.events
    assert [(event.done, event.total) for event in seen] == [(1, 3), (2, 3), (3, 3)]
    desk.check()

    revision, embedded = desk.library.revision(), len(desk.embeddings.embedded)
    writes = [index.writes for index in desk.indexes]
    again = desk.ingestor.ingest([docs])
    assert states(again) == {
        "a.txt": "unchanged",
        "sub/b.md": "unchanged",
        "sub/anh.xyz": "skipped",
    }
    assert desk.library.revision() == revision
    assert len(desk.embeddings.embedded) == embedded
    assert [index.writes for index in desk.indexes] == writes


def test_a_replaced_file_is_a_new_version(desk: Desk, tmp_path: Path) -> None:
    path = write(tmp_path / "docs" / "a.txt", plan_text("Đồng Sen", 2026, TASKS))
    [first] = desk.ingestor.ingest([path]).events
    known = len(desk.embeddings.embedded)
    write(path, plan_text("Đồng Sen", 2026, [*TASKS, "Lắp 40 đèn đường."]))
    [second] = desk.ingestor.ingest([path]).events
    assert (first.state, second.state) == ("added", "updated")
    assert first.document_id is not None and second.document_id is not None
    assert [card.id for card in desk.library.cards()] == [second.document_id]
    assert desk.library.card(first.document_id).superseded_by == second.document_id
    assert "đèn đường" not in desk.library.document(first.document_id).text
    assert all("đèn đường" in text for text in desk.embeddings.embedded[known:])
    desk.check()
    write(path, plan_text("Đồng Sen", 2026, TASKS))
    [third] = desk.ingestor.ingest([path]).events
    assert (third.state, third.document_id) == ("updated", first.document_id)
    desk.check()


def test_removal_and_return(desk: Desk, tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", plan_text("Gò Lau", 2026, TASKS))
    [event] = desk.ingestor.ingest([path]).events
    assert event.document_id is not None
    desk.ingestor.remove(event.document_id)
    assert desk.library.cards() == []
    desk.check()
    [back] = desk.ingestor.ingest([path]).events
    assert (back.state, back.document_id) == ("added", event.document_id)
    desk.check()


def test_one_failed_file_never_stops_the_others(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    docs = tmp_path / "docs"
    write(docs / "a.txt", "")
    write(docs / "b.txt", os.urandom(4096))
    write(docs / "c.txt", "x" * (1024 * 1024 + 1))
    write(docs / "d.txt", plan_text("Đồng Sen", 2026, TASKS))
    write(docs / "e.txt", plan_text("Bến Gạo", 2031, TASKS))
    named = write(tmp_path / "f.xyz", "x")
    real = Sandbox.document

    def defective(self: Sandbox, data: bytes, source: str, label: str, told: Listener) -> object:
        if source == "e.txt":
            raise RuntimeError("a defect")
        return real(self, data, source, label=label, told=told)

    monkeypatch.setattr(Sandbox, "document", defective)
    report = desk.ingestor.ingest([docs, named, tmp_path / "missing.txt"])
    assert states(report) == {
        "a.txt": "failed",
        "b.txt": "failed",
        "c.txt": "failed",
        "d.txt": "added",
        "e.txt": "failed",
        "f.xyz": "failed",
        "missing.txt": "failed",
    }
    for event in report.failed:
        assert event.source in event.vi
        assert event.source in event.en
        assert event.document_id is None
    desk.check()


def test_nothing_to_read_is_an_input_error(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    write(tmp_path / "other" / "anh.xyz", "x")
    for path in ("missing", "empty", "other"):
        with pytest.raises(InputError, match=path):
            desk.ingestor.ingest([tmp_path / path])


def test_uploads_are_ingested_under_their_name(desk: Desk) -> None:
    data = plan_text("Cầu Ngói", 2026, TASKS).encode()
    first = desk.ingestor.ingest_bytes("C:\\plans\\..\\a.txt", data)
    assert (first.state, first.source) == ("added", "C:/plans/a.txt")
    assert desk.ingestor.ingest_bytes("C:/plans/a.txt", data).state == "unchanged"
    assert desk.ingestor.ingest_bytes("b.xyz", data).state == "failed"
    assert upload_source("/../etc/a.txt") == "etc/a.txt"
    for name in ("", "/", "..", "a\0.txt"):
        with pytest.raises(InputError):
            desk.ingestor.ingest_bytes(name, data)
    with pytest.raises(ReadError):
        read_document(data, "b.xyz")
    desk.check()


def test_uploads_at_the_same_time(desk: Desk) -> None:
    def upload(number: int) -> None:
        for year in range(2020, 2024):
            data = plan_text(WARDS[number], year, TASKS).encode()
            desk.ingestor.ingest_bytes("shared.txt", data)
            desk.ingestor.ingest_bytes(f"{number}.txt", data)

    threads = [threading.Thread(target=upload, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [card.source for card in desk.library.cards()] == [
        "0.txt",
        "1.txt",
        "2.txt",
        "3.txt",
        "shared.txt",
    ]
    desk.check()


def test_labels_reach_the_indexes(desk: Desk, tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", plan_text("Đồng Sen", 2026, TASKS))
    desk.ingestor.ingest([path], label="noi-bo")
    dense, lexical = desk.indexes
    query = desk.embeddings.embed_query("cây xanh")
    for label, found in ((PUBLIC, False), ("noi-bo", True)):
        assert bool(dense.search(query, 3, Scope((label,)))) is found
        assert bool(lexical.search("cây xanh", 3, Scope((label,)))) is found
    [event] = desk.ingestor.ingest([path]).events
    assert event.state == "unchanged"  # a person gave the label
    [event] = desk.ingestor.ingest([path], label=PUBLIC).events
    assert event.state == "updated"
    assert lexical.search("cây xanh", 3, Scope((PUBLIC,)))
    assert not lexical.search("cây xanh", 3, Scope(("noi-bo",)))
    desk.check()


def test_shared_texts_are_embedded_once(desk: Desk, tmp_path: Path) -> None:
    write_plans(tmp_path / "docs", 12)
    report = desk.ingestor.ingest([tmp_path / "docs"])
    assert len(desk.embeddings.embedded) == len(set(desk.embeddings.embedded)) == report.embedded
    assert report.count("added") == 12


def test_a_model_that_fails_fails_the_batch_and_the_next_try_succeeds(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "a.txt", plan_text("Đồng Sen", 2026, TASKS))

    def broken(texts: list[str]) -> list[list[float]]:
        raise ModelError("mô hình hỏng", "model broken")

    with monkeypatch.context() as patch:
        patch.setattr(desk.embeddings, "embed_documents", broken)
        [event] = desk.ingestor.ingest([path]).failed
    assert event.vi == "mô hình hỏng"
    assert desk.library.cards() == []
    assert desk.ingestor.ingest([path]).count("added") == 1
    desk.check()


def test_an_index_that_fails_is_repaired_by_the_next_ingest(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "a.txt", plan_text("Đồng Sen", 2026, TASKS))

    def broken(remove: object, add: object) -> None:
        raise SearchIndexError("chỉ mục hỏng", "index broken")

    with monkeypatch.context() as patch:
        patch.setattr(desk.indexes[1], "replace", broken)
        [event] = desk.ingestor.ingest([path]).failed
    assert event.en == "index broken"
    assert states(desk.ingestor.ingest([path])) == {"a.txt": "unchanged"}
    desk.check()


def test_sync_repairs_only_what_differs(desk: Desk, tmp_path: Path) -> None:
    write_plans(tmp_path / "docs", 5)
    desk.ingestor.ingest([tmp_path / "docs"])
    dense, lexical = desk.indexes
    first, second, *_ = desk.library.counts()
    assert sync_indexes(desk.library, desk.indexes, desk.embeddings, model=MODEL) == 0
    lexical.replace([first], ())
    dense.entries.popitem()
    stray = next(iter(dense.entries.values()))
    desk.library.remove(second)
    dense.replace((), [stray])
    assert sync_indexes(desk.library, desk.indexes, desk.embeddings, model=MODEL) in (2, 3)
    desk.check()


def test_another_model_embeds_and_indexes_anew(desk: Desk, tmp_path: Path) -> None:
    write_plans(tmp_path / "docs", 3)
    desk.ingestor.ingest([tmp_path / "docs"])
    assert sync_indexes(desk.library, desk.indexes, desk.embeddings, model="other") == 3
    assert set(desk.library.indexed().values()) == {"other"}
    assert desk.library.passages_without_vectors("other", 1) == []
    assert desk.library.passages_without_vectors(MODEL, 1) == []


tasks = st.lists(st.sampled_from(TASKS), min_size=1, max_size=4, unique=True)
folders = st.dictionaries(
    st.sampled_from(("a.txt", "b.md", "sub/c.txt")),
    st.tuples(st.sampled_from(WARDS), st.integers(2024, 2027), tasks),
    min_size=1,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(folders, min_size=1, max_size=3))
def test_ingest_twice_is_ingest_once(
    tmp_path_factory: pytest.TempPathFactory,
    stages: list[dict[str, tuple[str, int, list[str]]]],
) -> None:
    folder = tmp_path_factory.mktemp("archive")
    with desk_in(folder) as desk:
        for stage in stages:
            for source, (ward, year, items) in stage.items():
                write(folder / "docs" / source, plan_text(ward, year, items))
            report = desk.ingestor.ingest([folder / "docs"])
            assert report.failed == ()
            cards, revision = desk.library.cards(), desk.library.revision()
            again = desk.ingestor.ingest([folder / "docs"])
            assert set(states(again).values()) == {"unchanged"}
            assert (desk.library.cards(), desk.library.revision()) == (cards, revision)
            desk.check()
        assert {card.source for card in desk.library.cards()} == set().union(*stages)
    assert len(desk.embeddings.embedded) == len(set(desk.embeddings.embedded))


def test_files_in_an_archive_are_documents_of_their_own(desk: Desk, tmp_path: Path) -> None:
    texts = {f"{ward}.txt": plan_text(ward, 2026, TASKS) for ward in WARDS[:2]}
    docs = tmp_path / "docs"
    write(docs / "năm.zip", zipped({**texts, "hỏng.docx": "x", "ảnh.xyz": "x"}))
    write(docs / "hỏng.zip", b"x")
    report = desk.ingestor.ingest([docs])
    assert states(report) == {
        "hỏng.zip": "failed",
        "năm.zip": "opened",
        "năm.zip/hỏng.docx": "failed",
        "năm.zip/ảnh.xyz": "skipped",
        **{f"năm.zip/{name}": "added" for name in texts},
    }
    assert [event.done for event in report.events] == list(range(1, 7))
    assert report.events[-1].total == 6
    assert set(states(desk.ingestor.ingest([docs])).values()) == {
        "failed", "opened", "unchanged", "skipped",
    }  # fmt: skip
    desk.check()


def test_an_uploaded_archive_tells_of_all_in_it(desk: Desk) -> None:
    good = plan_text("Cầu Ngói", 2026, TASKS)
    event = desk.ingestor.ingest_bytes("a.zip", zipped({"tốt.txt": good, "hỏng.docx": "x"}))
    assert event.state == "opened"
    assert "a.zip/hỏng.docx" in event.vi and "1 could not be read" in event.en
    assert desk.ingestor.ingest_bytes("b.zip", zipped({"hỏng.docx": "x"})).state == "failed"
    assert desk.ingestor.ingest_bytes("c.zip", b"x").state == "failed"
    desk.check()
