from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, text, update

from ingest import upkeep
from ingest.check import check
from ingest.events import Report
from ingest.readers.progress import Listener
from ingest.sandbox import Sandbox
from rag.errors import InputError, NotFoundError
from rag.library import Library
from rag.tables import DocumentRow, now
from tests.desk import Desk, desk_in, states
from tests.fakes import MODEL, TASKS, WARDS, plan_text, write
from tests.office import zipped


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_in(tmp_path) as made:
        yield made


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    for ward, name in zip(WARDS, ("a.txt", "b.txt", "sub/c.txt"), strict=False):
        write(tmp_path / "docs" / name, plan_text(ward, 2026, TASKS))
    return tmp_path / "docs"


def ids(desk: Desk) -> dict[str, str]:
    return {card.source: card.id for card in desk.library.cards()}


def aged(folder: Path) -> None:
    """Let all files be written a minute ago, so that their times count."""
    then = time.time() - 60
    for path in folder.rglob("*.*"):
        os.utime(path, (then, then))


def grow_old(desk: Desk, days: int) -> None:
    with desk.library._database.write() as connection:  # pyright: ignore[reportPrivateUsage]
        connection.execute(update(DocumentRow).values(withdrawn_at=now() - timedelta(days=days)))


def test_a_removed_file_is_withdrawn_and_returns(desk: Desk, docs: Path) -> None:
    desk.ingestor.ingest([docs])
    before, embedded = ids(desk), len(desk.embeddings.embedded)
    kept = (docs / "b.txt").read_bytes()
    (docs / "b.txt").unlink()
    report = desk.ingestor.ingest([docs])
    assert states(report) == {
        "a.txt": "unchanged", "sub/c.txt": "unchanged", "b.txt": "withdrawn",
    }  # fmt: skip
    assert [(event.done, event.total) for event in report.events] == [(1, 2), (2, 2), (3, 3)]
    assert "b.txt" not in ids(desk)
    [held] = desk.library.versions.withdrawn()
    assert held.card.id == before["b.txt"]
    assert now() - held.since < timedelta(minutes=1)
    desk.check()
    assert states(desk.ingestor.ingest([docs])).keys() == {"a.txt", "sub/c.txt"}

    write(docs / "b.txt", kept)
    assert states(desk.ingestor.ingest([docs]))["b.txt"] == "restored"
    assert ids(desk) == before
    assert len(desk.embeddings.embedded) == embedded
    desk.check()


def test_a_renamed_file_keeps_its_document(desk: Desk, docs: Path) -> None:
    desk.ingestor.ingest([docs])
    before, embedded = ids(desk), len(desk.embeddings.embedded)
    (docs / "2026").mkdir()
    (docs / "b.txt").rename(docs / "2026" / "kế hoạch b.txt")
    report = desk.ingestor.ingest([docs])
    assert states(report)["2026/kế hoạch b.txt"] == "renamed"
    assert report.count("withdrawn") == 0
    assert ids(desk)["2026/kế hoạch b.txt"] == before["b.txt"]
    assert desk.library.document(before["b.txt"]).source == "2026/kế hoạch b.txt"
    assert len(desk.embeddings.embedded) == embedded
    desk.check()

    write(docs / "b.txt", (docs / "2026" / "kế hoạch b.txt").read_bytes())  # a copy at the old path
    assert states(desk.ingestor.ingest([docs]))["b.txt"] == "added"
    assert len(set(ids(desk).values())) == len(ids(desk)) == 4
    desk.check()


def test_a_withdrawn_document_returns_under_another_name(desk: Desk, docs: Path) -> None:
    desk.ingestor.ingest([docs])
    before = ids(desk)
    shutil.move(docs / "b.txt", docs.parent / "b.txt")
    assert desk.ingestor.ingest([docs]).count("withdrawn") == 1
    shutil.move(docs.parent / "b.txt", docs / "again.txt")
    assert states(desk.ingestor.ingest([docs]))["again.txt"] == "renamed"
    assert ids(desk)["again.txt"] == before["b.txt"]
    desk.check()


