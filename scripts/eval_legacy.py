"""Read an archive of old office files and compare it with its transcripts (`make eval-legacy`).

The folder holds corpus/**/FILE and ground-truth/NAME.txt; scripts/diacritics.py defines the figure.
Measured is the text that planqa serves: what the reader gave, without running heads and page
numbers, footnotes last, letters as typed. Beside it stand what the reader gave before that, and the
same with the capitals that the page shows (.VnTimeH), by which headings are told.
"""

from __future__ import annotations

import argparse
import logging
import sys
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

from ingest.capitals import as_shown
from ingest.documents import read_document
from ingest.readers import reader_for
from rag.domain import Page
from rag.errors import ReadError
from scripts.diacritics import Loss, Score, compare

WORKERS = 2
WORST = 10
MEANINGS: dict[Loss, str] = {
    "capitals": "differ in case alone",
    "transcript": "stand in words of the transcript that are no Vietnamese (not converted there)",
    "order": "stand elsewhere in the text: cells or drawings in another order, or not repeated",
    "missing": "are not in the text: running heads, names of fields, deleted or hidden text",
    "other": "were read as another letter",
}


@dataclass(frozen=True, slots=True)
class Result:
    """One file: scores of the served text, of the pages, of these as shown; or its failure."""

    path: Path
    served: Score | None = None
    pages: Score | None = None
    shown: Score | None = None
    failure: str = ""

    @property
    def encoding(self) -> str:
        """The folder that the file lies in."""
        return self.path.parent.name


def measure(path: Path, transcript: Path) -> Result:
    """Read one file and score it."""
    data, want = path.read_bytes(), transcript.read_text(encoding="utf-8")
    try:
        pages = reader_for(path.name)(data, path.name)
    except ReadError as error:
        return Result(path, failure=error.en)
    served = read_document(data, path.name, read=lambda data, name: pages)
    return Result(
        path,
        compare(served.text, want),
        compare(joined(pages), want),
        compare(joined([as_shown(page) for page in pages]), want),
    )


def joined(pages: Sequence[Page]) -> str:
    """Return the text of all pages."""
    return "\n".join(page.text for page in pages)


def explain(score: Score) -> Iterable[str]:
    """Yield a line for each cause of loss, the largest first."""
    examples = dict(score.examples)
    for loss, count in score.losses:
        yield f"      {count} of {score.marked} {MEANINGS[loss]}, e.g. “{examples[loss]}”"


def table(results: Sequence[Result]) -> Iterable[str]:
    """Yield a line for each encoding and format, and one for all."""
    groups: dict[tuple[str, str], list[Result]] = {}
    for result in results:
        groups.setdefault((result.encoding, result.path.suffix), []).append(result)
    for (encoding, suffix), members in sorted(groups.items()):
        yield f"{encoding:8} {suffix:6} {len(members):3} {figures(members)}"


def figures(results: Sequence[Result]) -> str:
    """Return the mean accuracy of the served text, of the pages, as shown, and apart from case."""
    served = [result.served for result in results if result.served]
    columns = (
        [score.accuracy for score in served],
        [result.pages.accuracy for result in results if result.pages],
        [result.shown.accuracy for result in results if result.shown],
        [score.without_case for score in served],
    )
    return "  ".join(f"{mean(column):.4f}" for column in columns)


def main() -> int:
    """Print the figures; exit code 1 if a file could not be read, 2 without files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    logging.basicConfig(level=logging.ERROR)
    files = sorted(path for path in folder.glob("corpus/**/*") if path.is_file())
    transcripts = [folder / "ground-truth" / f"{path.stem}.txt" for path in files]
    if not files:
        print(f"no files in {folder / 'corpus'}; use: make eval-legacy LEGACY=<folder>")
        return 2
    started = time.monotonic()
    with ProcessPoolExecutor(WORKERS) as pool:
        results = list(pool.map(measure, files, transcripts))
    scored = [(result, result.served) for result in results if result.served]
    if scored:
        print(f"mean diacritic accuracy {mean(score.accuracy for _, score in scored):.4f}")
    print(f"files read: {len(scored)} of {len(files)} in {time.monotonic() - started:.0f} s")
    failed = [result for result in results if result.failure]
    for result in failed:
        print(f"   not read: {result.failure}")
    if not scored:
        return 1
    print("encoding format  n  served  pages   as shown  case apart")
    print("\n".join(table(results)))
    print(f"all              {len(scored):3} {figures(results)}")
    print(f"the worst {WORST}:")
    for result, score in sorted(scored, key=lambda entry: entry[1].accuracy)[:WORST]:
        print(f"   {score.accuracy:.4f} {result.path.name} ({score.marked} marks)")
        print("\n".join(explain(score)))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
