"""The chat model behind an OpenAI-compatible base URL, through langchain-openai."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.errors import ModelError, SettingsError
from rag.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel


def open_chat(settings: Settings) -> BaseChatModel | None:
    """Return the chat model that the settings name, None for "none".

    Raises:
        SettingsError: `llm` is neither "none" nor an http(s) URL.
    """
    if settings.llm == "none":
        return None
    if not settings.llm.startswith(("http://", "https://")):
        raise SettingsError(
            f"PLANQA_LLM={settings.llm!r} không dùng được. Ghi «none» hoặc http://máy:cổng/v1.",
            f"PLANQA_LLM={settings.llm!r} cannot be used. Give none or http://host:port/v1.",
        )
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    return ChatOpenAI(
        base_url=settings.llm,
        model=settings.llm_model,
        api_key=SecretStr(settings.llm_api_key),
        timeout=settings.llm_timeout_s,
        max_retries=1,
        temperature=0.0,
    )


def complete(chat: BaseChatModel, instructions: str, request: str) -> str:
    """Return the model's reply to one request.

    Raises:
        ModelError: the server does not answer, answers with an error, or sends no text.
    """
    import openai

    try:
        reply = chat.invoke([("system", instructions), ("human", request)])
    except (openai.OpenAIError, ValueError, OSError) as error:
        raise ModelError(
            f"Máy chủ LLM không trả lời được ({type(error).__name__}). Xem PLANQA_LLM.",
            f"The LLM server gave no answer ({type(error).__name__}). Check PLANQA_LLM.",
        ) from error
    text = reply.content if isinstance(reply.content, str) else ""
    if not text.strip():
        raise ModelError("Máy chủ LLM trả về rỗng.", "The LLM server sent an empty reply.")
    return text
