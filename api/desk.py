"""Who does the work of a command: the server that owns the data folder, or this process."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from api.client import Client
    from api.local import Local
    from rag.settings import Settings


def open_desk(settings: Settings) -> Client | Local:
    """Return the server's client where one runs, else what works here alone."""
    from rag.archive import Archive

    archive = Archive(settings.home)
    owner = archive.owner()
    if owner is None:
        from api.local import Local

        return Local(settings, archive)
    from api.client import Client

    return Client(owner)
