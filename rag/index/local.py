"""Both indexes of one data folder, on this machine's disk."""

from __future__ import annotations

import shutil
from pathlib import Path

from rag.errors import SearchIndexError
from rag.index.chroma import ChromaIndex
from rag.index.tantivy import TantivyIndex


def open_local(folder: Path) -> tuple[ChromaIndex, TantivyIndex]:
    """Open the dense and the lexical index in a folder, creating what is not there.

    Raises:
        SearchIndexError: one is damaged, half written, or held by another process; when no other
            process holds it, `discard_local` and a rebuild from the library make it whole.
    """
    dense = ChromaIndex(folder / "chroma")
    try:
        return dense, TantivyIndex(folder / "tantivy")
    except SearchIndexError:
        dense.close()
        raise


def discard_local(folder: Path) -> None:
    """Delete both indexes, which must be closed; the library can fill new ones.

    Raises:
        SearchIndexError: the folder cannot be deleted.
    """
    try:
        if folder.exists():
            shutil.rmtree(folder)
    except OSError as error:
        raise SearchIndexError(
            f"Không xoá được chỉ mục hỏng ở {folder}: {error}. Xoá thư mục này rồi chạy lại.",
            f"The damaged index in {folder} cannot be deleted: {error}. Delete the folder and "
            "start again.",
        ) from error
