"""Measure keeping in step: an unchanged archive checked, and what siblings cost to embed.

Made plans are ingested, checked again in the process and by `planqa ingest` in a fresh one; with a
folder as argument its files are ingested instead. The figures are printed as one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
import time
from pathlib import Path

from server import PLANQA, environment, serving, wait_for

from api.client import Client
from api.local import Local, Progress
from eval.archive import make_plans, write_plans
from rag.archive import Archive
from rag.settings import load_settings

FILES = 300
SETTLE_S = 2.5
"""Files written within two seconds are hashed again by the first check after it."""


def main() -> None:
    """Ingest, check, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "folder", type=Path, nargs="?", help="files to ingest (default: made plans)"
    )
    folder: Path | None = parser.parse_args().folder
    with tempfile.TemporaryDirectory(prefix="planqa-bench-") as made:
        home = Path(made) / "home"
        if folder is None:
            folder = Path(made) / "docs"
            write_plans(make_plans(FILES), folder)
            time.sleep(SETTLE_S)
        print(json.dumps(measure(home, folder)))


def measure(home: Path, folder: Path) -> dict[str, float]:
    """Return the figures of one archive."""
    states: list[str] = []

    def note(progress: Progress) -> None:
        states.append(progress.state)

    settings = load_settings(home=home)
    began = time.perf_counter()
    cost = Local(settings, Archive(home)).ingest([folder], note)
    figures: dict[str, float] = {
        "files": len(states),
        "first_s": time.perf_counter() - began,
        "passages": cost.passages,
        "embedded": cost.embedded,
        "shared": cost.passages - cost.embedded,
    }
    began = time.perf_counter()
    Local(settings, Archive(home)).ingest([folder], note)
    figures["unchanged_s"] = time.perf_counter() - began
    began = time.perf_counter()
    command = [PLANQA, "ingest", folder]
    subprocess.run(command, env=environment(home), check=True, stdout=subprocess.DEVNULL)
    figures["unchanged_command_s"] = time.perf_counter() - began
    with serving(home) as (base, server):
        wait_for(f"{base}/readyz", server)
        owner = Archive(home).owner()
        assert owner is not None
        began = time.perf_counter()
        Client(owner).ingest([folder], note)
        figures["unchanged_server_s"] = time.perf_counter() - began
    return {name: round(value, 3) for name, value in figures.items()}


if __name__ == "__main__":
    main()
