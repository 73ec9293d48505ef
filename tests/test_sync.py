"""Keeping in step through the server and the command."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from ingest.indexing import sync_indexes
from ingest.watch import QUIET_S, changes
from rag.archive import Archive
from tests.desk import desk_in
from tests.fakes import MODEL, plan_text, write
from tests.plans import QUESTION, write_plans
from tests.running import COMMAND, ROOT, environment, get, planqa, post, server
from tests.served import OWNER, PLAN, document, finished, problem, serving, wait_until_ready

KILLED = """
import sys
from pathlib import Path
import ingest.pipeline
from tests.desk import desk_in

ingest.pipeline.BATCH_PASSAGES = 30
with desk_in(Path(sys.argv[1])) as desk:
    print("start", flush=True)
    desk.ingestor.ingest([Path(sys.argv[2])], on_event=lambda e: print(e.state, flush=True))
"""


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    write(tmp_path / "docs" / "dong-sen.txt", PLAN)
    write(tmp_path / "docs" / "go-lau.txt", plan_text("Gò Lau", 2032, ["Mở 2 lớp học bơi."]))
    return tmp_path / "docs"


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    app = create_app(serving(tmp_path / "home"))
    with TestClient(app, client=("127.0.0.1", 50000)) as opened:
        wait_until_ready(opened)
        yield opened


def test_a_folder_is_synchronised_over_http(client: TestClient, docs: Path) -> None:
    folder = {"folder": str(docs)}
    problem(client.post("/v1/sync", json=folder), 403, "forbidden")  # never ingested
    started = client.post("/v1/ingest", json={"paths": [str(docs)]}, headers=OWNER)
    job = finished(client, started)
    assert job["figures"]["eta_s"] == 0
    assert job["figures"]["passages"] == job["figures"]["embedded"] + job["figures"]["shared"] > 0
    gone = document(client, "go-lau.txt")

    def cited() -> set[str]:
        asked = {"question": "Phường Đồng Sen năm 2031 trồng bao nhiêu cây xanh?"}
        citations = client.post("/v1/ask", json=asked).json()["citations"]
        return {citation["source"] for citation in citations}

    assert cited() == {"dong-sen.txt"}

    (docs / "go-lau.txt").unlink()
    (docs / "dong-sen.txt").rename(docs / "đồng sen.txt")
    job = finished(client, client.post("/v1/sync", json=folder))
    assert {file["source"]: file["state"] for file in job["files"]} == {
        "đồng sen.txt": "renamed", "go-lau.txt": "withdrawn",
    }  # fmt: skip
    assert cited() == {"đồng sen.txt"}
    assert client.get(f"/v1/documents/{gone['id']}").status_code == 404
    [held] = client.get("/v1/documents/withdrawn").json()["items"]
    assert (held["id"], held["source"]) == (gone["id"], "go-lau.txt")
    assert held["kept_until"] > held["withdrawn_at"]
    assert client.post(f"/v1/documents/{gone['id']}/restore").json()["id"] == gone["id"]
    assert document(client, "go-lau.txt")["id"] == gone["id"]
    problem(client.post(f"/v1/documents/{gone['id']}/restore"), 404, "not-found")
    other = {"Origin": "http://evil.example"}
    problem(client.post("/v1/sync", json=folder, headers=other), 403, "forbidden")
    docs.rename(docs.parent / "away")
    problem(client.post("/v1/sync", json=folder), 422, "bad-input")


def test_only_this_machine_may_synchronise(tmp_path: Path, docs: Path) -> None:
    app = create_app(serving(tmp_path / "home"))
    with TestClient(app, client=("192.0.2.7", 50000)) as client:
        wait_until_ready(client)
        problem(client.post("/v1/sync", json={"folder": str(docs)}), 403, "forbidden")


def test_a_killed_sync_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    home, docs = tmp_path / "home", tmp_path / "docs"
    home.mkdir()
    for number in range(40):
        write(docs / f"{number}.txt", plan_text("Gò Lau", 2026, [f"Việc riêng số {number}."]))
    with desk_in(home) as desk:
        desk.ingestor.ingest([docs])
        before = {card.source: card.id for card in desk.library.cards()}
    for number in range(10):
        (docs / f"{number}.txt").unlink()
        (docs / f"{10 + number}.txt").rename(docs / f"renamed-{number}.txt")
        write(docs / f"{20 + number}.txt", plan_text("Gò Lau", 2027, [f"Việc số {number}."]))
    for lines in (3, 12, 25):
        child = subprocess.Popen(
            [sys.executable, "-c", KILLED, str(home), str(docs)],
            cwd=ROOT, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert child.stdout is not None
        for _ in range(lines):
            child.stdout.readline()
        child.kill()
        child.stdout.close()
        child.wait()
    with desk_in(home) as desk:
        # The fake indexes of the killed process died with it.
        sync_indexes(desk.library, desk.indexes, desk.embeddings, model=MODEL)
        desk.ingestor.ingest([docs])
        desk.check()
        after = desk.library.versions.current()
        assert after.keys() == {path.name for path in docs.iterdir()}
        for number in range(10):
            assert after[f"renamed-{number}.txt"].id == before[f"{10 + number}.txt"]
            assert desk.library.card(before[f"{20 + number}.txt"]).superseded_by is not None
        held = {item.card.id for item in desk.library.versions.withdrawn()}
        assert held == {before[f"{number}.txt"] for number in range(10)}


def test_who_is_told_of_changes_is_told_which_files_were_seen(docs: Path) -> None:
    stop = threading.Event()
    told = changes([docs], stop)
    time.sleep(QUIET_S)
    next(told)
    (docs / "go-lau.txt").rename(docs / "d.txt")
    renamed_ns = (docs / "d.txt").stat().st_ctime_ns
    assert next(told) < renamed_ns  # go-lau.txt is gone; d.txt may still be written
    assert next(told) >= renamed_ns
    (docs / "d.txt").unlink()
    next(told)
    stop.set()
    assert list(told) == []


@pytest.mark.model
@pytest.mark.slow
def test_watch_follows_a_folder_until_it_is_told_to_stop(tmp_path: Path) -> None:
    home, docs = tmp_path / "home", write_plans(tmp_path / "docs")
    log = tmp_path / "watch.log"

    def wait_for(words: str) -> None:
        deadline = time.monotonic() + 120
        while words not in log.read_text(encoding="utf-8"):
            assert watching.poll() is None and time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)

    with log.open("w", encoding="utf-8") as out:
        watching = subprocess.Popen(
            [*COMMAND, "ingest", str(docs), "--watch"],
            cwd=ROOT, env=environment(home), stdout=out, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            wait_for("added     dong-sen.txt")
            wait_for("Ctrl-C")
            assert planqa(home, "ask", QUESTION).code == 0  # the data folder is free meanwhile
            with (docs / "go-lau.txt").open("w", encoding="utf-8") as slow:
                text = plan_text("Gò Lau", 2032, ["Mở 2 lớp học bơi."] * 9)
                for start in range(0, len(text), 100):
                    slow.write(text[start : start + 100])
                    slow.flush()
                    time.sleep(0.5)
            wait_for("added     go-lau.txt")
            (docs / "go-lau.txt").rename(docs / "gò lau.txt")
            wait_for("renamed   gò lau.txt")
            (docs / "gò lau.txt").unlink()
            wait_for("withdrawn gò lau.txt")
        finally:
            watching.send_signal(signal.SIGTERM)
            assert watching.wait(60) == 0
    told = log.read_text(encoding="utf-8")
    assert told.count("added     go-lau.txt") == 1, told
    assert "updated" not in told, told
    assert "Traceback" not in told
    [held] = planqa(home, "documents", "list", "--state", "withdrawn", "--json").json
    assert held["source"] == "gò lau.txt"
    assert planqa(home, "documents", "restore", held["id"]).code == 0
    assert Archive(home).owner() is None
    listed = planqa(home, "documents", "list").out
    assert "gò lau.txt" in listed


@pytest.mark.model
@pytest.mark.slow
def test_watch_works_through_a_server(tmp_path: Path) -> None:
    home, docs = tmp_path / "home", write_plans(tmp_path / "docs")
    home.mkdir()
    log = tmp_path / "watch.log"
    asked = "Phường Gò Lau năm 2032 mở bao nhiêu lớp học bơi?"

    def quotes(url: str, deadline: float) -> list[str]:
        assert watching.poll() is None and time.monotonic() < deadline, log.read_text()
        time.sleep(0.2)
        found = post(f"{url}/v1/ask", {"question": asked})["citations"]
        return [cited["quote"] for cited in found if cited["source"] == "go-lau.txt"]

    with server(home, tmp_path / "server.log") as running, log.open("w") as out:
        watching = subprocess.Popen(
            [*COMMAND, "ingest", str(docs), "--watch"],
            cwd=ROOT, env=environment(home), stdout=out, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            until = time.monotonic() + 120
            while "Ctrl-C" not in log.read_text(encoding="utf-8"):
                assert not quotes(running.url, until)
            write(docs / "go-lau.txt", plan_text("Gò Lau", 2032, ["Mở 2 lớp học bơi."]))
            while not (found := quotes(running.url, until)):
                pass
            assert "2 lớp học bơi" in found[0]
            (docs / "go-lau.txt").unlink()
            while quotes(running.url, until):
                pass
            while "withdrawn" not in log.read_text(encoding="utf-8"):
                quotes(running.url, until)
        finally:
            watching.send_signal(signal.SIGTERM)
            assert watching.wait(60) == 0
        assert Archive(home).owner() is not None
        [held] = get(f"{running.url}/v1/documents/withdrawn")["items"]
        assert held["source"] == "go-lau.txt"
    told = log.read_text(encoding="utf-8")
    assert told.count("added     go-lau.txt") == told.count("withdrawn go-lau.txt") == 1, told
    assert "Traceback" not in told
