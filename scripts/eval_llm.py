"""Ask the first dev questions without and with a language model (`make eval-llm-demo`).

Prints, as one line of JSON each, how many sentences the model wrote, how many were kept, replaced
by their quote and dropped, in how many answers its words stand and the seconds an answer took;
after it the score of the answers.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx
from server import ingest, serving, wait_for

FATES = ("kept", "replaced", "dropped")
PATIENCE_S = 600
SILENCE_S = 300
"""Seconds that a small model on a busy processor may be silent."""


def ask_all(base: str, questions: list[dict[str, Any]], answers: Path) -> list[dict[str, Any]]:
    """Write one answer object a line, with the seconds it took, and return them."""
    found: list[dict[str, Any]] = []
    with httpx.Client(base_url=base, timeout=PATIENCE_S, trust_env=False) as client:
        for item in questions:
            body = {"question": item["question"], "history": item.get("history", [])}
            began = time.perf_counter()
            reply = client.post("/v1/ask", json=body).raise_for_status().json()
            found.append({"id": item["id"], **reply, "_seconds": time.perf_counter() - began})
    lines = (json.dumps(answer, ensure_ascii=False) + "\n" for answer in found)
    answers.write_text("".join(lines), encoding="utf-8")
    return found


def main() -> None:
    """Ingest, ask without and with the model, print the figures and both scores."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, required=True, help="folder with dev.jsonl, score.py")
    parser.add_argument("--corpus", type=Path, required=True, help="documents of dev.jsonl")
    parser.add_argument("--llm", default="demo", help="the setting llm")
    parser.add_argument("--llm-model", default="default", help="the setting llm_model")
    parser.add_argument("--first", type=int, default=30, help="questions asked")
    parser.add_argument("--tokens", type=int, default=150, help="tokens of one answer at most")
    parser.add_argument("--out", type=Path, help="folder for the answers, one a line")
    options = parser.parse_args()
    lines = (options.gold / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line) for line in lines if line.strip()][: options.first]
    with tempfile.TemporaryDirectory(prefix="planqa-eval-") as folder:
        home = Path(folder)
        ingest(home, options.corpus)
        for llm in ("none", options.llm):
            os.environ["PLANQA_LLM"] = llm
            os.environ["PLANQA_LLM_MODEL"] = options.llm_model
            os.environ["PLANQA_LLM_TIMEOUT_S"] = str(SILENCE_S)
            os.environ["PLANQA_LLM_TOTAL_S"] = str(SILENCE_S)
            os.environ["PLANQA_LLM_ANSWER_TOKENS"] = str(options.tokens)
            answers = (
                options.out or home
            ) / f"answers-{'quotes' if llm == 'none' else 'llm'}.jsonl"
            with serving(home) as (base, server):
                wait_for(f"{base}/readyz", server)
                given = ask_all(base, questions, answers)
            print(json.dumps({"llm": llm, **figures(given)}, ensure_ascii=False), flush=True)
            command = [sys.executable, options.gold / "score.py", options.gold / "dev.jsonl"]
            command += ["--limit", str(len(questions)), "--answers", answers]
            command += ["--sources", f"{options.corpus}/*"]
            subprocess.run(command, check=True)


def figures(answers: list[dict[str, Any]]) -> dict[str, object]:
    """Return what became of a model's sentences, and the seconds of an answer."""
    checked = [answer["verification"] for answer in answers if "verification" in answer]
    fates = {fate: sum(int(one[fate]) for one in checked) for fate in FATES}
    seconds = [float(answer["_seconds"]) for answer in answers]
    return {
        "answers": len(answers),
        "in_the_words_of_the_model": sum(answer["mode"] == "llm" for answer in answers),
        "model_failed": sum("notice" in one for one in checked),
        "sentences": sum(fates.values()),
        **fates,
        "median_s": round(statistics.median(seconds), 2),
    }


if __name__ == "__main__":
    main()
