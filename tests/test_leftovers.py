"""Nothing stays behind: processes, files, descriptors, whoever is ended first."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from ingest import processes
from ingest.sandbox import Limits, Sandbox
from rag.errors import ReadError
from tests.office import docx, paragraph

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks in /proc")
needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice")
RTF = rb"{\rtf1 K\u7871? ho\u7841?ch}"


def running(folder: Path) -> list[int]:
    """Return the processes that were told to keep their temporary files in a folder."""
    found: list[int] = []
    for place in Path("/proc").iterdir():
        try:
            words = (place / "environ").read_bytes() if place.name.isdecimal() else b""
        except OSError:
            continue
        if bytes(folder) in words:
            found.append(int(place.name))
    return found


def wait_for(what: Callable[[], bool], seconds: float = 20.0) -> bool:
    deadline = time.monotonic() + seconds
    while not what():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@needs_office
def test_libreoffice_ends_with_the_process_that_started_it(place: Path) -> None:
    with closing(Sandbox(Limits(wall_s=1.0))) as sandbox:
        with pytest.raises(ReadError, match="giây"):
            sandbox.read(RTF, "a.rtf")
        assert wait_for(lambda: not running(place), 2)
    assert list(place.iterdir()) == []


@needs_office
def test_a_parent_that_is_killed_leaves_nothing(place: Path) -> None:
    code = (
        f"import tempfile; tempfile.tempdir = {str(place)!r}\n"
        "from ingest.sandbox import Sandbox\n"
        f"Sandbox().read({RTF!r}, 'a.rtf')"
    )
    parent = subprocess.Popen([sys.executable, "-c", code])
    office = b"soffice"
    assert wait_for(
        lambda: any(office in Path(f"/proc/{pid}/cmdline").read_bytes() for pid in running(place))
    )
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    assert wait_for(lambda: not running(place), 5)
    assert wait_for(lambda: not list(place.iterdir()), 2)


def test_a_session_is_ended_whatever_groups_it_has() -> None:
    code = "import subprocess, sys; subprocess.Popen(['sleep', '60'], process_group=0).wait()"
    leader = subprocess.Popen([sys.executable, "-c", code], start_new_session=True)
    assert wait_for(lambda: len(list(processes.members(leader.pid))) == 2)
    processes.end_session(leader.pid)
    assert leader.wait() == -signal.SIGKILL
    assert wait_for(lambda: not list(processes.members(leader.pid)), 2)


def test_descriptors_do_not_add_up(place: Path) -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(3):
        with closing(Sandbox()) as sandbox:
            sandbox.read(docx(paragraph("Kế hoạch")), "a.docx")
    assert len(list(Path("/proc/self/fd").iterdir())) == before
    assert list(place.iterdir()) == []
