"""Check that no installed dependency brings a top-level package with one of our names.

planqa is an application in an environment of its own; its packages have short names (rag, api…),
and a dependency that installed the same name would be imported instead, or overwritten.
"""

from __future__ import annotations

import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DISTRIBUTION = "planqa"


def our_packages() -> tuple[str, ...]:
    """Return the packages that pyproject.toml lists."""
    return tuple(_setuptools()["packages"])


def our_modules() -> set[str]:
    """Return the top-level modules that pyproject.toml lists."""
    return set(_setuptools()["py-modules"])


def _setuptools() -> dict[str, list[str]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return project["tool"]["setuptools"]


def collisions() -> dict[str, list[str]]:
    """Return each top-level name of ours that another distribution installs, and who does."""
    ours = (
        {name.partition(".")[0] for name in our_packages()} | {"scripts", "tests"} | our_modules()
    )
    installed = packages_distributions()
    found = {name: sorted(set(installed.get(name, ())) - {DISTRIBUTION}) for name in sorted(ours)}
    return {name: others for name, others in found.items() if others}


def main() -> int:
    """Print the collisions; exit code 1 when there are any."""
    found = collisions()
    for name, others in found.items():
        print(f"top-level package {name} is also installed by {', '.join(others)}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
