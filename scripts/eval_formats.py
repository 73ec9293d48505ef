"""Ask the same questions over the same documents in other formats (`make eval-formats`).

Each .txt is written out as .docx, as born-digital PDF (LibreOffice) and as scan (200 dpi, noise,
1 degree skew); each format is read into a library of its own, in this process, and asked. Files
that are in --keep already are not written again.
"""

from __future__ import annotations

import argparse
import logging
import shutil
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from eval.cases import load_cases
from eval.domain import Outcome
from eval.figures import summarize
from eval.marked import load_marked
from eval.run import read_sources, run, save_run
from eval.targets import local
from rag.settings import load_settings
from scripts.render_corpus import write

LOSSES = {"txt": 0.0, "docx": 0.02, "pdf": 0.02, "scan": 0.06}
"""How much lower than from the .txt the accuracy may be."""
SHOWN = ("accuracy", "cite_recall", "cite_prec", "verbatim", "spans", "false_refusal")


def render(corpus: Path, folder: Path, kinds: list[str]) -> None:
    """Write the marked documents in other formats, each into a folder named for it."""
    marked = [
        replace(one, name=one.path.stem)
        for one in load_marked(corpus)
        if one.path.is_relative_to(corpus)
    ]
    missing = [kind for kind in kinds if not (folder / kind).exists()]
    with tempfile.TemporaryDirectory(prefix="planqa-render-") as name:
        for kind, files in write(marked, Path(name), missing).items():
            (folder / kind).mkdir(parents=True)
            for one in files:
                suffix = ".pdf" if kind == "scan" else one.path.suffix
                shutil.copyfile(one.path, folder / kind / f"{one.name}{suffix}")


def main() -> int:
    """Print a line for each format; exit code 1 if one loses too much, 2 without documents."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True, help="folder of .txt documents")
    parser.add_argument("--questions", type=Path, required=True, help="dev.jsonl")
    parser.add_argument("--format", choices=list(LOSSES), action="append", help="default: all")
    parser.add_argument("--keep", type=Path, help="folder for the renderings")
    parser.add_argument("--out", type=Path, help="folder for one line of JSON a question")
    options = parser.parse_args()
    logging.basicConfig(level=logging.ERROR)
    sources = sorted(options.corpus.glob("*.txt"))
    if not sources or not options.questions.is_file():
        print(f"no .txt in {options.corpus}, or no {options.questions}")
        return 2
    kinds: list[str] = options.format or list(LOSSES)
    cases = load_cases(options.questions)
    words = read_sources(options.corpus)
    accuracy: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="planqa-formats-") as name:
        folder = options.keep or Path(name)
        render(options.corpus, folder, kinds)
        print(f"{'format':8}" + "".join(f"{figure:>14}" for figure in SHOWN) + "   seconds")
        for kind in kinds:
            began = time.monotonic()
            with local(load_settings(), folder / kind) as target:
                outcomes: tuple[Outcome, ...] = run(cases, target, words)
            figures = summarize([outcome.score for outcome in outcomes])
            accuracy[kind] = figures["accuracy"]
            values = "".join(f"{figures.get(figure, float('nan')):14.4f}" for figure in SHOWN)
            print(f"{kind:8}{values}{time.monotonic() - began:10.0f}", flush=True)
            if options.out:
                options.out.mkdir(parents=True, exist_ok=True)
                save_run(options.out / f"{kind}.jsonl", outcomes)
    best = accuracy.get("txt", max(accuracy.values()))
    lost = [kind for kind, share in accuracy.items() if share < best - LOSSES[kind]]
    print(f"loses more than allowed: {', '.join(lost)}" if lost else "every format holds")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
