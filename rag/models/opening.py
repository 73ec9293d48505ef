"""The setting `llm` -> a chat model: a server, a provider that LangChain knows, a GGUF file."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rag.errors import SettingsError
from rag.models.chat import Chat
from rag.models.found import Found, find_servers, first_model
from rag.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

logger = logging.getLogger(__name__)

RETRIES = 2
"""Tries after the first, with growing pauses, before the first word of a reply."""

_PROVIDER = re.compile(r"[a-z][a-z0-9_-]+:[^/\s]\S*")


def open_chat(settings: Settings) -> Chat | None:
    """Return the chat model that the settings name, None for "none".

    Raises:
        SettingsError: `llm` is nothing that can be opened.
        ModelError: the GGUF file cannot be loaded.
    """
    named = settings.llm.strip()
    if named == "none":
        return None
    if named == "auto":
        return _open_found(settings)
    if named.startswith(("http://", "https://")):
        model = settings.llm_model
        if model == "default":
            model = first_model(named, settings.llm_api_key) or model
        return Chat(_openai(settings, named, model, settings.llm_api_key), settings)
    if named == "demo" or named.lower().endswith(".gguf"):
        return _open_gguf(settings, named)
    if _PROVIDER.fullmatch(named):
        return Chat(_provider(settings, named), settings)
    raise SettingsError(
        f"PLANQA_LLM={named!r} không dùng được. Ghi «none», «auto», «demo», http://máy:cổng/v1, "
        "đường dẫn tệp .gguf, hoặc nhà_cung_cấp:mô_hình.",
        f"PLANQA_LLM={named!r} cannot be used. Give none, auto, demo, http://host:port/v1, "
        "the path of a .gguf file, or provider:model.",
    )


def _open_found(settings: Settings) -> Chat | None:
    found = find_servers(own_port=settings.port)
    if not found:
        logger.warning("PLANQA_LLM=auto: không thấy máy chủ LLM nào / no LLM server was found")
        return None
    chosen: Found = found[0]
    model = settings.llm_model if settings.llm_model != "default" else chosen.models[0]
    logger.info("PLANQA_LLM=auto: %s %s", chosen.url, model)
    return Chat(_openai(settings, chosen.url, model, settings.llm_api_key), settings)


def _open_gguf(settings: Settings, named: str) -> Chat:
    from rag.models.gguf import demo_file, serve_gguf

    path = demo_file(settings.models) if named == "demo" else Path(named).expanduser()
    running = serve_gguf(path, base=named == "demo")
    model = _openai(settings, running.url, running.model, running.key)
    return Chat(model, settings, running.close)


def _openai(settings: Settings, url: str, model: str, key: str) -> BaseChatModel:
    import httpx2
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    # A proxy of the environment is for the world outside, not for a server of this machine.
    near = urlsplit(url).hostname in ("127.0.0.1", "localhost", "::1")
    return ChatOpenAI(
        base_url=url,
        model=model,
        api_key=SecretStr(key),
        timeout=settings.llm_timeout_s,
        max_retries=RETRIES,
        temperature=0.0,
        max_tokens=settings.llm_answer_tokens,  # pyright: ignore[reportCallIssue] - an alias
        stream_usage=False,
        http_async_client=httpx2.AsyncClient(
            timeout=settings.llm_timeout_s,
            trust_env=not near,
            # A kept connection belongs to one event loop; the commands use one loop a question.
            limits=httpx2.Limits(max_keepalive_connections=0),
        ),
    )


def _provider(settings: Settings, named: str) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    try:
        return init_chat_model(
            named,
            temperature=0.0,
            timeout=settings.llm_timeout_s,
            max_retries=RETRIES,
            max_tokens=settings.llm_answer_tokens,
        )
    except Exception as error:
        # The border to any provider's package: a missing key has another error type in each.
        raise SettingsError(
            f"PLANQA_LLM={named!r} không mở được: {error}. Cài gói của nhà cung cấp và đặt khóa.",
            f"PLANQA_LLM={named!r} cannot be opened: {error}. Install the provider's package "
            "and set its key.",
        ) from error
