"""A server that asks who one is: a public and a hidden document, and a key for each caller."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from fastapi.testclient import TestClient

from api.app import create_app
from api.state import ServerState
from rag.keys import KeyStore, Role
from tests.fakes import plan_text
from tests.served import OWNER, document, finished, serving, wait_until_ready

LABEL = "đảng"
OPEN = plan_text("Đồng Sen", 2031, ["Trồng 120 cây xanh 🌳.", "Sửa 3 cây cầu."])
HIDDEN = plan_text(
    "Vạn Khê",
    2033,
    ["Kiểm điểm 47 đảng viên thuộc chi bộ Hoàng Lan.", "Bồi dưỡng 219 quần chúng ưu tú."],
).replace("12/KH-UBND", "88-KH/ĐU")
WORDS = ("Vạn Khê", "Hoàng Lan", "88-KH/ĐU", "quần chúng ưu tú", "kin.txt", "kin-moi", "219")
"""Words that stand in the hidden document alone."""


@dataclass(frozen=True, slots=True)
class Guarded:
    """The server's client, the two documents, and the headers of each caller.

    Callers are "reader", "editor" and "admin", each also as "… +" with the hidden label.
    """

    client: TestClient
    state: ServerState
    keys: KeyStore
    open: dict[str, Any]
    hidden: dict[str, Any]
    callers: dict[str, dict[str, str]]


@contextmanager
def guarded(home: Path, **settings: object) -> Generator[Guarded]:
    app = create_app(serving(home, {"rate_per_minute": 100_000, **settings}))
    with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as client:
        wait_until_ready(client)
        add(client, "dong-sen.txt", OPEN, None)
        add(client, "kin.txt", HIDDEN, LABEL)
        state: ServerState = app.state.server
        keys = state.parts().library.keys
        callers: dict[str, dict[str, str]] = {}
        for role in get_args(Role):
            for name, labels in ((role, ()), (f"{role} +", (LABEL,))):
                secret = keys.create(name, role, labels)
                callers[name] = {"Authorization": f"Bearer {secret}"}
        client.headers.update(OWNER)
        found = document(client, "dong-sen.txt"), document(client, "kin.txt")
        del client.headers["Authorization"]
        yield Guarded(client, state, keys, *found, callers)


def add(client: TestClient, name: str, text: str, label: str | None) -> dict[str, Any]:
    data = {"label": label} if label else {}
    files = [("files", (name, text.encode()))]
    started = client.post("/v1/documents", files=files, data=data, headers=OWNER)
    client.headers.update(OWNER)
    job = finished(client, started)
    del client.headers["Authorization"]
    assert job["state"] == "done", job
    return job
