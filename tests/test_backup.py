"""Backups: whole while a server writes, refused when damaged, and answering once restored."""

from __future__ import annotations

import json
import sqlite3
import threading
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from planqa import Client
from rag.archive import Archive
from rag.backup import (
    LIBRARY,
    MANIFEST,
    BackupError,
    put_back,
    read_manifest,
    write_backup,
)
from rag.errors import InputError
from tests.fakes import plan_text
from tests.running import planqa
from tests.served import OTHER, PLAN, listening

SETTINGS = {"language": "vi"}


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("served")
    with listening(folder / "home") as url, Client(url) as client:
        client.wait(client.upload(("sen.txt", PLAN.encode()), ("lau.txt", OTHER.encode())))
        write_backup(folder / "home", folder / "saved.planqa", SETTINGS)
    return folder / "saved.planqa"


def test_a_backup_made_while_a_server_writes_is_one_state_of_the_library(tmp_path: Path) -> None:
    with listening(tmp_path / "home") as url, Client(url) as client:
        client.wait(client.upload(("sen.txt", PLAN.encode())))
        stop = threading.Event()

        def write() -> None:
            number = 0
            while not stop.is_set():
                number += 1
                text = plan_text(f"Gò {number}", 2031, [f"Trồng {number} hàng cây."])
                client.wait(client.upload((f"go-{number}.txt", text.encode())))

        writer = threading.Thread(target=write)
        writer.start()
        try:
            made = [
                write_backup(tmp_path / "home", tmp_path / f"{turn}.planqa", SETTINGS)
                for turn in range(3)
            ]
        finally:
            stop.set()
            writer.join()
    assert all(one.documents >= 1 for one in made)
    for turn, one in enumerate(made):
        home = tmp_path / f"restored-{turn}"
        home.mkdir()
        assert put_back(tmp_path / f"{turn}.planqa", home, replace=False) is None
        with closing(sqlite3.connect(home / LIBRARY)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            (held,) = connection.execute("SELECT count(*) FROM documents").fetchone()
            assert held == one.documents


def test_a_restored_library_answers_as_before(saved: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    put_back(saved, home, replace=False)
    with listening(home) as url, Client(url) as client:
        assert [document.source for document in client.documents()] == ["lau.txt", "sen.txt"]
        answer = client.ask("Phường Đồng Sen năm 2031 có những nhiệm vụ gì?")
        assert "Trồng 120 cây xanh" in answer.text
        assert client.search("lớp học bơi", k=1)[0].source == "lau.txt"


def test_a_library_that_is_there_is_kept_aside(saved: Path, tmp_path: Path) -> None:
    (tmp_path / LIBRARY).write_bytes(b"mine")
    with pytest.raises(InputError):
        put_back(saved, tmp_path, replace=False)
    assert (tmp_path / LIBRARY).read_bytes() == b"mine"
    kept = put_back(saved, tmp_path, replace=True)
    assert kept is not None
    assert (kept / LIBRARY).read_bytes() == b"mine"
    assert (tmp_path / LIBRARY).stat().st_mode & 0o077 == 0


def test_a_backup_is_never_overwritten_and_readable_by_its_owner_alone(saved: Path) -> None:
    assert saved.stat().st_mode & 0o077 == 0
    with pytest.raises(InputError):
        write_backup(saved.parent / "home", saved, SETTINGS)
    assert read_manifest(saved).settings == SETTINGS


def rewritten(saved: Path, target: Path, library: bytes | None = None, **changes: Any) -> Path:  # noqa: ANN401 - values of the manifest
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(target, "x") as new:
        manifest = json.loads(old.read(MANIFEST))
        new.writestr(MANIFEST, json.dumps({**manifest, **changes}))
        new.writestr(LIBRARY, old.read(LIBRARY) if library is None else library)
    return target


def damaged(saved: Path, folder: Path) -> dict[str, Path]:
    whole = saved.read_bytes()
    with zipfile.ZipFile(saved) as archive:
        library = archive.read(LIBRARY)
    cut = folder / "cut"
    cut.write_bytes(whole[: len(whole) // 2])
    words = folder / "words"
    words.write_text("not a backup")
    flipped = bytearray(library)
    flipped[len(flipped) // 2] ^= 1
    strange = folder / "strange"
    with zipfile.ZipFile(strange, "x") as archive:
        archive.writestr("../../evil", "x")
    return {
        "cut": cut,
        "words": words,
        "strange": strange,
        "flipped": rewritten(saved, folder / "flipped", bytes(flipped)),
        "longer": rewritten(saved, folder / "longer", library + b"\0" * 100),
        "newer": rewritten(saved, folder / "newer", schema=10_000),
        "other": rewritten(saved, folder / "other", unknown=1),
    }


def test_what_is_damaged_is_refused_and_touches_nothing(saved: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    for name, file in damaged(saved, tmp_path).items():
        with pytest.raises(BackupError) as refused:
            put_back(file, home, replace=True)
        assert str(file) in refused.value.vi, name
        assert list(home.iterdir()) == [], name


@pytest.mark.slow
@pytest.mark.model
def test_the_commands_back_up_and_restore(saved: Path, tmp_path: Path) -> None:
    file, other = tmp_path / "kho.planqa", tmp_path / "other"
    made = planqa(saved.parent / "home", "backup", file)
    assert made.code == 0, made.err
    assert "2 văn bản" in made.out
    with Archive(other) as busy:
        busy.announce("http://127.0.0.1:9")
        assert planqa(other, "restore", file).code == 1
    restored = planqa(other, "restore", file, PLANQA_LANGUAGE="en")
    assert restored.code == 0, restored.err
    assert "PLANQA_LANGUAGE=vi" in restored.out
    assert (other / "indexes").is_dir()
    assert "--replace" in planqa(other, "restore", file).err
    assert "PLANQA_HOME" in planqa(tmp_path / "empty", "backup", tmp_path / "none").err
