"""Which language model writes, what else is on this machine, and switching between them."""

from __future__ import annotations

from dataclasses import asdict
from urllib.parse import urlsplit, urlunsplit

from fastapi import APIRouter, Request

from api.access import Here, Reader, here
from api.limits import ForbiddenError
from api.schemas import FoundOut, LlmIn, LlmOut
from api.state import ServerState, State
from api.switch import Choice

router = APIRouter(prefix="/v1", tags=["models"])


@router.get("/llm", name="read_llm")
async def show(request: Request, _: Reader, state: State) -> LlmOut:
    """Tell what writes, and the LLM servers found on this machine; none is used unasked."""
    switch = state.parts().switch
    found = await state.in_thread(switch.found)
    choice = switch.choice
    may = await state.in_thread(lambda: _may_change(request, state))
    return LlmOut(
        setting=_without_secrets(state.settings.llm),
        setting_model=state.settings.llm_model,
        chosen=LlmIn(url=choice.url, model=choice.model) if choice else None,
        found=[FoundOut.model_validate(asdict(item)) for item in found],
        may_change=may,
    )


@router.put("/llm", name="choose_llm", responses={404: {}})
async def choose(body: LlmIn, request: Request, caller: Here, state: State) -> LlmOut:
    """Have a server that was found write from the next answer on, also after a restart."""
    parts = state.parts()
    await state.in_thread(lambda: parts.choose(Choice(url=body.url, model=body.model)))
    return await show(request, caller, state)


@router.delete("/llm", name="forget_llm")
async def forget(request: Request, caller: Here, state: State) -> LlmOut:
    """Go back to the model of the settings, by default none."""
    parts = state.parts()
    await state.in_thread(lambda: parts.choose(None))
    return await show(request, caller, state)


def _may_change(request: Request, state: ServerState) -> bool:
    try:
        here(request, state)
    except ForbiddenError:
        return False
    return True


def _without_secrets(setting: str) -> str:
    """Return the setting without a user and password in its address."""
    if "://" not in setting:
        return setting
    parts = urlsplit(setting)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2], query=""))
