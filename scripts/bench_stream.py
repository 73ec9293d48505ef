"""Measure streaming: seconds to the first content, and what judging adds to each sentence.

A server over the samples is asked while a scripted model writes word by word; then a draft of the
same quotes, repeated to MANY sentences, is judged in this process as fast as it can be read. The
figures are printed as one line of JSON; exit code 1 when a limit is missed.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import httpx
from server import free_port, ingest, serving, wait_for

from rag.answer.writing import Replaced, Written, write
from rag.domain import Answer, Citation

ROOT = Path(__file__).resolve().parent.parent
QUESTIONS = (
    "Quý III năm 2026 phường Mây Hạ phải làm gì?",
    "Ai ký kế hoạch chuyển đổi số của xã Đồi Sương?",
    "phuong song ngan nam 2027 trong moi bao nhieu cay xanh",
    "What must ward Trúc Lam do in Quarter II of 2026?",
)
ROUNDS = 5
MANY = 60
FIRST_S = 0.3
SENTENCE_MS = 20.0
PAUSE_S = 0.02


class Reciter:
    """A model that gives a text word by word, without any pause."""

    evidence_tokens = 1_000_000

    def __init__(self, text: str) -> None:
        self._words = text.split(" ")

    async def stream(self, instructions: str, request: str) -> AsyncGenerator[str]:
        """Yield the words."""
        for word in self._words:
            yield f"{word} "


def first_content(base: str, question: str) -> tuple[float, float, dict[str, Any]]:
    """Return the seconds to the event `answer` and to the end, and the final answer."""
    began, first, done = time.perf_counter(), 0.0, dict[str, Any]()
    body = {"question": question}
    with httpx.stream("POST", f"{base}/v1/ask/stream", json=body, timeout=120) as response:
        name = ""
        for line in response.iter_lines():
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data: ") and name == "answer" and not first:
                first = time.perf_counter() - began
            elif line.startswith("data: ") and name == "done":
                done = json.loads(line.removeprefix("data: "))
    return first, time.perf_counter() - began, done


async def judging(answer: dict[str, Any]) -> tuple[int, float]:
    """Return how many sentences were judged and the milliseconds for each."""
    cited: list[dict[str, Any]] = answer["citations"]
    given = [Citation(**dict[str, Any](item, path=tuple(item["path"]))) for item in cited]
    many = [given[at % len(given)] for at in range(MANY)]
    text = "\n".join(f"- {' '.join(item.quote.split())} [{item.n}]" for item in many)
    quoted = Answer("answered", "- ", citations=tuple(given))
    began, sentences = time.perf_counter(), 0
    async for step in write(Reciter(text), QUESTIONS[0], quoted, "vi"):
        sentences += isinstance(step, Written | Replaced)
    return sentences, (time.perf_counter() - began) * 1000 / MANY


def main() -> int:
    """Start both servers, ask, judge, print."""
    port = free_port()
    models = [sys.executable, "-m", "tests.scripted", str(port), str(PAUSE_S)]
    with (
        tempfile.TemporaryDirectory(prefix="planqa-bench-") as folder,
        subprocess.Popen(models, cwd=ROOT) as scripted,
    ):
        try:
            wait_for(f"http://127.0.0.1:{port}/v1/models", scripted)
            ingest(Path(folder), ROOT / "samples")
            os.environ["PLANQA_LLM"] = f"http://127.0.0.1:{port}/v1"
            os.environ["PLANQA_LLM_MODEL"] = "good"
            with serving(Path(folder)) as (base, server):
                wait_for(f"{base}/readyz", server)
                first_content(base, QUESTIONS[0])
                times = [first_content(base, question) for question in QUESTIONS * ROUNDS]
        finally:
            scripted.terminate()
    sentences, judging_ms = asyncio.run(judging(times[0][2]))
    firsts = [first for first, _, _ in times]
    figures = {
        "first_p50_s": round(statistics.median(firsts), 3),
        "first_p95_s": round(statistics.quantiles(firsts, n=20)[-1], 3),
        "whole_p50_s": round(statistics.median(whole for _, whole, _ in times), 3),
        "in_the_words_of_the_model": sum(done["mode"] == "llm" for _, _, done in times),
        "asked": len(times),
        "judged": sentences,
        "judging_ms_a_sentence": round(judging_ms, 2),
    }
    print(json.dumps(figures))
    return int(figures["first_p95_s"] > FIRST_S or judging_ms > SENTENCE_MS)


if __name__ == "__main__":
    sys.exit(main())
