"""LLM servers that listen on this machine: found to be listed, used only when a setting says so."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx
from pydantic import BaseModel

PORTS: tuple[tuple[int, str], ...] = (
    (11434, "Ollama"),
    (8000, "vLLM"),
    (8001, "vLLM"),
    (8080, "llama.cpp"),
    (1234, "LM Studio"),
    (4000, "LiteLLM"),
)
"""Where each server listens unless told otherwise; what answers there may be another one."""

OWNER = "planqa"
"""What planqa's own GET /v1/models gives as `owned_by`: it is no model to answer from."""

WAIT_S = 1.0


class _Model(BaseModel):
    id: str
    owned_by: str | None = None


class _Listed(BaseModel):
    data: list[_Model] = []


@dataclass(frozen=True, slots=True)
class Found:
    """An OpenAI-compatible server, the usual name of what listens there, and its models."""

    url: str
    usual: str
    models: tuple[str, ...]


def find_servers(
    ports: Iterable[tuple[int, str]] | None = None, *, own_port: int | None = None
) -> tuple[Found, ...]:
    """Ask ports of the loopback address, by default PORTS, for their models, all at once.

    `own_port` is not asked. Servers without a model, and planqa's own, are left out.
    """
    asked = [
        (port, usual) for port, usual in (PORTS if ports is None else ports) if port != own_port
    ]

    def look(place: tuple[int, str]) -> Found | None:
        url = f"http://127.0.0.1:{place[0]}/v1"
        models = list_models(url)
        return Found(url, place[1], models) if models else None

    with ThreadPoolExecutor(max_workers=max(len(asked), 1)) as pool:
        return tuple(found for found in pool.map(look, asked) if found is not None)


def first_model(url: str, key: str) -> str | None:
    """Return the first model that a server offers; None if it does not say."""
    return next(iter(list_models(url, key)), None)


def list_models(url: str, key: str = "none") -> tuple[str, ...]:
    """Return the names of a server's models; () if nothing answers as it should."""
    try:
        response = httpx.get(
            f"{url.rstrip('/')}/models",
            headers={"Authorization": f"Bearer {key}"},
            timeout=WAIT_S,
            trust_env=False,
        )
        body = _Listed.model_validate_json(response.content) if response.is_success else _Listed()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError):
        return ()
    return tuple(item.id for item in body.data if item.owned_by != OWNER)
