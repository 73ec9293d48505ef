from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from rag.archive import Archive, Owner
from rag.errors import BusyError, SettingsError

SERVER = """
import sys
from pathlib import Path
from rag.archive import Archive
archive = Archive(Path(sys.argv[1]))
archive.claim()
if sys.argv[2]:
    archive.announce(sys.argv[2])
print("ready", flush=True)
sys.stdin.read()
archive.close()
"""
URL = "http://127.0.0.1:8123"


@contextmanager
def other_process(home: Path, url: str) -> Generator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", SERVER, str(home), url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None and process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    try:
        yield process
    finally:
        process.stdin.close()
        process.wait(10)
        process.stdout.close()


def test_the_folder_is_created_for_this_user_alone(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "new" / "archive")
    assert archive.home.is_dir()
    assert stat.S_IMODE(archive.home.stat().st_mode) == 0o700
    assert archive.index_folder.parent == archive.home
    assert archive.database_url.startswith("sqlite:///")
    assert archive.owner() is None


def test_an_owner_is_announced_and_forgotten(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        assert archive.claimed
        assert archive.owner() is None
        owner = archive.announce(URL)
        assert (owner.url, owner.pid) == (URL, os.getpid())
        assert len(owner.token) >= 32
        assert archive.owner() == Archive(tmp_path).owner() == owner
        assert stat.S_IMODE((tmp_path / "owner.json").stat().st_mode) == 0o600
        assert owner.token not in repr(archive)
    assert Archive(tmp_path).owner() is None
    assert not (tmp_path / "owner.json").exists()
    archive.close()


def test_a_second_owner_is_told_who_and_what_to_do(tmp_path: Path) -> None:
    with other_process(tmp_path, URL) as process:
        with pytest.raises(BusyError) as caught:
            Archive(tmp_path).claim()
        for part in (str(tmp_path), URL, str(process.pid), "PLANQA_HOME"):
            assert part in caught.value.vi
            assert part in caught.value.en
        owner = Archive(tmp_path).owner()
        assert isinstance(owner, Owner)
        assert (owner.url, owner.pid) == (URL, process.pid)
    with Archive(tmp_path) as archive:
        assert archive.claimed


def test_a_command_without_a_server_is_named_by_process(tmp_path: Path) -> None:
    with other_process(tmp_path, "") as process:
        assert Archive(tmp_path).owner() is None
        with pytest.raises(BusyError, match=str(process.pid)):
            Archive(tmp_path).claim()


def test_kill_9_frees_the_folder_and_its_owner_file_is_stale(tmp_path: Path) -> None:
    with other_process(tmp_path, URL) as process:
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    assert (tmp_path / "owner.json").exists()
    archive = Archive(tmp_path)
    assert archive.owner() is None
    archive.claim()
    assert archive.owner() is None
    archive.close()


def test_a_damaged_owner_file_is_no_owner(tmp_path: Path) -> None:
    with Archive(tmp_path):
        for content in (b"\xff\xfe", b"[]", b'{"pid": "1"}', b""):
            (tmp_path / "owner.json").write_bytes(content)
            assert Archive(tmp_path).owner() is None
            with pytest.raises(BusyError):
                Archive(tmp_path).claim()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("x")
    with pytest.raises(SettingsError, match="file"):
        Archive(blocked / "archive")
    with pytest.raises(SettingsError, match="file"):
        Archive(blocked)
