"""A server over a temporary data folder with fake vectors, and how tests talk to it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from fastapi.testclient import TestClient
from httpx2 import Response

from api.app import Serving, create_app
from api.problems import MEDIA_TYPE
from api.readiness import Readiness
from api.switch import Switch
from api.wiring import Parts
from ingest.indexing import open_indexes
from rag.archive import Archive
from rag.library import Library
from rag.models.identity import model_id
from rag.settings import load_settings
from tests.fakes import FakeEmbeddings, plan_text

TOKEN = "owner-token-of-the-test"
OWNER = {"Authorization": f"Bearer {TOKEN}"}
PLAN = plan_text("Đồng Sen", 2031, ["Trồng 120 cây xanh 🌳.", "Sửa 3 cây cầu."])
OTHER = plan_text("Gò Lau", 2032, ["Mở 2 lớp học bơi.", "Quét dọn 14 ngõ xóm."])


def serving(home: Path, llm: dict[str, object] | None = None, **changes: object) -> Serving:
    url = changes.get("url", "http://testserver")
    usual = {"max_upload_mb": 1, "max_question_chars": 200, "public_url": url}
    settings = load_settings(home=home, **{**usual, **(llm or {})})
    archive = Archive(home)

    def open_parts(readiness: Readiness) -> Parts:
        embeddings = FakeEmbeddings()
        with readiness.step("library"):
            library = Library.open(archive.database_url)
        with readiness.step("model"):
            model = model_id(settings)
        with readiness.step("indexes"):
            indexes = open_indexes(library, embeddings, archive.index_folder, model=model)
        return Parts(
            settings=settings,
            folder=archive.index_folder,
            readiness=readiness,
            library=library,
            embeddings=embeddings,
            indexes=indexes,
            switch=Switch.open(settings, archive.home),
        )

    given: dict[str, Any] = {
        "url": "http://testserver",
        "page": False,
        "open_parts": open_parts,
        **changes,
    }
    return Serving(settings=settings, archive=archive, token=TOKEN, **given)


@contextmanager
def listening(home: Path, **changes: Any) -> Generator[str]:  # noqa: ANN401 - as serving
    """Serve on a free loopback port over real HTTP; yield the URL once it is ready."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        app = create_app(serving(home, url=url, **changes))
        config = uvicorn.Config(
            app, log_config=None, ws="none", timeout_graceful_shutdown=1, lifespan="on"
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            with httpx.Client(base_url=url, trust_env=False) as client:
                wait_until_ready(client)
            yield url
        finally:
            server.should_exit = True
            thread.join()


def wait_until_ready(client: TestClient | httpx.Client, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while (answer := client.get("/readyz")).status_code != 200:
        assert time.monotonic() < deadline, answer.text
        time.sleep(0.02)


def finished(client: TestClient, started: Response) -> dict[str, Any]:
    assert started.status_code == 202, started.text
    deadline = time.monotonic() + 60
    while True:
        job = client.get(f"/v1/jobs/{started.json()['job_id']}").json()
        if job["state"] in ("done", "failed"):
            return job
        assert time.monotonic() < deadline, job
        time.sleep(0.02)


def upload(client: TestClient, name: str, data: bytes | str) -> dict[str, Any]:
    content = data.encode() if isinstance(data, str) else data
    return finished(client, client.post("/v1/documents", files=[("files", (name, content))]))


def problem(response: Response, status: int, slug: str) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == MEDIA_TYPE
    body = response.json()
    assert body["status"] == status
    assert body["type"] == f"urn:planqa:problem:{slug}"
    for key in ("title", "detail", "detail_vi", "detail_en"):
        assert body[key]
    assert "Traceback" not in response.text
    return body


def document(client: TestClient, source: str = "dong-sen.txt") -> dict[str, Any]:
    items = client.get("/v1/documents").json()["items"]
    return next(item for item in items if item["source"] == source)
