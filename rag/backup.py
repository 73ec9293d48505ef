"""A library in one file, and back: made while a server runs, checked before it is put to use."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Generator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from rag.errors import InputError, PlanQAError
from rag.tables import SCHEMA, DocumentRow, StateRow

FORMAT = 1
MANIFEST = "manifest.json"
LIBRARY = "library.sqlite"
MOST_MANIFEST = 1 << 20
"""Bytes of a manifest that is read at all."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself; `sha256` and `size` are of the library's file.

    `settings` are those that the library depends on, by name; secrets are never among them.
    """

    format: int
    created_at: str
    schema: int
    documents: int
    size: int
    sha256: str
    settings: Mapping[str, str]


class BackupError(PlanQAError):
    """A backup cannot be written, or is not what it should be."""

    slug = "backup"


def write_backup(home: Path, target: Path, settings: Mapping[str, str]) -> Manifest:
    """Write the library of a data folder into a new file; whoever works on it may go on.

    It holds documents, their originals, vectors, withdrawn versions, folders, judgements and jobs,
    as they are at one moment, and no index: those are built anew.

    Raises:
        InputError: there is no library, or the file is there already.
        BackupError: the library cannot be read or the file not written.
    """
    library = home / LIBRARY
    if not library.is_file():
        raise InputError(
            f"Chưa có thư viện trong {home}. Kiểm tra PLANQA_HOME, hoặc nạp tài liệu trước.",
            f"There is no library in {home}. Check PLANQA_HOME, or ingest documents first.",
        )
    if target.exists():
        raise InputError(
            f"{target} đã có. Chọn tên tệp khác; bản sao lưu cũ không bị ghi đè.",
            f"{target} is there already. Choose another name; a backup is never overwritten.",
        )
    with _told(target), tempfile.TemporaryDirectory(dir=target.absolute().parent) as folder:
        copy, packed = Path(folder) / LIBRARY, Path(folder) / "packed"
        with closing(_opened(library)) as source, closing(sqlite3.connect(copy)) as aside:
            source.backup(aside)  # in one step: one state of the library
            aside.execute("PRAGMA journal_mode = DELETE")
        schema, documents = _checked(copy)
        manifest = Manifest(
            format=FORMAT,
            created_at=datetime.now(UTC).isoformat(timespec="seconds"),
            schema=schema,
            documents=documents,
            size=copy.stat().st_size,
            sha256=_sha256(copy),
            settings=dict(settings),
        )
        with zipfile.ZipFile(packed, "x", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=2))
            archive.write(copy, LIBRARY)
        packed.chmod(0o600)
        os.replace(packed, target)
    return manifest


def read_manifest(file: Path) -> Manifest:
    """Return what a backup says of itself.

    Raises:
        BackupError: the file is no backup, or one of a newer planqa.
    """
    with _told(file), zipfile.ZipFile(file) as archive:
        return _manifest(file, archive)


def put_back(file: Path, home: Path, *, replace: bool) -> Path | None:
    """Make a backup the library of a claimed data folder; its indexes are removed.

    Nothing is touched before the backup is found whole. What was there is moved to a folder beside,
    which is returned; None where there was nothing.

    Raises:
        InputError: a library is there and `replace` is false.
        BackupError: the backup is damaged, or the folder cannot be written.
    """
    library = home / LIBRARY
    if library.exists() and not replace:
        raise InputError(
            f"Trong {home} đã có thư viện. Thêm --replace để thay (bản cũ được giữ bên cạnh).",
            f"{home} holds a library. Add --replace to replace it (the old one is kept beside it).",
        )
    with _told(file), tempfile.TemporaryDirectory(dir=home) as folder:
        fresh = Path(folder) / LIBRARY
        with zipfile.ZipFile(file) as archive:
            manifest = _manifest(file, archive)
            with archive.open(LIBRARY) as packed, fresh.open("xb") as unpacked:
                _copy(packed, unpacked, manifest.size)
        if fresh.stat().st_size != manifest.size or _sha256(fresh) != manifest.sha256:
            raise _damaged(file, "sha256")
        _checked(fresh)
        with closing(sqlite3.connect(fresh)) as connection, connection:
            # The indexes of this folder hold nothing of it yet.
            connection.execute(f"UPDATE {DocumentRow.__tablename__} SET indexed_model = NULL")
        fresh.chmod(0o600)
        kept = _move_aside(home)
        os.replace(fresh, library)
    return kept


def _move_aside(home: Path) -> Path | None:
    names = [LIBRARY, f"{LIBRARY}-wal", f"{LIBRARY}-shm", "indexes"]
    there = [home / name for name in names if (home / name).exists()]
    if not there:
        return None
    kept = Path(tempfile.mkdtemp(prefix=f"replaced-{datetime.now(UTC):%Y%m%d-%H%M%S}-", dir=home))
    for path in there:
        shutil.move(path, kept / path.name)
    return kept


def _opened(library: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{library.absolute().as_uri()}?mode=ro", uri=True, timeout=30)


def _checked(library: Path) -> tuple[int, int]:
    """Return schema and number of current documents of a library that is whole."""
    with closing(_opened(library)) as connection:
        (verdict,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
        if verdict != "ok":
            raise _damaged(library, str(verdict))
        (schema,) = connection.execute(
            f"SELECT schema_version FROM {StateRow.__tablename__}"
        ).fetchone()
        (documents,) = connection.execute(
            f"SELECT count(*) FROM {DocumentRow.__tablename__} "
            "WHERE superseded_by IS NULL AND NOT withdrawn"
        ).fetchone()
    return int(schema), int(documents)


def _manifest(file: Path, archive: zipfile.ZipFile) -> Manifest:
    if sorted(archive.namelist()) != [LIBRARY, MANIFEST]:
        raise _damaged(file, ", ".join(archive.namelist()[:5]))
    if archive.getinfo(MANIFEST).file_size > MOST_MANIFEST:
        raise _damaged(file, MANIFEST)
    try:
        manifest = Manifest(**json.loads(archive.read(MANIFEST)))
        newer = manifest.format > FORMAT or manifest.schema > SCHEMA
    except (ValueError, TypeError) as error:
        raise _damaged(file, f"{MANIFEST}: {error}") from error
    if newer:
        raise BackupError(
            f"{file} do bản planqa mới hơn tạo ra. Nâng cấp planqa rồi khôi phục.",
            f"{file} was made by a newer planqa. Upgrade planqa, then restore.",
        )
    return manifest


def _copy(source: IO[bytes], target: IO[bytes], most: int) -> None:
    """Copy no more than was announced, and a byte, so that a bomb is noticed and not unpacked."""
    left = most + 1
    while left and (data := source.read(min(1 << 20, left))):
        target.write(data)
        left -= len(data)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _told(file: Path) -> Generator[None]:
    try:
        yield
    except (zipfile.BadZipFile, sqlite3.Error, EOFError) as error:
        raise _damaged(file, str(error)) from error
    except OSError as error:
        raise BackupError(
            f"Không đọc hoặc ghi được {file}: {error.strerror or error}. Kiểm tra quyền và dung "
            "lượng đĩa.",
            f"{file} cannot be read or written: {error.strerror or error}. Check permissions and "
            "the disk.",
        ) from error


def _damaged(file: Path, why: str) -> BackupError:
    return BackupError(
        f"{file} không phải bản sao lưu planqa còn nguyên vẹn ({why}). Dùng bản khác.",
        f"{file} is not a whole backup of planqa ({why}). Use another one.",
    )
