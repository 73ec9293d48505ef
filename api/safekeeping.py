"""The commands `planqa backup` and `planqa restore`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from api.local import Local
from rag import backup
from rag.archive import Archive
from rag.errors import InputError
from rag.settings import PREFIX, Settings

MATTERING = ("embedding_model", "reranker", "removal_grace_days", "language")
"""Settings that a backup tells of: what it holds goes with them, and none is secret."""


def back_up(settings: Settings, file: Path) -> str:
    """Write a backup and return what it holds; errors as rag.backup.write_backup.

    Raises:
        InputError: the library lies in a database server.
    """
    _check_place(settings)
    made = backup.write_backup(settings.home, file, _mattering(settings))
    return (
        f"Đã sao lưu {made.documents} văn bản vào {file} ({file.stat().st_size:,} byte). / "
        f"Backed up {made.documents} documents."
    )


def put_back(settings: Settings, file: Path, *, replace: bool) -> Iterator[str]:
    """Put a backup back, build its indexes, and yield what was done line by line.

    Raises:
        InputError: the library lies in a database server, or one is there already.
        BusyError: a server or a command uses the data folder.
        BackupError: the backup is damaged; nothing was touched.
    """
    _check_place(settings)
    manifest = backup.read_manifest(file)
    archive = Archive(settings.home)
    with archive:
        kept = backup.put_back(file, archive.home, replace=replace)
    if kept is not None:
        yield f"Thư viện cũ nằm ở {kept}. / The library replaced is kept there."
    now = _mattering(settings)
    for name, value in manifest.settings.items():
        if name in now and now[name] != value:
            yield (
                f"Khi sao lưu / when backed up: {PREFIX}{name.upper()}={value}; nay / now: "
                f"{now[name]}"
            )
    Local(settings, archive).reindex()
    yield (
        f"Đã khôi phục {manifest.documents} văn bản (sao lưu lúc {manifest.created_at}), dựng lại "
        f"chỉ mục. / Restored {manifest.documents} documents and built the indexes."
    )


def _mattering(settings: Settings) -> dict[str, str]:
    return {name: str(getattr(settings, name)) for name in MATTERING}


def _check_place(settings: Settings) -> None:
    if settings.database is not None:
        raise InputError(
            "Thư viện nằm trong máy chủ cơ sở dữ liệu (PLANQA_DATABASE): sao lưu và khôi phục bằng "
            "công cụ của nó, ví dụ pg_dump và pg_restore.",
            "The library lies in a database server (PLANQA_DATABASE): back it up and restore it "
            "with its own tools, for example pg_dump and pg_restore.",
        )
