"""Signing in: keys, sessions, proxies, accounts of an OpenID Connect server; and what it gives."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from fastapi.testclient import TestClient
from joserfc.jwk import RSAKey

from api.app import create_app
from api.audit import AuditLog
from api.identity import COOKIE
from api.server import refuse_strangers
from rag.archive import Archive
from rag.errors import SettingsError
from rag.settings import load_settings
from tests.accounts import CLIENT, SECRET, Accounts, accounts
from tests.guarded import LABEL, Guarded, guarded
from tests.served import OWNER, problem, serving, wait_until_ready

PROXY: dict[str, object] = {
    "trusted_proxies": ["10.1.0.0/16"],
    "proxy_user_header": "X-Remote-User",
    "proxy_groups_header": "X-Remote-Groups",
    "groups": {
        "*": {"role": "reader"},
        "bien-tap": {"role": "editor"},
        "dang-uy": {"labels": [LABEL]},
    },
}


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    with guarded(tmp_path_factory.mktemp("guarded"), **PROXY) as opened:
        yield opened


def secret(held: Guarded, caller: str) -> str:
    return held.callers[caller]["Authorization"].removeprefix("Bearer ")


def signed_in(held: Guarded, caller: str) -> dict[str, str]:
    reply = held.client.post("/login", data={"key": secret(held, caller), "next": "/view/x"})
    assert (reply.status_code, reply.headers["location"]) == (303, "/view/x")
    [cookie] = reply.headers.get_list("set-cookie")
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie
    held.client.cookies.clear()
    return {"Cookie": cookie.partition(";")[0]}


def me(held: Guarded, headers: dict[str, str]) -> dict[str, Any]:
    reply = held.client.get("/v1/me", headers=headers)
    return reply.json() if reply.is_success else {"status": reply.status_code}


def test_a_key_is_known_as_what_it_is(held: Guarded) -> None:
    told = me(held, held.callers["editor +"])
    assert told == {"name": "editor +", "role": "editor", "labels": ["public", LABEL], "how": "key"}
    assert me(held, OWNER)["role"] == "admin"
    for wrong in ("Bearer pq_wrong", "Bearer ", "Basic eDp5"):
        assert me(held, {"Authorization": wrong}) == {"status": 401}


def test_keys_are_kept_as_hashes(held: Guarded) -> None:
    assert held.keys.all()[0].name == "reader"
    library = held.state.settings.home / "library.sqlite"
    everything = library.read_bytes() + library.with_name("library.sqlite-wal").read_bytes()
    for caller in held.callers:
        assert secret(held, caller).encode() not in everything


def test_a_session_acts_for_its_key_and_ends_with_it(held: Guarded) -> None:
    one = held.keys.create("thu", "editor", (LABEL,))
    held.callers["thu"] = {"Authorization": f"Bearer {one}"}
    cookie = signed_in(held, "thu")
    assert me(held, cookie)["name"] == "thu"
    path = f"/v1/documents/{held.hidden['id']}"
    assert held.client.get(path, headers=cookie).status_code == 200
    foreign = {**cookie, "Origin": "https://xau.example"}
    problem(held.client.patch(path, json={"label": LABEL}, headers=foreign), 403, "forbidden")
    problem(held.client.post("/v1/ask", json={"question": "?"}, headers=foreign), 403, "forbidden")
    assert held.client.patch(path, json={"label": LABEL}, headers=cookie).status_code == 200
    held.keys.revoke("thu")
    assert me(held, cookie) == me(held, held.callers.pop("thu")) == {"status": 401}


def test_signing_out_ends_the_session(held: Guarded) -> None:
    cookie = signed_in(held, "reader")
    assert held.client.get("/logout", headers=cookie).status_code == 200
    assert me(held, cookie)["name"] == "reader"
    away = held.client.post("/logout", headers=cookie)
    assert away.headers["location"] == "/login"
    assert me(held, cookie) == {"status": 401}


def test_the_sign_in_page_leads_nowhere_else(held: Guarded) -> None:
    elsewhere = ("https://xau.example/", "//xau.example", "/\\xau.example", "//[", "/\\[")
    for target in (*elsewhere, "x", "/a\nb"):
        data = {"key": secret(held, "reader"), "next": target}
        reply = held.client.post("/login", data=data)
        assert reply.headers["location"] == "/ui"
    held.client.cookies.clear()
    wrong = held.client.post("/login", data={"key": "pq_x", "next": '"><script>'})
    assert wrong.status_code == 401
    assert "<script" not in wrong.text and 'role="alert"' in wrong.text
    for origin in ("https://xau.example", "null", "http://[", "testserver"):
        asked = held.client.post("/login", data={"key": "x"}, headers={"Origin": origin})
        problem(asked, 403, "forbidden")


def test_a_trusted_proxy_names_the_user(held: Guarded) -> None:
    app = held.client.app
    said = {b"X-Remote-User": "Nguyễn Minh".encode(), b"X-Remote-Groups": b"dang-uy, bien-tap"}
    for address in ("10.1.2.3", "::ffff:10.1.2.3"):
        near = TestClient(app, client=(address, 4000))
        told = near.get("/v1/me", headers=said).json()
        assert (told["name"], told["role"]) == ("Nguyễn Minh", "editor")
        assert (told["labels"], told["how"]) == (["public", LABEL], "proxy")
    assert near.get("/v1/me", headers={"X-Remote-User": "ngoc"}).json()["labels"] == ["public"]
    assert near.get("/v1/me").status_code == 401
    path = f"/v1/documents/{held.hidden['id']}"
    foreign = {**said, b"Origin": b"https://xau.example"}
    problem(near.patch(path, json={"label": LABEL}, headers=foreign), 403, "forbidden")
    for address in ("10.2.0.1", "127.0.0.1", "testclient"):
        far = TestClient(app, client=(address, 4000))
        assert far.get("/v1/me", headers=said).status_code == 401


def test_forwarded_addresses_are_not_believed(held: Guarded) -> None:
    said = {"X-Remote-User": "minh", "X-Forwarded-For": "10.1.2.3", "Forwarded": "for=10.1.2.3"}
    assert me(held, said) == {"status": 401}


def test_labels_may_be_given_by_who_holds_them(held: Guarded) -> None:
    path = f"/v1/documents/{held.open['id']}"
    plain, holder = held.callers["editor"], held.callers["editor +"]
    problem(held.client.patch(path, json={"label": LABEL}, headers=plain), 403, "forbidden")
    problem(held.client.patch(path, json={"label": " "}, headers=holder), 422, "bad-input")
    found = {"q": "trồng cây xanh", "mode": "lexical"}
    assert held.client.get("/v1/search", params=found, headers=plain).json()["items"]
    assert held.client.patch(path, json={"label": LABEL}, headers=holder).json()["label"] == LABEL
    for mode in ("lexical", "dense", "hybrid"):
        found["mode"] = mode
        assert held.client.get("/v1/search", params=found, headers=plain).json()["items"] == []
        assert held.client.get("/v1/search", params=found, headers=holder).json()["items"]
    assert held.client.get(path, headers=plain).status_code == 404
    problem(held.client.patch(path, json={"label": "public"}, headers=plain), 404, "not-found")
    assert held.client.patch(path, json={"label": "public"}, headers=holder).status_code == 200


def test_nothing_hidden_is_replaced_by_an_upload(held: Guarded) -> None:
    client, plain = held.client, held.callers["editor"]
    files = [("files", ("kin.txt", b"Ke hoach moi cua phuong."))]
    started = client.post("/v1/documents", files=files, headers=plain)
    while True:
        job = client.get(f"/v1/jobs/{started.json()['job_id']}", headers=plain).json()
        if job["state"] in ("done", "failed"):
            break
    assert [file["state"] for file in job["files"]] == ["failed"]
    assert (
        client.get(f"/v1/documents/{held.hidden['id']}", headers=OWNER).json()["superseded_by"]
        is None
    )


def test_the_audit_log_tells_who_was_shown_what(held: Guarded) -> None:
    question = "Bồi dưỡng bao nhiêu quần chúng ưu tú?"
    client, headers = held.client, held.callers["reader +"]
    client.post("/v1/ask", json={"question": question}, headers=headers)
    path, change = f"/v1/documents/{held.hidden['id']}", {"label": LABEL}
    client.patch(path, json=change, headers=held.callers["editor +"])
    file = held.state.settings.home / "audit" / "audit.jsonl"
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    asked = next(line for line in lines if line.get("question") == question)
    assert asked["who"] == "reader +" and asked["how"] == "key" and asked["status"] == 200
    assert asked["documents"] == [held.hidden["id"]]
    changed = {"method": "PATCH", "path": path, "who": "editor +", "role": "editor"}
    assert any(changed.items() <= line.items() for line in lines)
    assert file.stat().st_mode & 0o077 == 0
    whole = file.read_text(encoding="utf-8")
    assert COOKIE not in whole
    assert not any(secret(held, caller) in whole for caller in held.callers)


def test_a_full_audit_log_is_renamed(tmp_path: Path) -> None:
    settings = load_settings(home=tmp_path, audit_file_mb=1, audit_files=3)
    log, line = AuditLog(tmp_path / "audit", settings), dict[str, object](question="ă" * 1000)
    for _ in range(2500):
        log.write(line)
    log.close()
    files = sorted(file.name for file in (tmp_path / "audit").iterdir())
    assert files == ["audit.jsonl", "audit.jsonl.1", "audit.jsonl.2"]
    for name in files:
        file = tmp_path / "audit" / name
        assert file.stat().st_size < (1 << 20) + 4096 and not file.stat().st_mode & 0o077
        lines = file.read_text(encoding="utf-8").splitlines()
        assert all(json.loads(told) == line for told in lines) and lines
    off = AuditLog(tmp_path / "none", load_settings(home=tmp_path, audit_file_mb=0))
    off.write(line)
    assert not (tmp_path / "none").exists()


def test_too_many_requests_are_put_off(tmp_path: Path) -> None:
    app = create_app(serving(tmp_path, {"rate_per_minute": 3}))
    with TestClient(app) as client:
        wait_until_ready(client)
        for _ in range(5):
            assert client.get("/v1/me").json()["how"] == "open"
        key = app.state.server.parts().library.keys.create("lan", "reader", ())
        replies = [
            client.get("/v1/me", headers={"Authorization": f"Bearer {key}"}) for _ in range(4)
        ]
        assert [reply.status_code for reply in replies] == [200, 200, 200, 429]
        problem(replies[-1], 429, "too-many")
        assert 1 <= int(replies[-1].headers["retry-after"]) <= 60
        replies = [client.post("/login", data={"key": "pq_guess"}) for _ in range(4)]
        assert [reply.status_code for reply in replies] == [401, 401, 401, 429]
        assert client.get("/v1/me").status_code == 401
        assert client.get("/readyz").json()["access"] == "closed"


def test_only_listed_origins_may_read_replies(tmp_path: Path) -> None:
    app = create_app(serving(tmp_path, {"cors_origins": ["https://intranet.example"]}))
    with TestClient(app) as client:
        for origin, told in (("https://intranet.example", True), ("https://xau.example", False)):
            reply = client.get("/healthz", headers={"Origin": origin})
            assert ("access-control-allow-origin" in reply.headers) is told
            assert "access-control-allow-credentials" not in reply.headers
            for header in ("x-content-type-options", "content-security-policy"):
                assert header in reply.headers


def test_another_name_for_this_machine_opens_nothing(tmp_path: Path) -> None:
    app = create_app(serving(tmp_path))
    with TestClient(app) as client:
        wait_until_ready(client)
        for name, status in (
            ("127.0.0.1:8000", 200), ("localhost", 200), ("[::1]:80", 200), ("testserver", 200),
            ("xau.example", 403), ("127.0.0.1.xau.example", 403), ("[", 403), ("", 403),
        ):  # fmt: skip
            assert client.get("/v1/documents", headers={"Host": name}).status_code == status


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "::", "planqa.example"])
def test_other_machines_are_not_served_without_sign_in(tmp_path: Path, host: str) -> None:
    settings, archive = load_settings(home=tmp_path, host=host), Archive(tmp_path)
    with pytest.raises(SettingsError, match="planqa keys create"):
        refuse_strangers(settings, archive)
    refuse_strangers(load_settings(home=tmp_path, host=host, **PROXY), archive)
    with pytest.raises(SettingsError, match="groups"):
        refuse_strangers(load_settings(home=tmp_path, oidc_issuer="https://x.example"), archive)
    with pytest.raises(SettingsError, match="trusted_proxies"):
        refuse_strangers(load_settings(home=tmp_path, trusted_proxies=["10.0.0.300"]), archive)


# Accounts of an OpenID Connect server


@pytest.fixture(scope="module")
def directory() -> Iterator[Accounts]:
    with accounts() as opened:
        yield opened


@pytest.fixture(scope="module")
def client(directory: Accounts, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings: dict[str, object] = {
        "oidc_issuer": directory.url,
        "oidc_client_id": CLIENT,
        "oidc_client_secret": SECRET,
        "groups": {"can-bo": {"role": "editor", "labels": [LABEL]}},
    }
    app = create_app(serving(tmp_path_factory.mktemp("oidc"), settings))
    with TestClient(app, follow_redirects=False) as opened:
        wait_until_ready(opened)
        yield opened


def come_back(client: TestClient, directory: Accounts) -> Any:  # noqa: ANN401 - a response
    """Set out, sign in over there, and return the reply to the browser that comes back."""
    client.cookies.clear()
    over_there = client.get("/login/oidc", params={"next": "/view/x"}).headers["location"]
    assert over_there.startswith(directory.url)
    back = urlsplit(httpx.get(over_there, trust_env=False).headers["location"])
    return client.get(f"{back.path}?{back.query}")


def test_an_account_signs_in(client: TestClient, directory: Accounts) -> None:
    directory.groups = ["can-bo"]
    reply = come_back(client, directory)
    assert (reply.status_code, reply.headers["location"]) == (303, "/view/x")
    told = client.get("/v1/me").json()
    assert told == {"name": "hoa", "role": "editor", "labels": ["public", LABEL], "how": "session"}
    client.post("/logout")
    assert client.get("/v1/me").status_code == 401


def test_an_account_without_a_group_stays_outside(client: TestClient, directory: Accounts) -> None:
    directory.groups = ["khach"]
    assert come_back(client, directory).status_code == 403
    assert client.get("/v1/me").status_code == 401


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://xau.example"},
        {"aud": "another"},
        {"exp": 1_000_000_000},
        {"nonce": "another"},
    ],
    ids=lambda claims: next(iter(claims)),
)
def test_a_token_that_is_not_meant_is_refused(
    client: TestClient, directory: Accounts, claims: dict[str, Any]
) -> None:
    directory.groups, directory.claims = ["can-bo"], claims
    assert come_back(client, directory).status_code == 401
    directory.claims = {}
    assert client.get("/v1/me").status_code == 401


def test_a_token_signed_by_another_is_refused(client: TestClient, directory: Accounts) -> None:
    directory.groups = ["can-bo"]
    directory.signer = RSAKey.generate_key(2048, {"kid": "1"})
    assert come_back(client, directory).status_code == 401
    directory.signer = None


def test_another_browsers_code_is_refused(client: TestClient, directory: Accounts) -> None:
    client.cookies.clear()
    over_there = client.get("/login/oidc").headers["location"]
    back = urlsplit(httpx.get(over_there, trust_env=False).headers["location"])
    client.cookies.clear()
    assert client.get(f"{back.path}?{back.query}").status_code == 401
