"""Which embedding model is set: the name of its vectors and its folder, nothing of it loaded."""

from __future__ import annotations

import hashlib
from pathlib import Path

from rag.errors import ModelError
from rag.models import bundled
from rag.settings import Settings

BUNDLED = "bundled"

_RECIPE = 1
"""Part of the model id; goes up when the same model would give other vectors for a text."""

_EDGE = 1 << 16


def model_id(settings: Settings) -> str:
    """Return the name under which vectors of this model are cached, without loading it.

    A folder is named by what its files hold (names, sizes, both ends of each), so a folder moved
    keeps its vectors and a retrained one does not. The precision is left out: float32 and bfloat16
    vectors of a text have cosine 0.9999, far closer than any two passages, and a data folder must
    not be embedded anew because it moved to another CPU.
    """
    name = settings.embedding_model
    if name == BUNDLED:
        return f"{bundled.FOLDER}/{_RECIPE}"
    folder = model_folder(settings)
    if folder is None:
        return f"{name}/{_RECIPE}"
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        size = path.stat().st_size
        digest.update(f"{path.relative_to(folder).as_posix()}\0{size}\0".encode())
        with path.open("rb") as file:
            digest.update(file.read(_EDGE))
            file.seek(max(0, size - _EDGE))
            digest.update(file.read(_EDGE))
    return f"{folder.name}-{digest.hexdigest()[:12]}/{_RECIPE}"


def model_folder(settings: Settings) -> Path | None:
    """Return the folder of the model, building the bundled one; None for a hub name.

    Raises:
        ModelError: the bundled model cannot be built, or a named folder does not exist.
    """
    name = settings.embedding_model
    if name == BUNDLED:
        return bundled.bundled_folder(settings.models)
    folder = Path(name).expanduser()
    if folder.is_dir():
        return folder.resolve()
    if folder.is_absolute() or name.startswith((".", "~")) or name.count("/") > 1:
        raise ModelError(
            f"Không có thư mục mô hình nhúng {folder}. Sửa PLANQA_EMBEDDING_MODEL.",
            f"There is no embedding model folder {folder}. Correct PLANQA_EMBEDDING_MODEL.",
        )
    return None
