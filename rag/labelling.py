"""Which access label a document gets: by hand, by a rule on where its file lies, by default."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from rag.domain import PUBLIC
from rag.errors import InputError

EVERY = "*"
"""In place of a label where a person may see them all, also those to come."""

LONGEST = 64


def label_named(name: str) -> str:
    """Return a label as it is kept: NFC, without blanks around it.

    Raises:
        InputError: it is empty, too long, or holds characters that are not shown.
    """
    label = unicodedata.normalize("NFC", name).strip()
    if not label or len(label) > LONGEST or not label.isprintable() or label == EVERY:
        raise InputError(
            f"Nhãn {name!r} không dùng được: cần 1 đến {LONGEST} ký tự in được, ví dụ «nội bộ».",
            f"The label {name!r} cannot be used: 1 to {LONGEST} printable characters are needed.",
        )
    return label


@dataclass(frozen=True, slots=True)
class Labelling:
    """The labels for one run over files.

    `rules` go from patterns to labels, the first that fits counts; `given` is a person's choice for
    all files and goes before them. `mine` are the labels of documents that the person may replace;
    None: all.
    """

    rules: tuple[tuple[str, str], ...] = ()
    default: str = PUBLIC
    given: str | None = None
    mine: frozenset[str] | None = None

    def of(self, source: str, path: str = "") -> str:
        """Return the label for a file by its source path and where it lies on this machine."""
        if self.given is not None:
            return self.given
        for pattern, label in self.rules:
            if fnmatchcase(source, pattern) or (path and fnmatchcase(path, pattern)):
                return label
        return self.default

    def may_replace(self, label: str) -> bool:
        """Tell whether a document with this label may get a new version or another label."""
        return self.mine is None or label in self.mine


PLAIN = Labelling()
"""Every document is public."""


def rules_of(rules: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return rules as they are set, in Unicode's composed form as all source paths are."""
    return tuple(
        (unicodedata.normalize("NFC", pattern), label_named(label))
        for pattern, label in rules.items()
    )
