"""How the library is used: for administrators."""

from __future__ import annotations

from datetime import datetime, time
from typing import Annotated

from fastapi import APIRouter, Query

from api.access import Admin
from api.audit import FOLDER
from api.state import State
from api.usage import UsageOut, last_days, read_asked, summed

router = APIRouter(prefix="/v1", tags=["server"])


@router.get("/usage")
async def read_usage(
    caller: Admin, state: State, days: Annotated[int, Query(ge=1, le=366)] = 30
) -> UsageOut:
    """Sum up the questions of the last days: how many, how many without answer, which.

    Who asked is not told. Questions asked with `explain` are tries and do not count.
    """
    library = state.parts().library
    folder = state.settings.home.expanduser() / FOLDER

    def read() -> UsageOut:
        shown = last_days(days)
        since = datetime.combine(shown[0], time()).astimezone()
        asked, complete = read_asked(folder, since)
        documents = {name for one in asked for name in one.documents}
        seen = documents if caller.everything else library.sources(documents, caller.labels)
        return summed(asked, shown, seen=seen, complete=complete)

    return await state.in_thread(read)
