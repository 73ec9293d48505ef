"""Damage files of every format, read them as planqa does, and report what goes wrong.

Run: python -m scripts.fuzz --seconds 600 --workers 2. Each case is one number: --case N repeats it
(and --keep FOLDER writes the file). A case passes if reading ends in time, in a document whose
runs, sections and passages fit its text, or in one ReadError. Afterwards nothing may be left.
"""

from __future__ import annotations

import argparse
import logging
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from ingest import processes
from ingest.passages import passages
from ingest.readers import is_container, suffix, supported
from ingest.sandbox import Limits, Sandbox
from rag.domain import Document, Page
from rag.errors import PlanQAError, ReadError
from scripts.fuzz_mutations import mutate
from scripts.fuzz_seeds import seeds

LIMITS = Limits(cpu_s=20, wall_s=30, memory_mb=1536, output_mb=100)
SLOW_S = 20.0
"""What the parent may take for the text of one damaged file: none of them is long."""
GROWTH_MB = 150
RARE = {".doc", ".xls", ".ppt", ".rtf", ".png", ".jpg", ".tif", ".tiff", ".pdf"}
"""Formats read by another program: a second or more each, so they come up less often."""
STEP = 1_000_000_000


@dataclass(slots=True)
class Tally:
    """What a run has seen."""

    read: Counter[str] = field(default_factory=Counter[str])
    refused: Counter[str] = field(default_factory=Counter[str])
    findings: list[str] = field(default_factory=list[str])