def test_a_folder_that_is_away_or_empty_withdraws_nothing(desk: Desk, docs: Path) -> None:
    desk.ingestor.ingest([docs])
    before = ids(desk)
    docs.rename(docs.parent / "away")
    with pytest.raises(InputError, match="are kept"):
        desk.ingestor.ingest([docs])
    docs.mkdir()
    with pytest.raises(InputError, match="are kept"):
        desk.ingestor.ingest([docs])
    other = write(docs.parent / "other.txt", plan_text("Gò Lau", 2030, TASKS))
    assert desk.ingestor.ingest([docs, other]).count("withdrawn") == 0
    assert before.items() <= ids(desk).items()


def test_a_subfolder_that_cannot_be_seen_withdraws_nothing(
    desk: Desk, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.ingestor.ingest([docs])
    real = os.scandir

    def locked(path: str) -> object:
        if str(path).endswith("sub"):
            raise PermissionError(13, "locked", str(path))
        return real(path)

    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", locked)
        report = desk.ingestor.ingest([docs])
    assert report.count("withdrawn") == 0
    assert len(report.failed) == 1
    assert "sub/c.txt" in ids(desk)
    shutil.rmtree(docs / "sub")
    assert desk.ingestor.ingest([docs]).count("withdrawn") == 1


def test_a_disk_that_is_no_longer_mounted_withdraws_nothing(
    desk: Desk, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    desk.ingestor.ingest([docs])
    [root] = desk.library.files.roots()
    record = desk.library.files.of(root)["sub/c.txt"]
    desk.library.files.note(root, [replace(record, mounted=True)])
    (docs / "sub" / "c.txt").unlink()  # what is left is the empty place to mount it
    assert desk.ingestor.ingest([docs]).count("withdrawn") == 0
    monkeypatch.setattr(upkeep, "_mounted", lambda root, source: True)  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
    assert desk.ingestor.ingest([docs]).count("withdrawn") == 1


def test_unchanged_files_are_not_even_opened(
    desk: Desk, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    aged(docs)
    desk.ingestor.ingest([docs])

    def untouchable(*_: object) -> bytes:
        raise AssertionError("opened")

    monkeypatch.setattr(desk.ingestor, "_read_file", untouchable)
    assert desk.ingestor.ingest([docs]).count("unchanged") == 3
    os.utime(docs / "a.txt")
    with pytest.raises(AssertionError):
        desk.ingestor._read_file(None)  # pyright: ignore
    assert states(desk.ingestor.ingest([docs]))["a.txt"] == "failed"


def test_a_change_within_the_same_tick_of_the_clock_is_seen(desk: Desk, docs: Path) -> None:
    stamp = (docs / "a.txt").stat()
    desk.ingestor.ingest([docs])
    changed = (docs / "a.txt").read_text().replace("120", "130")
    (docs / "a.txt").write_text(changed)  # the same size …
    os.utime(docs / "a.txt", ns=(stamp.st_atime_ns, stamp.st_mtime_ns))  # … and time
    assert states(desk.ingestor.ingest([docs]))["a.txt"] == "updated"


def test_a_check_without_the_model_sees_what_an_ingest_would(desk: Desk, docs: Path) -> None:
    def checked() -> list[str] | None:
        told = check(desk.library, [docs], model=MODEL, purge_before=now() - timedelta(days=30))
        return None if told is None else [event.state for event in told]

    assert checked() is None
    desk.ingestor.ingest([docs])
    assert checked() == ["unchanged"] * 3
    os.utime(docs / "a.txt")
    assert checked() == ["unchanged"] * 3
    assert check(desk.library, [docs], model="other", purge_before=now()) is None
    (docs / "b.txt").rename(docs / "d.txt")
    assert checked() is None
    desk.ingestor.ingest([docs])
    (docs / "d.txt").unlink()
    assert checked() is None


def test_restore_and_purge(desk: Desk, docs: Path) -> None:
    desk.ingestor.ingest([docs])
    write(docs / "b.txt", plan_text("Bến Gạo", 2026, [*TASKS, "Việc mới chỉ có ở đây."]))
    old = ids(desk)["b.txt"]
    desk.ingestor.ingest([docs])
    new = ids(desk)["b.txt"]
    (docs / "b.txt").unlink()
    desk.ingestor.ingest([docs])
    desk.ingestor.restore(new)
    assert ids(desk)["b.txt"] == new
    desk.check()
    assert desk.ingestor.ingest([docs]).count("withdrawn") == 0  # restored by hand: it stays
    with pytest.raises(NotFoundError, match=new):
        desk.ingestor.restore(new)

    desk.ingestor.remove(new)
    grow_old(desk, 29)
    assert desk.ingestor.ingest([docs]).purged == 0
    grow_old(desk, 31)
    assert desk.ingestor.ingest([docs]).purged == 1
    for gone in (old, new):
        with pytest.raises(NotFoundError):
            desk.library.document(gone)
    with pytest.raises(NotFoundError):
        desk.ingestor.restore(new)
    desk.check()
    assert "Việc mới chỉ có ở đây." not in str(desk.library.cards())
    assert desk.library.passages_without_vectors(MODEL, 1) == []


def test_a_version_that_was_replaced_cannot_be_restored(desk: Desk, docs: Path) -> None:
    desk.ingestor.ingest([docs])
    first = ids(desk)["b.txt"]
    desk.ingestor.remove(first)
    write(docs / "b.txt", plan_text("Bến Gạo", 2027, TASKS))
    desk.ingestor.ingest([docs])
    with pytest.raises(InputError, match=r"b\.txt"):
        desk.ingestor.restore(first)


def test_files_in_an_archive_come_and_go(desk: Desk, docs: Path) -> None:
    texts = {f"{ward}.txt": plan_text(ward, 2031, TASKS) for ward in WARDS[:2]}
    write(docs / "năm.zip", zipped(texts))
    aged(docs)
    desk.ingestor.ingest([docs])
    assert states(desk.ingestor.ingest([docs]))["năm.zip/Bến Gạo.txt"] == "unchanged"
    del texts["Bến Gạo.txt"]
    write(docs / "năm.zip", zipped(texts))
    assert states(desk.ingestor.ingest([docs]))["năm.zip/Bến Gạo.txt"] == "withdrawn"
    write(docs / "năm.zip", b"damaged")
    report = desk.ingestor.ingest([docs])
    assert (report.count("withdrawn"), len(report.failed)) == (0, 1)
    write(docs / "năm.zip", zipped(texts))
    (docs / "năm.zip").rename(docs / "2031.zip")
    assert states(desk.ingestor.ingest([docs]))["2031.zip/Đồng Sen.txt"] == "renamed"
    (docs / "2031.zip").unlink()
    assert states(desk.ingestor.ingest([docs]))["2031.zip/Đồng Sen.txt"] == "withdrawn"
    desk.check()


def test_what_another_folder_holds_is_not_withdrawn(desk: Desk, docs: Path, tmp_path: Path) -> None:
    shutil.copytree(docs, tmp_path / "copy")
    desk.ingestor.ingest([docs])
    assert desk.ingestor.ingest([tmp_path / "copy"]).count("unchanged") == 3
    (docs / "a.txt").unlink()
    assert desk.ingestor.ingest([docs]).count("withdrawn") == 0
    (tmp_path / "copy" / "a.txt").unlink()
    assert states(desk.ingestor.ingest([tmp_path / "copy"]))["a.txt"] == "withdrawn"


def test_a_file_being_written_is_left_for_later(desk: Desk, docs: Path) -> None:
    report = desk.ingestor.ingest([docs], settled_ns=time.time_ns() - 60 * 10**9)
    assert set(states(report).values()) == {"waiting"}
    assert desk.ingestor.ingest([docs]).count("added") == 3
    (docs / "a.txt").rename(docs / "d.txt")
    report = desk.ingestor.ingest([docs], settled_ns=time.time_ns() - 60 * 10**9)
    assert states(report)["d.txt"] == "waiting"
    assert report.count("withdrawn") == 0
    assert states(desk.ingestor.ingest([docs]))["d.txt"] == "renamed"


def test_a_better_reader_reads_again(
    desk: Desk, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    aged(docs)
    desk.ingestor.ingest([docs])
    before, embedded = ids(desk), len(desk.embeddings.embedded)
    for module in ("documents", "pipeline", "upkeep"):
        monkeypatch.setattr(f"ingest.{module}.READING", 7)
    real = Sandbox.document

    def better(self: Sandbox, data: bytes, source: str, *, label: str, told: Listener) -> object:
        found, pages = real(self, data, source, label=label, told=told)
        if "Đồng Sen" in found.text:
            found = replace(found, text=found.text.replace("KẾ HOẠCH\n", "KẾ HOẠCh\n"))
        return found, pages

    monkeypatch.setattr(Sandbox, "document", better)
    assert states(desk.ingestor.ingest([docs])) == {
        "a.txt": "updated", "b.txt": "unchanged", "sub/c.txt": "unchanged",
    }  # fmt: skip
    after = ids(desk)
    assert after["b.txt"] == before["b.txt"]
    assert after["a.txt"] != before["a.txt"]
    assert desk.library.card(before["a.txt"]).superseded_by == after["a.txt"]
    assert "KẾ HOẠCh\n" not in desk.library.document(before["a.txt"]).text
    assert {v.reading for v in desk.library.versions.current().values()} == {7}
    assert len(desk.embeddings.embedded) <= embedded + 1  # the header alone reads differently
    assert desk.ingestor.ingest([docs]).count("unchanged") == 3
    desk.check()


def test_a_library_of_schema_2_is_taken_over(desk: Desk, docs: Path, tmp_path: Path) -> None:
    desk.ingestor.ingest([docs])
    before = ids(desk)
    desk.ingestor.remove(before["b.txt"])
    desk.library.close()
    engine = create_engine(f"sqlite:///{tmp_path / 'library.sqlite'}")
    with engine.begin() as connection:
        for statement in (
            "ALTER TABLE documents DROP COLUMN hidden",
            "ALTER TABLE documents DROP COLUMN reading",
            "ALTER TABLE documents DROP COLUMN withdrawn_at",
            "ALTER TABLE documents DROP COLUMN label_pinned",
            "ALTER TABLE documents DROP COLUMN corrections",
            "ALTER TABLE jobs DROP COLUMN figures",
            "ALTER TABLE jobs DROP COLUMN labels",
            "DROP TABLE files",
            "UPDATE library_state SET schema_version = 2",
        ):
            connection.execute(text(statement))
    engine.dispose()
    library = Library.open(f"sqlite:///{tmp_path / 'library.sqlite'}")
    assert {v.reading for v in library.versions.current().values()} == {0}
    [held] = library.versions.withdrawn()
    assert now() - held.since < timedelta(minutes=1)
    library.close()
    with desk_in(tmp_path) as again:
        report = again.ingestor.ingest([docs])
        assert states(report) == {
            "a.txt": "unchanged", "b.txt": "restored", "sub/c.txt": "unchanged",
        }  # fmt: skip
        assert ids(again) == before
        assert again.embeddings.embedded == []


def test_siblings_share_vectors_and_the_report_counts_them(desk: Desk, tmp_path: Path) -> None:
    for number in range(5):
        text = plan_text(WARDS[0], 2026, [*TASKS, f"Việc riêng số {number}."])
        write(tmp_path / "docs" / f"{number}.txt", text)
    report: Report = desk.ingestor.ingest([tmp_path / "docs"])
    assert report.passages == sum(desk.library.counts().values())
    assert report.embedded == len(desk.embeddings.embedded) < report.passages / 2
    assert report.shared == report.passages - report.embedded


names = st.sampled_from(("a.txt", "b.txt", "sub/c.txt", "d.txt"))
contents = st.sampled_from(("một", "hai", "ba"))


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.dictionaries(names, contents, min_size=1), min_size=1, max_size=5))
def test_the_library_is_what_the_folder_is(
    tmp_path_factory: pytest.TempPathFactory, stages: list[dict[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("archive")
    with desk_in(folder) as desk:
        for stage in stages:
            shutil.rmtree(folder / "docs", ignore_errors=True)
            for source, word in stage.items():
                write(folder / "docs" / source, plan_text("Gò Lau", 2026, [f"Việc thứ {word}."]))
            desk.ingestor.ingest([folder / "docs"])
            versions = desk.library.versions.current()
            assert versions.keys() == stage.keys()
            for source, word in stage.items():
                assert f"Việc thứ {word}." in desk.library.document(versions[source].id).text
            desk.check()
    assert len(desk.embeddings.embedded) == len(set(desk.embeddings.embedded))
