"""Ask the gold questions (`make eval`): ingest, serve on a free port, run score.py of the folder.

Two archives are asked: the documents of --corpus with dev.jsonl, and siblings/ with its gold.jsonl.
Each gets a temporary data folder and a server of its own, both gone afterwards.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from server import ingest, serving, wait_for


@dataclass(frozen=True, slots=True)
class Archive:
    """Documents and the questions about them."""

    name: str
    documents: Path
    questions: Path


@contextmanager
def filled(home: Path, documents: Path) -> Generator[str]:
    """Ingest the documents, then serve them; yield the URL once the server is ready."""
    ingest(home, documents)
    with serving(home) as (base, server):
        wait_for(f"{base}/readyz", server)
        yield base


def main() -> int:
    """Score every archive that is there; exit code 2 when none is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, required=True, help="folder with score.py")
    parser.add_argument("--corpus", type=Path, required=True, help="documents of dev.jsonl")
    parser.add_argument("--out", type=Path, help="folder for one line of JSON a question")
    options = parser.parse_args()
    gold: Path = options.gold
    siblings = gold / "siblings"
    archives = [
        archive
        for archive in (
            Archive("dev", options.corpus, gold / "dev.jsonl"),
            Archive("siblings", siblings / "docs", siblings / "gold.jsonl"),
        )
        if archive.documents.is_dir() and archive.questions.is_file()
    ]
    if not archives:
        print(f"no gold questions in {gold}; use: make eval GOLD=<folder> CORPUS=<folder>")
        return 2
    for archive in archives:
        print(f"== {archive.name}", flush=True)
        with (
            tempfile.TemporaryDirectory(prefix="planqa-eval-") as folder,
            filled(Path(folder), archive.documents) as base,
        ):
            command = [sys.executable, gold / "score.py", archive.questions, "--base", base]
            command += ["--sources", f"{archive.documents}/*"]
            if options.out:
                command += ["--out", options.out / f"{archive.name}.jsonl"]
            subprocess.run(command, check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