def main() -> int:
    """Run the cases; exit code 1 where one of them failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="number of the first case")
    parser.add_argument("--case", type=int, help="repeat one case")
    parser.add_argument("--keep", type=Path, default=Path("fuzz-findings"))
    parser.add_argument("--only", help="one suffix, such as .docx")
    options = parser.parse_args()
    if options.workers > 1:
        return _spread(options.workers, sys.argv[1:])
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory(prefix="planqa-fuzz-") as folder:
        tempfile.tempdir = folder
        try:
            return _run(options, folder)
        finally:
            tempfile.tempdir = None


def _spread(workers: int, arguments: Sequence[str]) -> int:
    commands = [
        [sys.executable, "-m", "scripts.fuzz", *arguments, "--workers", "1"]
        + ["--first", str(number * STEP)]
        for number in range(workers)
    ]
    started = [subprocess.Popen(command) for command in commands]
    return max(process.wait() for process in started)


def _run(options: argparse.Namespace, folder: str) -> int:
    files = [item for item in seeds() if not options.only or suffix(item[0]) == options.only]
    tally = Tally()
    sandbox = Sandbox(LIMITS)
    if options.case is not None:
        name, data = case(files, options.case)
        options.keep.mkdir(parents=True, exist_ok=True)
        (options.keep / f"{options.case}{suffix(name)}").write_bytes(data)
        logging.disable(logging.NOTSET)
        _try(sandbox, tally, options.case, (name, data))
        sandbox.close()
        print(*tally.findings, tally.refused or "read", sep="\n")
        return bool(tally.findings)
    for number in range(200):  # what is loaded once is no leak
        _try(sandbox, Tally(), number, files[number % len(files)])
        if number >= len(files):
            break
    before = _held()
    number, end = options.first, time.monotonic() + options.seconds
    while time.monotonic() < end:
        name, data = case(files, number)
        known = len(tally.findings)
        _try(sandbox, tally, number, (name, data))
        if len(tally.findings) > known:
            options.keep.mkdir(parents=True, exist_ok=True)
            (options.keep / f"{number}{suffix(name)}").write_bytes(data)
            print(tally.findings[-1], flush=True)
        number += 1
    after = _held()
    sandbox.close()
    tally.findings += _leaks(before, after, folder)
    _report(tally, number - options.first, before, after)
    return bool(tally.findings)


def case(files: Sequence[tuple[str, bytes]], number: int) -> tuple[str, bytes]:
    """Return the name and the damaged bytes of a case."""
    random = Random(number)
    weights = [0.1 if suffix(name) in RARE else 1.0 for name, _ in files]
    ((name, data),) = random.choices(files, weights)
    same = [other for title, other in files if suffix(title) == suffix(name)]
    return name, mutate(data, same, random)


def _try(sandbox: Sandbox, tally: Tally, number: int, file: tuple[str, bytes]) -> None:
    name, data = file
    began = time.monotonic()
    try:
        if is_container(name):
            members = sandbox.unpack(data, name)
            documents = [
                _read(sandbox, content, inner) for inner, content in members if supported(inner)
            ]
        else:
            documents = [_read(sandbox, data, name)]
        for document in documents:
            if document is not None:
                check(document)
        tally.read[suffix(name)] += 1
    except ReadError as error:
        tally.refused[suffix(name)] += 1
        words = error.en
        if not error.vi.startswith(name) or not words.startswith(name) or len(words) > 1000:
            tally.findings.append(f"case {number} {name}: its error does not name it: {words}")
        elif "broke down" in words or "was stopped after" in words:
            tally.findings.append(f"case {number} {name}: {words}")
    except Exception as error:
        # The purpose of the run: whatever is raised is a finding.
        tally.findings.append(f"case {number} {name}: {type(error).__name__}: {str(error)[:300]}")
    seconds = time.monotonic() - began
    if seconds > LIMITS.wall_s + SLOW_S:
        tally.findings.append(f"case {number} {name}: {seconds:.1f} s")


def _read(sandbox: Sandbox, data: bytes, name: str) -> Document | None:
    """Return the document; None for a member of an archive that cannot be read."""
    try:
        document, pages = sandbox.document(data, name)
    except ReadError as error:
        if "/" in name and "broke down" not in error.en and "was stopped after" not in error.en:
            return None
        raise
    if document.quarantine is None:
        _check_runs(document, pages)
    return document


def _check_runs(document: Document, pages: Sequence[Page]) -> None:
    source = "\f".join(page.text for page in pages)
    for run in document.runs:
        there = source[run.source_start : run.source_start + run.length]
        if document.text[run.start : run.start + run.length] != there:
            raise ValueError(f"run at {run.start} does not stand in the source")


def check(document: Document) -> None:
    """Check that the sections of a document, and its passages, fit its text.

    Raises:
        ValueError: they do not.
    """
    at = 0
    for section in document.sections:
        if not 0 <= section.start <= section.end <= len(document.text):
            raise ValueError(f"section {section.ordinal} lies outside of the text")
        if section.leaf:
            if section.start < at:
                raise ValueError(f"leaf {section.ordinal} overlaps the one before")
            at = section.end
    for passage in passages(document):
        if document.text[passage.start : passage.end] != passage.text:
            raise ValueError(f"passage {passage.id} does not stand in the text")
    document.text.encode()


@dataclass(frozen=True, slots=True)
class Held:
    """What this process holds."""

    megabytes: float
    descriptors: int
    children: int


def _held() -> Held:
    own = os.getpid()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    size = pages * resource.getpagesize() / 1024 / 1024
    descriptors = len(list(Path("/proc/self/fd").iterdir()))
    tasks = Path(f"/proc/{own}/task")
    children = sum(len((task / "children").read_text().split()) for task in tasks.iterdir())
    return Held(size, descriptors, children)


def _leaks(before: Held, after: Held, folder: str) -> list[str]:
    found: list[str] = []
    if after.megabytes > before.megabytes + GROWTH_MB:
        found.append(f"memory grew from {before.megabytes:.0f} to {after.megabytes:.0f} MB")
    if after.descriptors > before.descriptors:
        found.append(f"descriptors grew from {before.descriptors} to {after.descriptors}")
    if after.children > before.children:
        found.append(f"child processes grew from {before.children} to {after.children}")
    if left := sorted(os.listdir(folder)):
        found.append(f"temporary files left: {left[:5]}")
    marked = [pid for pid in _all_processes() if folder.encode() in _environment(pid)]
    if marked:
        found.append(f"processes left: {marked}")
    return found


def _all_processes() -> list[int]:
    return [int(place.name) for place in processes.PROC.iterdir() if place.name.isdecimal()]


def _environment(pid: int) -> bytes:
    try:
        return (processes.PROC / str(pid) / "environ").read_bytes()
    except OSError:
        return b""


def _report(tally: Tally, cases: int, before: Held, after: Held) -> None:
    print(f"{cases} cases: {tally.read.total()} read, {tally.refused.total()} refused")
    for kind in sorted(tally.read.keys() | tally.refused.keys()):
        print(f"  {kind:6} {tally.read[kind]:6} read {tally.refused[kind]:6} refused")
    print(f"  before {before}\n  after  {after}")
    print(*tally.findings or ["no findings"], sep="\n")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except PlanQAError as problem:
        sys.exit(problem.en)
