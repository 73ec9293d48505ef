"""An optional cross-encoder of sentence-transformers that reads sentences beside the question."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import ModelError
from rag.settings import Settings

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

NONE = "none"


class Reranker:
    """Scores sentences against a question, one caller at a time."""

    def __init__(self, model: CrossEncoder) -> None:
        self._model = model
        self._lock = threading.Lock()  # transformers' tokenizers take one caller at a time

    def __call__(self, question: str, sentences: Sequence[str]) -> list[float]:
        """Return one score a sentence, the greater the nearer; blocks."""
        if not sentences:
            return []
        pairs = [(question, sentence) for sentence in sentences]
        with self._lock:
            scores = self._model.predict(  # pyright: ignore[reportUnknownMemberType]
                pairs, show_progress_bar=False
            )
        return [float(score) for score in scores]


def open_reranker(settings: Settings) -> Reranker | None:
    """Load the cross-encoder that the settings name: a folder or a hub name; None for "none".

    Raises:
        ModelError: it cannot be found, fetched or loaded, or gives more than one score a pair.
    """
    name = settings.reranker
    if name == NONE:
        return None
    folder = Path(name).expanduser()
    local = folder.is_dir()
    if local:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    from sentence_transformers import CrossEncoder

    try:
        model = CrossEncoder(
            str(folder) if local else name,
            cache_folder=None if local else str(settings.models),
            local_files_only=local,
        )
    except (OSError, ValueError, RuntimeError, KeyError) as error:
        raise _unusable(name, str(error)) from error
    if model.num_labels != 1:
        raise _unusable(name, f"{model.num_labels} scores a pair, not 1")
    return Reranker(model)


def _unusable(name: str, why: str) -> ModelError:
    return ModelError(
        f"Không dùng được mô hình xếp hạng {name}: {why}. Kiểm tra PLANQA_RERANKER "
        f'("{NONE}", một thư mục, hoặc tên trên kho mô hình).',
        f"The reranker {name} cannot be used: {why}. Check PLANQA_RERANKER "
        f'("{NONE}", a folder, or a model hub name).',
    )
