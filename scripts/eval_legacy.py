"""Read an archive of old office files and compare it with its transcripts (`make eval-legacy`).

The folder holds corpus/**/FILE and ground-truth/NAME.txt; scripts/diacritics.py defines the figure.
Transcripts keep the letters as they were typed, so fonts of capitals (.VnTimeH) are left as typed
for it, in old office files; what planqa reads, the capitals that the page shows, stands beside it.
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

from ingest.readers import SUFFIXES, office, opendocument, reader_for
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
    """One file: scores as typed and as printed, or why it could not be read."""

    path: Path
    typed: Score | None
    printed: Score | None
    failure: str = ""

    @property
    def encoding(self) -> str:
        """The folder that the file lies in."""
        return self.path.parent.name


def measure(path: Path, transcript: Path) -> Result:
    """Read one file and score it as typed and as printed."""
    data, want = path.read_bytes(), transcript.read_text(encoding="utf-8")
    try:
        if SUFFIXES.get(path.suffix.lower()) is SUFFIXES[".doc"]:
            flat = office.flat(data, path.name)
            pages = opendocument.pages(flat, path.name)
            typed = compare(joined(opendocument.pages(flat, path.name, case="typed")), want)
        else:
            pages = reader_for(path.name)(data, path.name)
            typed = compare(joined(pages), want)
        printed = compare(joined(pages), want)
    except ReadError as error:
        return Result(path, None, None, error.en)
    return Result(path, typed, printed)


def joined(pages: Sequence[Page]) -> str:
    """Return the text of all pages."""
    return "\n".join(page.text for page in pages)


def explain(score: Score) -> Iterable[str]:
    """Yield a line for each cause of loss, the largest first."""
    examples = dict(score.examples)
    for loss, count in score.losses:
        yield f"      {count} of {score.marked} {MEANINGS[loss]}, e.g. “{examples[loss]}”"


def table(results: Sequence[tuple[Result, Score, Score]]) -> Iterable[str]:
    """Yield a line for each encoding and format."""
    groups: dict[tuple[str, str], list[tuple[Score, Score]]] = {}
    for result, typed, printed in results:
        key = result.encoding, result.path.suffix
        groups.setdefault(key, []).append((typed, printed))
    for (encoding, suffix), scores in sorted(groups.items()):
        typed = mean(score.accuracy for score, _ in scores)
        printed = mean(score.accuracy for _, score in scores)
        caseless = mean(score.without_case for _, score in scores)
        yield f"{encoding:8} {suffix:6} {len(scores):3} {typed:.4f}  {printed:.4f} ({caseless:.4f})"


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
    scored = [(r, r.typed, r.printed) for r in results if r.typed and r.printed]
    failed = [result for result in results if result.failure]
    print(f"files read: {len(scored)} of {len(files)} in {time.monotonic() - started:.0f} s")
    for result in failed:
        print(f"   not read: {result.failure}")
    if not scored:
        return 1
    print("encoding format  n  as typed  as printed (case apart)")
    print("\n".join(table(scored)))
    typed = mean(score.accuracy for _, score, _ in scored)
    printed = mean(score.accuracy for _, _, score in scored)
    caseless = mean(score.without_case for _, _, score in scored)
    print(f"mean diacritic accuracy {typed:.4f}; as printed {printed:.4f} ({caseless:.4f})")
    print(f"the worst {WORST}:")
    for result, score, _ in sorted(scored, key=lambda entry: entry[1].accuracy)[:WORST]:
        print(f"   {score.accuracy:.4f} {result.path.name} ({score.marked} marks)")
        print("\n".join(explain(score)))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
