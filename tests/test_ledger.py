from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest

from ingest.ledger import change, expand, upload_source
from rag.domain import PUBLIC
from rag.errors import InputError
from rag.versions import Version
from tests.fakes import write


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    secret = write(tmp_path / "secret" / "s.txt", "mật")
    docs = tmp_path / "docs"
    inside = write(docs / "sub" / "a.txt", "trong")
    (docs / "out.txt").symlink_to(secret)
    (docs / "in.txt").symlink_to(inside)
    (docs / "broken.txt").symlink_to(docs / "nothing.txt")
    (docs / "folder").symlink_to(secret.parent)
    (docs / "loop").symlink_to(docs)
    found, refused = expand([docs])
    assert [item.source for item in found] == ["in.txt", "sub/a.txt"]
    assert {item.source for item in refused} == {"out.txt", "broken.txt"}
    assert not any(item.failed for item in refused)
    assert [item.source for item in expand([docs / "out.txt"])[0]] == ["out.txt"]


def test_sources_are_nfc_and_last_root_wins(tmp_path: Path) -> None:
    name = unicodedata.normalize("NFD", "kế hoạch.txt")
    for root in ("one", "two"):
        write(tmp_path / root / name, root)
    found, refused = expand([tmp_path / "one", tmp_path / "two"])
    [item] = found
    assert item.source == unicodedata.normalize("NFC", name)
    assert item.path.parent.name == "two"
    assert [(item.source, item.failed) for item in refused] == [(found[0].source, False)]
    again, none = expand([tmp_path / "one", tmp_path / "one"])
    assert len(again) == 1
    assert none == []


def test_file_names_that_are_no_utf8_have_a_source(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/k\xff.txt"
    try:
        Path(os.fsdecode(path)).write_text("x")
    except OSError:
        pytest.skip("the file system takes UTF-8 names only")
    [item] = expand([tmp_path])[0]
    assert item.source.encode() == "k�.txt".encode()


def test_uploaded_names_become_source_paths() -> None:
    assert upload_source("/../etc/a.txt") == "etc/a.txt"
    assert upload_source("C:\\plans\\..\\a.txt") == "C:/plans/a.txt"
    assert upload_source(unicodedata.normalize("NFD", "quý.txt")) == "quý.txt"
    for name in ("", "/", "..", "a\0.txt"):
        with pytest.raises(InputError):
            upload_source(name)


def test_a_file_changes_with_its_content_its_label_or_a_better_reader() -> None:
    version = Version("d1", "a.txt", "1", PUBLIC, reading=2)
    assert change(None, "1", label=PUBLIC, reading=2) == "added"
    assert change(version, "1", label=PUBLIC, reading=2) == "unchanged"
    assert change(version, "2", label=PUBLIC, reading=2) == "updated"
    assert change(version, "1", label="noi-bo", reading=2) == "updated"
    assert change(version, "1", label=PUBLIC, reading=3) == "updated"
