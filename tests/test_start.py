from __future__ import annotations

import time
from pathlib import Path

from fastapi.testclient import TestClient

from api.app import create_app
from api.readiness import Readiness
from api.wiring import Parts
from tests.served import (
    PLAN,
    problem,
    serving,
    wait_until_ready,
)


def test_a_starting_server_is_alive_but_not_ready(tmp_path: Path) -> None:
    from threading import Event

    go = Event()
    base = serving(tmp_path)
    assert base.open_parts is not None
    opener = base.open_parts

    def slow(readiness: Readiness) -> Parts:
        go.wait(30)
        return opener(readiness)

    app = create_app(serving(tmp_path, open_parts=slow, page=True))
    with TestClient(app, follow_redirects=False) as client:
        try:
            assert client.get("/healthz").json() == {"status": "ok"}
            loading = problem(client.get("/readyz"), 503, "starting")["loading"]
            assert loading == ["library", "model", "indexes", "page"]
            problem(client.post("/v1/ask", json={"question": "a"}), 503, "starting")
            page = client.get("/ui/")
            assert page.status_code == 503
            assert "khởi động" in page.text
            assert 'http-equiv="refresh"' in page.text
        finally:
            go.set()


def test_a_part_that_cannot_be_loaded_is_told(tmp_path: Path) -> None:
    from rag.errors import ModelError

    told: list[str] = []

    def broken(_: Readiness) -> Parts:
        raise ModelError("Không nạp được mô hình.", "The model cannot be loaded.")

    app = create_app(serving(tmp_path, open_parts=broken, on_failure=lambda: told.append("failed")))
    with TestClient(app) as client:
        deadline = time.monotonic() + 10
        while not told and time.monotonic() < deadline:
            time.sleep(0.02)
        problem(client.get("/readyz"), 503, "model")
        problem(client.post("/v1/ask", json={"question": "a"}), 503, "model")
    assert told == ["failed"]


def test_a_folder_is_read_before_the_server_is_ready(tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "dong-sen.txt").write_text(PLAN)
    (folder / "trong.txt").write_text("")
    app = create_app(serving(tmp_path / "home", ingest=(folder,)))
    with TestClient(app) as client:
        wait_until_ready(client)
        items = client.get("/v1/documents").json()["items"]
    assert [item["source"] for item in items] == ["dong-sen.txt"]
