"""How well planqa answered on questions with known answers: runs kept and listed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.access import Admin, Steward
from api.evaluations import EvaluationIn, EvaluationOut, evaluation_of, evaluation_out
from api.schemas import Listing
from api.state import State

router = APIRouter(prefix="/v1/evaluations", tags=["server"])


@router.post("", status_code=201)
async def record_evaluation(body: EvaluationIn, _: Steward, state: State) -> EvaluationOut:
    """Keep the figures of a run: for the command and for administrators."""
    store = state.parts().library.evaluations
    return evaluation_out(await state.in_thread(lambda: store.add(evaluation_of(body))))


@router.get("")
async def list_evaluations(
    _: Admin,
    state: State,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[int | None, Query(ge=0, le=2**62)] = None,
) -> Listing[EvaluationOut]:
    """Return the runs that are kept, the latest first; `cursor` is the `next` of before."""
    store = state.parts().library.evaluations
    found = await state.in_thread(lambda: store.list(before=cursor, limit=limit + 1))
    return Listing[EvaluationOut](
        items=[evaluation_out(one) for one in found[:limit]],
        next=str(found[limit - 1].number) if len(found) > limit else None,
    )
