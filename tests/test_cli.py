from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.fakes import plan_text
from tests.plans import QUESTION, write_plans
from tests.running import COMMAND, ROOT, Running, environment, get, planqa, post, server, status


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_plans(tmp_path_factory.mktemp("docs") / "plans")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, folder: Path) -> Iterator[Running]:
    home = tmp_path_factory.mktemp("served")
    with server(home / "home", home / "server.log", [folder]) as ready:
        yield ready


def without_times(answer: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in answer.items() if key != "timings_ms"}


def test_alone_ingest_ask_list_show_remove(tmp_path: Path, folder: Path) -> None:
    home = tmp_path / "home"
    (folder.parent / "hong.txt").write_bytes(bytes(range(256)) * 8)
    done = planqa(home, "ingest", folder, folder.parent / "hong.txt")
    assert done.code == 3, done.err
    assert "added     dong-sen.txt" in done.out
    assert "failed    hong.txt" in done.out

    answered = planqa(home, "ask", QUESTION)
    assert answered.code == 0, answered.err
    assert "14 tổ dân phố trước ngày 20/8/2031" in answered.out
    assert "[1] " in answered.out
    assert "dong-sen.txt" in answered.out
    assert "“" in answered.out
    assert answered.err == ""

    listed = planqa(home, "documents", "list", "--json").json
    assert [item["source"] for item in listed] == ["dong-sen.txt"]
    shown = planqa(home, "documents", "show", listed[0]["id"]).json
    assert shown["number"] == "12/KH-UBND"
    assert planqa(home, "documents", "remove", listed[0]["id"]).code == 0
    assert planqa(home, "documents", "list", "--json").json == []
    assert planqa(home, "documents", "show", listed[0]["id"]).code == 1


def test_commands_go_through_the_server_and_answer_alike(running: Running, folder: Path) -> None:
    over_http = post(f"{running.url}/v1/ask", {"question": QUESTION})
    answered = planqa(running.home, "ask", QUESTION, "--json")
    assert answered.code == 0, answered.err
    assert without_times(answered.json) == without_times(over_http)
    assert [quote["page"] for quote in answered.json["citations"]] == [None, None, None]

    again = planqa(running.home, "ingest", folder)
    assert again.code == 0, again.err
    assert "unchanged dong-sen.txt" in again.out
    assert planqa(running.home, "reindex").code == 0
    assert without_times(post(f"{running.url}/v1/ask", {"question": QUESTION})) == without_times(
        over_http
    )
    assert planqa(running.home, "doctor").code == 0


def test_a_document_can_come_and_go_through_the_server(running: Running, tmp_path: Path) -> None:
    new = tmp_path / "go-lau.txt"
    new.write_text(plan_text("Gò Lau", 2032, ["Mở 2 lớp học bơi."]), encoding="utf-8")
    assert planqa(running.home, "ingest", new).code == 0
    listed = planqa(running.home, "documents", "list", "--json").json
    added = next(item for item in listed if item["source"] == "go-lau.txt")
    assert planqa(running.home, "documents", "remove", added["id"]).code == 0
    assert status(f"{running.url}/v1/documents/{added['id']}") == 404


def test_what_is_not_in_the_library_exits_with_2(running: Running) -> None:
    answered = planqa(running.home, "ask", "Chỉ tiêu thu hút FDI của tỉnh Hòa Vang năm 1987?")
    assert answered.code == 2
    assert answered.out.strip()


@pytest.mark.parametrize(
    ("arguments", "vi", "en"),
    [
        (("ask", ""), "trống", "empty"),
        (("ask", "a" * 2001), "2000", "2000"),
        (("ask", b"Qu\xfd III"), "Unicode", "Unicode"),
        (("ingest", "khong/co"), "khong/co", "khong/co"),
        (("ingest", "scripts"), "scripts", "scripts"),
        (("documents", "show", "x"), "Thư viện không có", "no document x"),
        (("documents", "remove", "x"), "Thư viện không có", "no document x"),
    ],
)
def test_bad_input_is_one_message_in_two_languages(
    running: Running, arguments: tuple[str | bytes, ...], vi: str, en: str
) -> None:
    for home in (running.home, running.home.parent / "another"):
        refused = planqa(home, *arguments)
        assert refused.code == 1, refused.out
        first, second = refused.err.strip().splitlines()
        assert vi in first
        assert en in second
        assert "Traceback" not in refused.err


def test_unknown_and_unusable_settings_are_named(tmp_path: Path) -> None:
    unknown = planqa(tmp_path, "doctor", PLANQA_HOEM="x")
    assert (unknown.code, "PLANQA_HOEM" in unknown.err) == (1, True)
    unusable = planqa(tmp_path, "doctor", PLANQA_PORT="nhiều")
    assert (unusable.code, "port" in unusable.err) == (1, True)


def test_a_second_server_and_a_taken_port_are_refused(running: Running, tmp_path: Path) -> None:
    second = planqa(running.home, "serve", "--port", "0")
    assert second.code == 1
    assert running.url in second.err
    port = running.url.rpartition(":")[2]
    taken = planqa(tmp_path / "home", "serve", "--port", port)
    assert taken.code == 1
    assert port in taken.err
    missing = planqa(tmp_path / "home", "serve", "--port", "0", "--ingest", "khong/co")
    assert missing.code == 1
    assert "khong/co" in missing.err


def test_doctor_finds_a_data_folder_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    sick = planqa(tmp_path / "file" / "home", "doctor")
    assert sick.code == 1
    assert "✗ PLANQA_HOME" in sick.out


def test_the_port_opens_at_once_and_stop_gives_the_folder_back(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    began = time.monotonic()
    process = subprocess.Popen(
        [*COMMAND, "serve", "--port", str(port)],
        cwd=ROOT,
        env=environment(tmp_path),
        stderr=subprocess.DEVNULL,
    )
    try:
        while status(f"http://127.0.0.1:{port}/healthz") != 200:
            assert time.monotonic() - began < 10
            assert process.poll() is None
            time.sleep(0.02)
        assert status(f"http://127.0.0.1:{port}/readyz") == 503
        process.send_signal(signal.SIGTERM)
        assert process.wait(120) == 0
    finally:
        process.kill()
        process.wait()
    assert not (tmp_path / "owner.json").exists()


def test_a_server_killed_while_it_ingests_keeps_every_finished_document(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    for number in range(60):
        tasks = [f"Trồng {number + 1} hàng cây đợt {turn}." for turn in range(40)]
        (docs / f"ke-hoach-{number:02}.txt").write_text(
            plan_text(f"Gò {number:02}", 2031, tasks), encoding="utf-8"
        )
    home = tmp_path / "home"
    process = subprocess.Popen(
        [*COMMAND, "serve", "--port", "0", "--ingest", str(docs)],
        cwd=ROOT,
        env=environment(home),
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 150
        while not (kept := _documents(home)):
            assert time.monotonic() < deadline
            assert process.poll() is None
            time.sleep(0.1)
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    kept = _documents(home)
    assert kept
    with server(home, tmp_path / "server.log", [docs]) as ready:
        listed = get(f"{ready.url}/v1/documents?limit=1000")["items"]
        assert len(listed) == 60
        assert kept <= {item["id"] for item in listed}
        assert get(f"{ready.url}/v1/search?q=trong+hang+cay&k=100")["items"]


def _documents(home: Path) -> set[str]:
    database = home / "library.sqlite"
    if not database.exists():
        return set()
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        try:
            return {row[0] for row in connection.execute("SELECT id FROM documents")}
        except sqlite3.OperationalError:  # the tables are being made
            return set()
