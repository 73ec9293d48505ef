"""A document that a person removed while its file lies in an ingested folder."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from ingest.check import check
from ingest.events import Report
from rag.tables import now
from tests.desk import Desk, desk_in, states
from tests.fakes import MODEL, TASKS, WARDS, plan_text, write
from tests.office import zipped
from tests.running import ROOT
from tests.served import OWNER, document, finished, serving, wait_until_ready
from tests.test_upkeep import grow_old, ids


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_in(tmp_path) as made:
        yield made


@pytest.fixture
def docs(tmp_path: Path, desk: Desk) -> Path:
    """Return a folder of two plans, the second of which was ingested and removed."""
    for ward, name in zip(WARDS, ("a.txt", "b.txt"), strict=False):
        write(tmp_path / "docs" / name, plan_text(ward, 2026, TASKS))
    desk.ingestor.ingest([tmp_path / "docs"])
    desk.ingestor.remove(ids(desk)["b.txt"])
    return tmp_path / "docs"


def said(report: Report, source: str) -> str:
    return next(event.en for event in report.events if event.source == source)


@pytest.mark.parametrize("touched", [False, True])
def test_it_stays_away(desk: Desk, docs: Path, touched: bool) -> None:
    for days in (0, 31):  # after the grace period the document is gone for good
        if touched:
            then = time.time() - 60 - days
            os.utime(docs / "b.txt", (then, then))
        grow_old(desk, days)
        report = desk.ingestor.ingest([docs])
        assert states(report) == {"a.txt": "unchanged", "b.txt": "skipped"}
        assert said(report, "b.txt").startswith("removed by a person, left out")
        assert set(ids(desk)) == {"a.txt"}
        desk.check()
    told = check(desk.library, [docs], model=MODEL, purge_before=now())
    assert told is not None
    assert [event.state for event in told] == ["unchanged", "skipped"]


def test_under_another_name_too(desk: Desk, docs: Path) -> None:
    (docs / "b.txt").rename(docs / "c.txt")
    for _ in range(2):
        assert states(desk.ingestor.ingest([docs])) == {"a.txt": "unchanged", "c.txt": "skipped"}
    assert set(ids(desk)) == {"a.txt"}


def test_restored_it_stays(desk: Desk, docs: Path) -> None:
    [held] = desk.library.versions.withdrawn()
    desk.ingestor.restore(held.card.id)
    for _ in range(2):
        assert states(desk.ingestor.ingest([docs])) == {"a.txt": "unchanged", "b.txt": "unchanged"}
    assert ids(desk)["b.txt"] == held.card.id
    (docs / "b.txt").unlink()
    assert states(desk.ingestor.ingest([docs]))["b.txt"] == "withdrawn"
    desk.check()


def test_naming_the_file_brings_it_back(desk: Desk, docs: Path) -> None:
    report = desk.ingestor.ingest([docs / "b.txt"])
    assert states(report)["b.txt"] == "added"
    assert states(desk.ingestor.ingest([docs])) == {"a.txt": "unchanged", "b.txt": "unchanged"}
    assert set(ids(desk)) == {"a.txt", "b.txt"}
    desk.check()


def test_new_content_brings_it_back(desk: Desk, docs: Path) -> None:
    write(docs / "b.txt", plan_text(WARDS[1], 2026, [*TASKS, "Việc mới chỉ có ở đây."]))
    assert states(desk.ingestor.ingest([docs]))["b.txt"] == "added"
    assert states(desk.ingestor.ingest([docs]))["b.txt"] == "unchanged"
    desk.check()


def test_a_file_of_an_archive(desk: Desk, docs: Path) -> None:
    texts = {f"{ward}.txt": plan_text(ward, 2031, TASKS) for ward in WARDS[:2]}
    write(docs / "năm.zip", zipped(texts))
    desk.ingestor.ingest([docs])
    desk.ingestor.remove(ids(desk)[f"năm.zip/{WARDS[0]}.txt"])
    for _ in range(2):
        found = states(desk.ingestor.ingest([docs]))
        assert found[f"năm.zip/{WARDS[0]}.txt"] == "skipped"
        assert found[f"năm.zip/{WARDS[1]}.txt"] == "unchanged"
        desk.check()


def test_over_http(tmp_path: Path) -> None:
    for ward in WARDS[:2]:
        write(tmp_path / "docs" / f"{ward}.txt", plan_text(ward, 2031, TASKS))
    folder = str(tmp_path / "docs")
    app = create_app(serving(tmp_path / "home"))
    with TestClient(app, client=("127.0.0.1", 50000)) as client:
        wait_until_ready(client)
        finished(client, client.post("/v1/ingest", json={"paths": [folder]}, headers=OWNER))
        name = document(client, f"{WARDS[0]}.txt")["id"]
        client.delete(f"/v1/documents/{name}", headers=OWNER).raise_for_status()
        job = finished(client, client.post("/v1/sync", json={"folder": folder}))
        assert {file["source"]: file["state"] for file in job["files"]} == {
            f"{WARDS[0]}.txt": "skipped", f"{WARDS[1]}.txt": "unchanged",
        }  # fmt: skip
        sources = [item["source"] for item in client.get("/v1/documents").json()["items"]]
        assert sources == [f"{WARDS[1]}.txt"]


CHECKED = """
import sys
from pathlib import Path
import api.cli, api.desk, api.keeping, api.local
from ingest.check import check
from rag.library import Library
from rag.models.identity import model_id
from rag.tables import now

library = Library.open(sys.argv[1])
print(len(check(library, [Path(sys.argv[2])], model=sys.argv[3], purge_before=now()) or ()))
library.close()
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


def test_nothing_heavy_is_loaded_where_nothing_is_new(desk: Desk, docs: Path) -> None:
    """What `planqa ingest` needs for an unchanged folder, in a fresh process."""
    desk.ingestor.ingest([docs])
    url = f"sqlite:///{docs.parent / 'library.sqlite'}"
    done = subprocess.run(
        [sys.executable, "-c", CHECKED, url, str(docs), MODEL],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    count, loaded = done.stdout.splitlines()
    heavy = (
        "torch transformers sentence_transformers langchain_core chromadb tantivy gradio fastapi"
    )
    assert count == "2"
    assert not set(loaded.split()) & {*heavy.split(), "numpy", "lxml", "pypdfium2", "PIL"}
