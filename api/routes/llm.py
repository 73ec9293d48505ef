"""Which language model writes, what else is on this machine, and switching between them."""

from __future__ import annotations

from dataclasses import asdict
from urllib.parse import urlsplit, urlunsplit

from fastapi import APIRouter, Depends, Request

from api.access import Admin, Reader
from api.limits import ForbiddenError
from api.operator import operator
from api.schemas import FoundOut, LlmIn, LlmOut
from api.state import State
from api.switch import Choice

router = APIRouter(prefix="/v1")


@router.get("/llm")
async def show(request: Request, _: Reader, state: State) -> LlmOut:
    """Tell what writes, and the LLM servers found on this machine; none is used unasked."""
    switch = state.parts().switch
    found = await state.in_thread(switch.found)
    choice = switch.choice
    return LlmOut(
        setting=_without_secrets(state.settings.llm),
        setting_model=state.settings.llm_model,
        chosen=LlmIn(url=choice.url, model=choice.model) if choice else None,
        found=[FoundOut.model_validate(asdict(item)) for item in found],
        may_change=_may_change(request),
    )


@router.put("/llm", dependencies=[Depends(operator)])
async def choose(body: LlmIn, request: Request, caller: Admin, state: State) -> LlmOut:
    """Have a server that was found write from the next answer on, also after a restart."""
    parts = state.parts()
    await state.in_thread(lambda: parts.choose(Choice(url=body.url, model=body.model)))
    return await show(request, caller, state)


@router.delete("/llm", dependencies=[Depends(operator)])
async def forget(request: Request, caller: Admin, state: State) -> LlmOut:
    """Go back to the model of the settings, by default none."""
    parts = state.parts()
    await state.in_thread(lambda: parts.choose(None))
    return await show(request, caller, state)


def _may_change(request: Request) -> bool:
    try:
        operator(request)
    except ForbiddenError:
        return False
    return True


def _without_secrets(setting: str) -> str:
    """Return the setting without a user and password in its address."""
    if "://" not in setting:
        return setting
    parts = urlsplit(setting)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2], query=""))
