"""Every endpoint, asked by every role with and without the label of the hidden document."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import pytest
from fastapi.routing import APIRoute
from httpx2 import Response

from api.identity import RANKS
from rag.keys import Role
from tests.guarded import HIDDEN, LABEL, WORDS, Guarded, guarded
from tests.served import OWNER, finished

Headers = dict[str, str]
Ask = Callable[[Guarded, Headers], Response]
Undo = Callable[[Guarded, Response], object]

QUESTION = "Phường Vạn Khê bồi dưỡng bao nhiêu quần chúng ưu tú năm 2033?"
JOB: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class Row:
    """How an endpoint is asked about the hidden document, and what is expected.

    `needs` is the lowest role; "nobody": no sign-in, "owner": the data folder's token. Who may ask
    but lacks the label gets `blind`; who has it gets `seen`. `tells`: the hidden words then show.
    """

    ask: Ask
    needs: Role | Literal["nobody", "owner"]
    blind: int = 200
    seen: int = 200
    tells: bool = False
    undo: Undo | None = None


def get(path: str, **params: str) -> Ask:
    return lambda held, headers: held.client.get(
        path.format(id=held.hidden["id"], **JOB), params=params, headers=headers
    )


def send(method: str, path: str, body: object = None) -> Ask:
    return lambda held, headers: held.client.request(
        method, path.format(id=held.hidden["id"]), json=body, headers=headers
    )


def upload(held: Guarded, headers: Headers) -> Response:
    files = [("files", ("kin-moi.txt", HIDDEN.encode()))]
    return held.client.post("/v1/documents", files=files, data={"label": LABEL}, headers=headers)


def remove_upload(held: Guarded, started: Response) -> None:
    job = ended(held, started)
    path = f"/v1/documents/{job['files'][0]['document_id']}"
    assert held.client.delete(path, headers=OWNER).is_success


def ended(held: Guarded, started: Response) -> dict[str, Any]:
    held.client.headers.update(OWNER)
    job = finished(held.client, started)
    del held.client.headers["Authorization"]
    assert job["state"] == "done", job
    return job


def bring_back(held: Guarded, _: Response) -> None:
    path = f"/v1/documents/{held.hidden['id']}/restore"
    assert held.client.post(path, headers=OWNER).is_success


def restore(held: Guarded, headers: Headers) -> Response:
    path = f"/v1/documents/{held.hidden['id']}"
    held.client.delete(path, headers=OWNER)
    reply = held.client.post(f"{path}/restore", headers=headers)
    held.client.post(f"{path}/restore", headers=OWNER)
    return reply


def conversing(method: str, path: str, body: object = None) -> Ask:
    """Ask about a conversation of the caller's own whose answer rests on the hidden document."""

    def ask(held: Guarded, headers: Headers) -> Response:
        started = held.client.post("/v1/conversations", json=exchange(held), headers=headers)
        if not started.is_success:
            return started
        address = f"/v1/conversations/{started.json()['id']}{path}"
        given = exchange(held) if body is exchange else body
        return held.client.request(method, address, json=given, headers=headers)

    return ask


def exchange(held: Guarded) -> dict[str, Any]:
    cited = {"n": 1, "document_id": held.hidden["id"], "source": "kin.txt", "start": 0, "end": 3}
    return {
        "question": QUESTION,
        "status": "answered",
        "answer": "Bồi dưỡng 219 quần chúng ưu tú. [1]",
        "citations": [{**cited, "quote": "Bồi dưỡng 219 quần chúng ưu tú."}],
    }


CHAT = {"model": "planqa", "messages": [{"role": "user", "content": QUESTION}]}
JUDGED = {"question": QUESTION, "answer": "219", "helpful": True}
RUN = {"suite": "x", "questions": 1, "figures": {"accuracy": 1}, "version": "0"}
DOCUMENT = "/v1/documents/{document_id}"
CONVERSATION = "/v1/conversations/{conversation_id}"

