"""The OpenAPI document: what FastAPI knows, with the statuses and problems of every operation."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, Literal, cast

from fastapi import FastAPI
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.routing import compile_path

from api.examples import EXAMPLES
from api.problems import MEDIA_TYPE
from api.tracing import HEADER

VERSION = "1"
DESCRIPTION = """Hỏi đáp văn bản kế hoạch, có trích dẫn nguyên văn. / Questions on plan documents
with word-for-word citations. Every `start` and `end` counts Unicode code points in a document's
text. Errors are problems (RFC 9457) with a Vietnamese and an English sentence; every response
carries `X-Request-ID`, which stands in the server's log too."""

TAGS = (
    ("questions", "Hỏi, tìm, kiểm tra / ask, search, check"),
    ("documents", "Văn bản / documents"),
    ("jobs", "Việc chạy nền / background jobs"),
    ("openai", "Tương thích OpenAI / OpenAI-compatible"),
    ("conversations", "Cuộc trò chuyện của mình / one's own conversations"),
    ("feedback", "Nhận xét / judgements of answers"),
    ("models", "Mô hình ngôn ngữ / language models"),
    ("server", "Máy chủ / the server"),
)

OPEN = frozenset({"/healthz", "/readyz"})
"""Paths that ask nobody who they are."""

EVERYWHERE = (400, 500)
ASKING_WHO = (401, 403, 429, 503)
WITH_BODY = (413, 422)
WITH_ID = (404,)
METHODS = ("get", "put", "post", "delete", "patch")

_MEANING = {
    400: "Không đọc được / unreadable",
    401: "Chưa biết ai hỏi / unknown caller",
    403: "Không được phép / not allowed",
    404: "Không có, hoặc không được thấy / not there, or not to be seen",
    409: "Đang tắt / switched off",
    413: "Quá lớn / too large",
    422: "Dữ liệu không dùng được / unusable input",
    429: "Quá nhiều yêu cầu / too many requests",
    500: "Lỗi bên trong / internal error",
    503: "Đang khởi động hoặc đang bận / starting or busy",
}

_RETRY = frozenset({429, 503})


class FieldErrorOut(BaseModel):
    """Which part of a request is unusable."""

    loc: list[str | int]
    type: str


class OpenAIErrorOut(BaseModel):
    """The error as clients of OpenAI read it, under the paths that speak to them."""

    message: str
    type: Literal["invalid_request_error", "server_error"]
    param: str | None
    code: str


class ProblemOut(BaseModel):
    """A problem (RFC 9457); `instance` ends in the id of the request."""

    type: str
    title: str
    status: int
    detail: str
    detail_vi: str
    detail_en: str
    instance: str | None = None
    errors: list[FieldErrorOut] | None = None
    error: OpenAIErrorOut | None = None


def operation_id(route: APIRoute) -> str:
    """Return the name of an operation: that of its function."""
    return route.name


def describe(app: FastAPI) -> None:
    """Have the application give the document as `openapi` of this module makes it, made once."""
    plain = app.openapi

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _completed(plain())
        return app.openapi_schema

    app.openapi = document


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield path, method and operation."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def allowed(document: dict[str, Any], path: str) -> tuple[str, ...]:
    """Return the methods that a path takes, in capitals; HEAD wherever GET is answered."""
    found: set[str] = set()
    literal = path in document["paths"]
    for template, method, _ in operations(document):
        if template == path if literal else compile_path(template)[0].fullmatch(path):
            found |= {"GET", "HEAD"} if method == "get" else {method.upper()}
    return tuple(sorted(found))


def _completed(document: dict[str, Any]) -> dict[str, Any]:
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    whole = ProblemOut.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(whole.pop("$defs"))
    schemas["ProblemOut"] = whole
    for name in EXAMPLES.keys() & schemas.keys():
        schemas[name]["examples"] = [EXAMPLES[name]]
    components = document["components"]
    components["headers"] = {
        HEADER: {"description": "Mã yêu cầu / id of the request.", "schema": {"type": "string"}}
    }
    components["securitySchemes"] = {
        "key": {
            "type": "http",
            "scheme": "bearer",
            "description": "Khoá API / API key; không cần khi chạy một mình trên máy / not needed "
            "alone on loopback.",
        }
    }
    document["tags"] = [{"name": name, "description": text} for name, text in TAGS]
    for path, _, operation in operations(document):
        _complete(path, operation)
    return document


def _complete(path: str, operation: dict[str, Any]) -> None:
    text = operation.get("description", "").partition("\n\nRaises:")[0].strip()
    summary, _, rest = text.partition("\n")
    operation["summary"] = summary.rstrip(".")
    operation["description"] = rest.strip() or summary
    if path not in OPEN:
        operation["security"] = [{"key": []}, {}]
    responses = cast(dict[str, dict[str, Any]], operation["responses"])
    told = {int(status) for status in responses if int(status) >= HTTPStatus.BAD_REQUEST}
    for status in sorted(told.union(_statuses(path, operation))):
        found = responses.setdefault(str(status), {"description": _MEANING[status]})
        found["description"] = _MEANING[status]
        found["content"] = {
            MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemOut"}},
        }
        if status == HTTPStatus.BAD_REQUEST:
            # What is not HTTP at all is refused before anybody can say so in our words.
            found["content"]["text/plain"] = {"schema": {"type": "string"}}
        if status in _RETRY:
            seconds = {"description": "Giây / seconds.", "schema": {"type": "string"}}
            found["headers"] = {"Retry-After": seconds}
    for found in responses.values():
        headers = found.setdefault("headers", {})
        headers[HEADER] = {"$ref": f"#/components/headers/{HEADER}"}
    operation["responses"] = dict(sorted(responses.items()))


def _statuses(path: str, operation: dict[str, Any]) -> Iterator[int]:
    yield from EVERYWHERE
    if path not in OPEN:
        yield from ASKING_WHO
    if "requestBody" in operation:
        yield from WITH_BODY
    if "{" in path:
        yield from WITH_ID
