"""Print what reading and indexing a folder costs beside embedding its passages alone.

Run: python -m scripts.bench_reading [FOLDER]. Embedding is timed inside each ingest,
and the median of the rounds counts; starting the process that files are read in is part of each.
The profile names what the rest is spent on. Scans are made of one PDF among the samples, and its
page rate is that of OCR on all cores.
"""

from __future__ import annotations

import cProfile
import io
import pstats
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from langchain_core.embeddings import Embeddings

from ingest.indexing import open_indexes
from ingest.pipeline import Ingestor
from ingest.sandbox import Limits, Sandbox
from rag.cores import usable_cores
from rag.library import Library
from rag.models.embeddings import open_embeddings
from rag.models.identity import model_id
from rag.settings import Settings, load_settings
from scripts.render_pages import to_scan

ROUNDS = 3
SHOWN = 12
SAMPLES = Path(__file__).resolve().parent.parent / "samples"
MOST = 1.15
"""What reading and indexing may cost, as a multiple of embedding alone."""


class Timed(Embeddings):
    """Embeddings that count their texts and seconds."""

    def __init__(self, inner: Embeddings) -> None:
        self._inner = inner
        self.seconds = 0.0
        self.texts = 0

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return one vector a text."""
        began = time.perf_counter()
        vectors = self._inner.embed_documents(texts)
        self.seconds += time.perf_counter() - began
        self.texts += len(texts)
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of a question."""
        return self._inner.embed_query(text)


def main() -> int:
    """Measure a folder; exit code 1 where reading costs too much, 2 where there is nothing."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/corpus")
    paths = sorted(path for path in folder.glob("*.txt"))
    if not paths:
        print(f"no .txt in {folder}")
        return 2
    settings = load_settings()
    embeddings = open_embeddings(settings)
    embeddings.embed_documents(["Kế hoạch năm 2031"])
    profile = cProfile.Profile()
    ratios: list[float] = []
    for _ in range(ROUNDS):
        timed = Timed(embeddings)
        whole = _ingest(paths, timed, settings, None)
        ratios.append(whole / timed.seconds)
        print(
            f"{len(paths)} files, {timed.texts} texts: embedding {timed.seconds:.2f} s, with "
            f"reading and indexing {whole:.2f} s: {ratios[-1]:.3f} times"
        )
    _ingest(paths, embeddings, settings, profile)
    ratio = median(ratios)
    print(f"median {ratio:.3f} times (at most {MOST})")
    _print_profile(profile)
    _print_scans(settings)
    return int(ratio > MOST)


def _ingest(
    paths: list[Path],
    embeddings: Embeddings,
    settings: Settings,
    profile: cProfile.Profile | None,
) -> float:
    """Ingest into a library of its own; return the seconds, without opening it."""
    with tempfile.TemporaryDirectory(prefix="planqa-bench-") as name:
        home = Path(name)
        model = model_id(settings)
        library = Library.open(f"sqlite:///{home / 'library.sqlite'}")
        indexes = open_indexes(library, embeddings, home, model=model)
        ingestor = Ingestor(library, indexes, embeddings=embeddings, model=model, settings=settings)
        began = time.perf_counter()
        if profile is None:
            ingestor.ingest(paths)
        else:
            profile.runcall(ingestor.ingest, paths)
        seconds = time.perf_counter() - began
        ingestor.close()
        for index in indexes:
            index.close()
        library.close()
    return seconds


def _print_profile(profile: cProfile.Profile) -> None:
    out = io.StringIO()
    pstats.Stats(profile, stream=out).sort_stats("cumulative").print_stats(r"ingest|rag", SHOWN)
    table = out.getvalue().partition("ncalls")[2].replace(f"{SAMPLES.parent}/", "")
    print(f"where the time goes (cumulative):\n   ncalls{table.rstrip()}")


def _print_scans(settings: Settings) -> None:
    source = next(iter(sorted(SAMPLES.glob("*.pdf"))))
    with tempfile.TemporaryDirectory(prefix="planqa-bench-") as name:
        scan = Path(name) / "scan.pdf"
        pages = to_scan(source, scan)
        sandbox = Sandbox(Limits.of(settings))
        began = time.perf_counter()
        sandbox.read(scan.read_bytes(), scan.name)
        seconds = time.perf_counter() - began
        sandbox.close()
    print(f"OCR: {pages} pages in {seconds:.1f} s on {usable_cores()} cores: "
          f"{pages / seconds:.2f} pages/s")  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