ROWS: dict[tuple[str, str], Row] = {
    ("GET", "/"): Row(get("/"), "nobody", 307, 307),
    ("GET", "/healthz"): Row(get("/healthz"), "nobody"),
    ("GET", "/readyz"): Row(get("/readyz"), "nobody"),
    ("GET", "/widget.js"): Row(get("/widget.js"), "nobody"),
    ("HEAD", "/widget.js"): Row(send("HEAD", "/widget.js"), "nobody"),
    ("GET", "/widget/demo"): Row(get("/widget/demo"), "nobody"),
    ("POST", "/v1/widget/token"): Row(send("POST", "/v1/widget/token", {}), "nobody", 403, 403),
    ("GET", "/docs"): Row(get("/docs"), "nobody"),
    ("GET", "/metrics"): Row(get("/metrics"), "admin"),
    ("GET", "/login"): Row(get("/login"), "nobody"),
    ("POST", "/login"): Row(send("POST", "/login"), "nobody", 401, 401),
    ("GET", "/login/oidc"): Row(get("/login/oidc"), "nobody", 404, 404),
    ("GET", "/login/oidc/back"): Row(get("/login/oidc/back"), "nobody", 404, 404),
    ("GET", "/logout"): Row(get("/logout"), "nobody"),
    ("POST", "/logout"): Row(send("POST", "/logout"), "nobody", 303, 303),
    ("GET", "/v1/me"): Row(get("/v1/me"), "reader"),
    ("POST", "/v1/ask"): Row(send("POST", "/v1/ask", {"question": QUESTION}), "reader", tells=True),
    ("POST", "/v1/ask/stream"): Row(
        send("POST", "/v1/ask/stream", {"question": QUESTION}), "reader", tells=True
    ),
    ("GET", "/v1/search"): Row(get("/v1/search", q=QUESTION), "reader", tells=True),
    ("POST", "/v1/verify"): Row(
        send("POST", "/v1/verify", {"text": "Bồi dưỡng 219 quần chúng ưu tú."}),
        "reader",
        tells=True,
    ),
    ("POST", "/v1/chat/completions"): Row(
        send("POST", "/v1/chat/completions", CHAT), "reader", tells=True
    ),
    ("GET", "/v1/models"): Row(get("/v1/models"), "reader"),
    ("GET", "/v1/models/found"): Row(get("/v1/models/found"), "admin"),
    ("GET", "/v1/models/{name}"): Row(get("/v1/models/planqa"), "reader"),
    ("GET", "/v1/llm"): Row(get("/v1/llm"), "reader"),
    ("PUT", "/v1/llm"): Row(
        send("PUT", "/v1/llm", {"url": "http://127.0.0.1:1/v1", "model": "x"}), "admin", 404, 404
    ),
    ("DELETE", "/v1/llm"): Row(send("DELETE", "/v1/llm"), "admin"),
    ("POST", "/v1/feedback"): Row(send("POST", "/v1/feedback", JUDGED), "reader", 201, 201),
    ("GET", "/v1/feedback"): Row(get("/v1/feedback"), "admin"),
    ("POST", "/v1/evaluations"): Row(send("POST", "/v1/evaluations", RUN), "admin", 201, 201),
    ("GET", "/v1/evaluations"): Row(get("/v1/evaluations"), "admin"),
    ("GET", "/v1/conversations"): Row(get("/v1/conversations"), "reader"),
    ("POST", "/v1/conversations"): Row(
        lambda held, headers: held.client.post(
            "/v1/conversations", json=exchange(held), headers=headers
        ),
        "reader",
        201,
        201,
    ),
    ("GET", CONVERSATION): Row(conversing("GET", ""), "reader", tells=True),
    ("PATCH", CONVERSATION): Row(conversing("PATCH", "", {"title": "x"}), "reader"),
    ("DELETE", CONVERSATION): Row(conversing("DELETE", ""), "reader", 204, 204),
    ("GET", f"{CONVERSATION}/export"): Row(
        conversing("GET", "/export?format=md"), "reader", tells=True
    ),
    ("POST", f"{CONVERSATION}/exchanges"): Row(
        conversing("POST", "/exchanges", exchange), "reader", 201, 201
    ),
    ("GET", "/v1/documents"): Row(get("/v1/documents"), "reader", tells=True),
    ("POST", "/v1/documents"): Row(upload, "editor", 403, 202, undo=remove_upload),
    ("GET", "/v1/documents/withdrawn"): Row(get("/v1/documents/withdrawn"), "reader"),
    ("GET", DOCUMENT): Row(get("/v1/documents/{id}"), "reader", 404, tells=True),
    ("PATCH", DOCUMENT): Row(
        send("PATCH", "/v1/documents/{id}", {"label": LABEL}), "editor", 404, tells=True
    ),
    ("DELETE", DOCUMENT): Row(
        send("DELETE", "/v1/documents/{id}"),
        "editor",
        404,
        204,
        undo=bring_back,
    ),
    ("GET", f"{DOCUMENT}/text"): Row(get("/v1/documents/{id}/text"), "reader", 404, tells=True),
    ("GET", f"{DOCUMENT}/outline"): Row(get("/v1/documents/{id}/outline"), "reader", 404),
    ("GET", f"{DOCUMENT}/pages/{{number}}"): Row(
        get("/v1/documents/{id}/pages/1"), "reader", 404, 404
    ),
    ("GET", f"{DOCUMENT}/boxes"): Row(
        get("/v1/documents/{id}/boxes", start="0", end="9"), "reader", 404
    ),
    ("POST", f"{DOCUMENT}/restore"): Row(restore, "editor", 404, tells=True),
    ("GET", "/view/{document_id}"): Row(get("/view/{id}"), "reader", 404, tells=True),
    ("GET", "/v1/jobs/{job_id}"): Row(get("/v1/jobs/{job}"), "reader", 404, tells=True),
    ("GET", "/v1/catalogue"): Row(get("/v1/catalogue"), "reader", tells=True),
    ("GET", f"{DOCUMENT}/versions"): Row(
        get("/v1/documents/{id}/versions"), "reader", 404, tells=True
    ),
    ("GET", f"{DOCUMENT}/quality"): Row(get("/v1/documents/{id}/quality"), "reader", 404),
    ("GET", f"{DOCUMENT}/metadata"): Row(get("/v1/documents/{id}/metadata"), "editor", 404),
    ("PATCH", f"{DOCUMENT}/metadata"): Row(
        send("PATCH", "/v1/documents/{id}/metadata", {"number": None}), "editor", 404, tells=True
    ),
    ("GET", "/v1/jobs"): Row(get("/v1/jobs"), "editor", tells=True),
    ("GET", "/v1/usage"): Row(get("/v1/usage"), "admin"),
    ("POST", "/v1/ingest"): Row(send("POST", "/v1/ingest", {"paths": ["/x"]}), "owner"),
    ("POST", "/v1/sync"): Row(send("POST", "/v1/sync", {"folder": "/x"}), "admin", 403, 403),
    ("POST", "/v1/reindex"): Row(send("POST", "/v1/reindex"), "admin", 202, 202, undo=ended),
}


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    with guarded(tmp_path_factory.mktemp("guarded")) as opened:
        started = upload(opened, OWNER)
        JOB["job"] = started.json()["job_id"]
        remove_upload(opened, started)
        yield opened


