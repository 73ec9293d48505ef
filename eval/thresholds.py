"""The figures that must not get worse: thresholds.toml, raised whenever a run is better."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rag.errors import InputError

FILE = Path(__file__).with_name("thresholds.toml")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Figures of one section that must be reached, and that must not be passed."""

    section: str
    least: Mapping[str, float]
    most: Mapping[str, float]

    def missed(self, figures: Mapping[str, float]) -> tuple[str, ...]:
        """Return a line for each threshold that is not met; a figure that is absent is missed."""
        lines = [
            f"{self.section}: {name} {_shown(figures, name)} < {bound:g}"
            for name, bound in self.least.items()
            if not figures.get(name, float("nan")) >= bound
        ]
        lines += [
            f"{self.section}: {name} {_shown(figures, name)} > {bound:g}"
            for name, bound in self.most.items()
            if not figures.get(name, float("nan")) <= bound
        ]
        return tuple(lines)


def load_thresholds(section: str, path: Path = FILE) -> Thresholds:
    """Read one section, `[section.least]` and `[section.most]`.

    Raises:
        InputError: there is no such section.
    """
    found = tomllib.loads(path.read_text(encoding="utf-8"))
    if section not in found:
        raise InputError(
            f'Không có mục "{section}" trong {path.name}; có: {", ".join(found)}.',
            f'There is no section "{section}" in {path.name}; there are: {", ".join(found)}.',
        )
    chosen = found[section]
    return Thresholds(section, chosen.get("least", {}), chosen.get("most", {}))


def _shown(figures: Mapping[str, float], name: str) -> str:
    return f"{figures[name]:.3f}" if name in figures else "absent"
