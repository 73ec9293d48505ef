"""Every error that planqa raises on purpose.

Each carries a Vietnamese and an English sentence that say what, where and what to do.
"""

from __future__ import annotations


class PlanQAError(Exception):
    """The root; `status` is the HTTP status and `slug` names the problem type.

    `retry_after_s`: seconds after which it is worth trying again.
    """

    status = 500
    slug = "internal"
    retry_after_s: int | None = None

    def __init__(self, vi: str, en: str) -> None:
        """Keep both sentences; `str(error)` gives them together."""
        super().__init__(f"{vi} / {en}")
        self.vi = vi
        self.en = en


class SettingsError(PlanQAError):
    """A setting is unknown or has a value that cannot be used."""

    slug = "settings"


class ReadError(PlanQAError):
    """A file cannot be read as a document (empty, binary, too large, wrong encoding)."""

    status = 422
    slug = "unreadable-file"


class InputError(PlanQAError):
    """What the user gave is not usable (missing path, empty or over-long question)."""

    status = 422
    slug = "bad-input"


class NotFoundError(PlanQAError):
    """Something named by an id is not in the library."""

    status = 404
    slug = "not-found"


class BusyError(PlanQAError):
    """The data folder or the port is taken by another process."""

    status = 409
    slug = "busy"


class ModelError(PlanQAError):
    """A model cannot be built, loaded or reached."""

    status = 503
    slug = "model"


class SearchIndexError(PlanQAError):
    """A search index is damaged or out of step and could not be rebuilt."""

    status = 503
    slug = "index"
