"""Every example of docs/api.md, read out of the document and run against a server."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from planqa import Client
from tests.running import COMMAND
from tests.served import listening

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
SAMPLES = [path for path in sorted((ROOT / "samples").iterdir()) if path.suffix in {".txt", ".md"}]
ADDRESS = "http://127.0.0.1:8000"

EXPECTED = {
    "sh": ('"status":"answered"', "event: done", '"next":"', '"job_id"'),
    "python": (
        "cây xanh",
        "unchanged",
        "may-ha-ke-hoach-thi-dua-2026.md",
        "Nguồn:",
        "cây xanh",
        "outline",
    ),
}
"""What the output of each example holds, in the order of the document."""


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with listening(tmp_path_factory.mktemp("served")) as url, Client(url) as client:
        job = client.wait(client.upload(*SAMPLES))
        assert {file.state for file in job.files} == {"added"}
        yield url


def run(command: list[str]) -> str:
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_every_example_is_known() -> None:
    assert {language: len(blocks(language)) for language in EXPECTED} == {
        language: len(expected) for language, expected in EXPECTED.items()
    }
    fences = re.findall(r"^```(\w+)$", TEXT, re.MULTILINE)
    assert set(fences) == {"sh", "python", "json"}


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize("at", range(len(EXPECTED["sh"])))
def test_a_curl_example_runs(url: str, at: int) -> None:
    script = blocks("sh")[at]
    assert ADDRESS in script
    assert EXPECTED["sh"][at] in run(["bash", "-euc", script.replace(ADDRESS, url)])


@pytest.mark.parametrize("at", range(len(EXPECTED["python"])))
def test_a_python_example_runs(url: str, at: int, tmp_path: Path) -> None:
    code = blocks("python")[at]
    assert ADDRESS in code
    installed = 'command=".venv/bin/planqa", args=['
    here = f"command={COMMAND[0]!r}, args=[{', '.join(map(repr, COMMAND[1:]))}, "
    script = tmp_path / "example.py"
    script.write_text(code.replace(ADDRESS, url).replace(installed, here), encoding="utf-8")
    assert EXPECTED["python"][at] in run([sys.executable, str(script)])


def test_the_configuration_for_assistants_names_the_command() -> None:
    (block,) = blocks("json")
    (server,) = json.loads(block)["mcpServers"].values()
    assert server["command"].endswith("/planqa")
    help_text = run([*COMMAND, *server["args"], "--help"])
    assert "MCP" in help_text