def endpoints(app: Any) -> set[tuple[str, str]]:  # noqa: ANN401 - Starlette's
    found: set[tuple[str, str]] = set()
    for entry in app.routes:
        for route in getattr(getattr(entry, "original_router", None), "routes", [entry]):
            if isinstance(route, APIRoute):
                found |= {(method, route.path) for method in route.methods or ()}
    return found


def test_every_endpoint_has_a_row(held: Guarded) -> None:
    assert endpoints(held.client.app) == set(ROWS)


@pytest.mark.parametrize("name", sorted(ROWS), ids=" ".join)
def test_who_may_see_what(held: Guarded, name: tuple[str, str]) -> None:
    row = ROWS[name]
    check(name, row, row.ask(held, {}), nobody=True, role=None, labelled=False)
    for caller, headers in held.callers.items():
        role = caller.removesuffix(" +")
        reply = row.ask(held, headers)
        check(name, row, reply, nobody=False, role=role, labelled=caller.endswith("+"))
        if reply.is_success and row.undo is not None:
            row.undo(held, reply)


def check(
    name: tuple[str, str],
    row: Row,
    reply: Response,
    *,
    nobody: bool,
    role: Any,  # noqa: ANN401 - a Role, or nothing
    labelled: bool,
) -> None:
    shown = f"{name} {role} {labelled}: {reply.status_code} {reply.text[:300]}"
    if row.needs == "owner":
        assert reply.status_code == 403, shown
    elif nobody and row.needs != "nobody":
        if name[1].startswith("/view"):
            assert reply.headers["location"].startswith("/login?next=%2Fview"), shown
        else:
            assert reply.status_code == 401, shown
            assert reply.headers["www-authenticate"] == "Bearer"
    elif not nobody and row.needs != "nobody" and RANKS[role] < RANKS[row.needs]:
        assert reply.status_code == 403, shown
    elif labelled:
        assert reply.status_code == row.seen, shown
        if row.tells:
            assert any(word in reply.text for word in WORDS), shown
        return
    else:
        assert reply.status_code == row.blind, shown
    if name != ("POST", "/v1/verify"):  # repeats the text that it was given
        text = reply.text.replace(QUESTION, "")
        text = text.replace(reply.headers["x-request-id"], "")  # random digits
        # As words of their own: any digits may stand in an id or a measured time.
        found = [w for w in WORDS if re.search(rf"(?<![\w.]){re.escape(w)}(?!\w|\.\d)", text)]
        leaked = [word for word in found if word not in QUESTION]
        assert not leaked, shown
