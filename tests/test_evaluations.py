"""Runs of the evaluation: kept by the command or over HTTP, listed, drawn."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import httpx
import pytest

from rag.archive import Archive, Owner
from rag.library import Library
from tests.running import planqa
from tests.served import OWNER, TOKEN, listening
from ui.library.english import EN
from ui.library.evaluations import chart, render_evaluations

RUN: dict[str, Any] = {
    "suite": "phường",
    "questions": 40,
    "figures": {"accuracy": 0.95, "refusal": 1.0, "p95_s": 0.4},
    "version": "0.1.0",
}


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with listening(tmp_path_factory.mktemp("archive")) as ready:
        yield ready


@pytest.fixture(scope="module")
def client(url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, trust_env=False) as opened:
        yield opened


def test_runs_are_kept_in_order_and_come_back_in_pages(client: httpx.Client) -> None:
    reply = client.post("/v1/evaluations", json=RUN, headers=OWNER)
    assert reply.status_code == 201
    assert RUN.items() <= reply.json().items()
    later = client.post("/v1/evaluations", json={**RUN, "figures": {}}, headers=OWNER).json()
    first = client.get("/v1/evaluations", params={"limit": 1}).json()
    assert first["items"] == [later]
    rest = client.get("/v1/evaluations", params={"cursor": first["next"]}).json()
    assert rest == {"items": [reply.json()], "next": None}


def test_only_the_command_and_administrators_with_a_key_record(client: httpx.Client) -> None:
    assert client.post("/v1/evaluations", json=RUN).status_code == 403


@pytest.mark.parametrize(
    "change",
    [
        {"suite": ""},
        {"questions": -1},
        {"figures": {"accuracy": -0.1}},
        {"figures": {"accuracy": "high"}},
        {"figures": {f"f{n}": 1 for n in range(101)}},
        {"who": "me"},
    ],
)
def test_what_is_no_run_is_refused(client: httpx.Client, change: dict[str, object]) -> None:
    reply = client.post("/v1/evaluations", json={**RUN, **change}, headers=OWNER)
    assert reply.status_code == 422


def test_a_figure_that_is_no_number_is_refused(client: httpx.Client) -> None:
    body = '{"suite": "x", "questions": 1, "version": "0", "figures": {"accuracy": NaN}}'
    headers = {**OWNER, "Content-Type": "application/json"}
    assert client.post("/v1/evaluations", content=body, headers=headers).status_code == 422


def measured(folder: Path, url: str, *more: str) -> None:
    questions = folder / "vang.csv"
    questions.write_text("question,expected\nGiá vàng hôm nay?,\n", encoding="utf-8")
    done = planqa(folder / "home", "eval", "run", questions, "--base", url, *more)
    assert done.code == 0, done.err
    assert "refusal 1" in done.out


def test_the_command_records_when_told_to(url: str, tmp_path: Path) -> None:
    home = tmp_path / "home"
    measured(tmp_path, url)
    measured(tmp_path, url, "--record")
    library = Library.open(Archive(home).database_url)
    (kept,) = library.evaluations.list(before=None, limit=9)
    library.close()
    assert (kept.evaluation.suite, kept.evaluation.questions) == ("vang", 1)
    assert kept.evaluation.figures["refusal"] == 1.0
    assert "n" not in kept.evaluation.figures
    assert kept.at.tzinfo is not None


def test_the_command_records_through_the_server_that_owns_the_folder(
    client: httpx.Client, url: str, tmp_path: Path
) -> None:
    with Archive(tmp_path / "home") as archive:
        owner = asdict(Owner(os.getpid(), url, TOKEN))
        (archive.home / "owner.json").write_text(json.dumps(owner), encoding="utf-8")
        measured(tmp_path, url, "--record")
        assert not (archive.home / "library.sqlite").exists()
    (latest,) = client.get("/v1/evaluations", params={"limit": 1}).json()["items"]
    assert (latest["suite"], latest["figures"]["refusal"]) == ("vang", 1.0)


def shown(number: int, **figures: float) -> dict[str, Any]:
    return {**RUN, "id": number, "at": f"2032-01-{number:02}T08:00:00Z", "figures": figures}


def test_a_figure_that_a_run_lacks_leaves_a_gap() -> None:
    drawn = chart("x", [shown(1, accuracy=0.5), shown(2), shown(3, accuracy=1, refusal=0.7)], EN)
    assert drawn.count("<circle") == 3
    assert "50%" in drawn and "100%" in drawn
    assert "–" in render_evaluations([shown(1, accuracy=0.5)], EN)


def test_names_of_suites_are_text_and_each_has_a_chart() -> None:
    runs = [shown(2, accuracy=1), {**shown(1), "suite": "<b>"}]
    told = render_evaluations(runs, EN)
    assert told.count("<svg") == 2
    assert "<b>" not in told and "&lt;b&gt;" in told
