"""A chat model with its limits: how long, how many at a time, and what happens when it fails."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from typing import TYPE_CHECKING, Any

from pybreaker import CircuitBreaker, CircuitBreakerError

from rag.errors import ModelError
from rag.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

logger = logging.getLogger(__name__)

FAILURES = 3
"""Failures in a row after which a model is left alone, and for how many seconds."""
REST_S = 30.0

MOST_CHARS = 40_000
"""A reply longer than this has gone wrong, whatever the model was told."""


class Chat:
    """Asks one chat model; `close` ends what runs it, if that is ours.

    At most `llm_concurrency` requests run at a time, the others wait. The retries before the first
    word, with their growing pauses, are those of the model's own client.
    """

    def __init__(
        self, model: BaseChatModel, settings: Settings, close: Callable[[], None] = lambda: None
    ) -> None:
        """Take a LangChain chat model."""
        self._model = model
        self._silence_s = settings.llm_timeout_s
        self._total_s = settings.llm_total_s
        self._slots = asyncio.Semaphore(settings.llm_concurrency)
        self._breaker = CircuitBreaker(
            FAILURES,
            REST_S,
            exclude=[lambda error: isinstance(error, asyncio.CancelledError)],
            throw_new_error_on_trip=False,
        )
        self.evidence_tokens = settings.llm_evidence_tokens
        self.close = close

    async def stream(self, instructions: str, request: str) -> AsyncGenerator[str]:
        """Yield the reply piece by piece; closing the iterator gives the model's slot back.

        Raises:
            ModelError: the model cannot be reached, fails, falls silent, takes too long or does
                not end. What was yielded before is only the beginning of a reply.
        """
        deadline = asyncio.get_running_loop().time() + self._total_s
        async with _until(deadline):
            await self._slots.acquire()
        try:
            messages: list[Any] = [("system", instructions), ("human", request)]
            async with aclosing(_text(self._model.astream(messages))) as pieces:
                chars = 0
                piece = await self._first(pieces, deadline)
                while piece is not None:
                    chars += len(piece)
                    if chars > MOST_CHARS:
                        raise _failed("trả lời không dừng", "its reply does not end")
                    yield piece
                    piece = await self._next(pieces, deadline)
                if not chars:
                    raise _failed("trả lời rỗng", "an empty reply")
        finally:
            self._slots.release()

    async def _first(self, pieces: AsyncIterator[str], deadline: float) -> str | None:
        """Wait for the first piece; a model that keeps failing is not waited for."""
        try:
            with self._breaker.calling():
                return await self._next(pieces, deadline)
        except CircuitBreakerError as error:
            raise _failed("đang tạm ngưng sau nhiều lần lỗi", "resting after failures") from error

    async def _next(self, pieces: AsyncIterator[str], deadline: float) -> str | None:
        soon = asyncio.get_running_loop().time() + self._silence_s
        async with _until(min(deadline, soon)):
            try:
                return await anext(pieces, None)
            except Exception as error:
                # The border to any plugged-in model: providers have error types of their own.
                name = type(error).__name__
                logger.info("LLM error: %s", error)
                raise _failed(f"gặp lỗi {name}", name) from error


async def _text(chunks: AsyncIterator[Any]) -> AsyncGenerator[str]:
    """Yield the words of LangChain's message chunks, without reasoning and tool calls."""
    try:
        async for chunk in chunks:
            if words := str(chunk.text):
                yield words
    finally:
        if isinstance(chunks, AsyncGenerator):
            await chunks.aclose()


@asynccontextmanager
async def _until(deadline: float) -> AsyncGenerator[None]:
    """Fail when the block has not ended at a time of the loop's clock."""
    try:
        async with asyncio.timeout_at(deadline):
            yield
    except TimeoutError as error:
        raise _failed("không trả lời kịp", "no answer in time") from error


def _failed(vi: str, en: str) -> ModelError:
    return ModelError(
        f"Mô hình ngôn ngữ {vi}. Kiểm tra PLANQA_LLM.",
        f"The language model failed: {en}. Check PLANQA_LLM.",
    )
