"""Measure how a server starts and answers: seconds to the port, to readiness, and an answer.

The samples are ingested first; the figures are printed as one line of JSON.
"""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from pathlib import Path

import httpx
from server import ingest, serving, wait_for

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
QUESTIONS = (
    "Quý III năm 2026 phường Mây Hạ phải làm gì?",
    "Ai ký kế hoạch chuyển đổi số của xã Đồi Sương?",
    "phuong song ngan nam 2027 trong moi bao nhieu cay xanh",
    "What must ward Trúc Lam do in Quarter II of 2026?",
    "Phường Hoa Ban phải làm gì trong Quý I năm 2031?",
)
ROUNDS = 10


def main() -> None:
    """Start, ask, print."""
    with tempfile.TemporaryDirectory(prefix="planqa-bench-") as folder:
        home = Path(folder)
        ingest(home, SAMPLES)
        start = time.perf_counter()
        with serving(home) as (base, server):
            wait_for(f"{base}/healthz", server)
            port_s = time.perf_counter() - start
            wait_for(f"{base}/readyz", server)
            ready_s = time.perf_counter() - start
            answers: list[float] = []
            with httpx.Client(base_url=base, timeout=60) as client:
                for question in QUESTIONS * ROUNDS:
                    asked = time.perf_counter()
                    client.post("/v1/ask", json={"question": question}).raise_for_status()
                    answers.append(time.perf_counter() - asked)
    figures = {
        "port_s": port_s,
        "ready_s": ready_s,
        "ask_p50_s": statistics.median(answers),
        "ask_p95_s": statistics.quantiles(answers, n=20)[-1],
    }
    print(json.dumps({name: round(value, 3) for name, value in figures.items()}))


if __name__ == "__main__":
    main()
