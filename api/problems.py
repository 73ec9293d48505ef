"""Errors as RFC 9457 problem+json, each with a Vietnamese and an English sentence."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from api.tracing import HEADER, request_id
from rag.errors import PlanQAError

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"

INSTANCE = "urn:planqa:request:"
"""Begins `instance`; the id of the request follows, as it stands in X-Request-ID and the log."""

OPENAI_PATHS = ("/v1/chat/", "/v1/models")

_TITLES = {
    "bad-input": "Dữ liệu gửi lên không dùng được / Unusable input",
    "bad-request": "Yêu cầu không đọc được / Unreadable request",
    "busy": "Đang bận / Busy",
    "changed": "Kho tài liệu vừa thay đổi / Library changed",
    "forbidden": "Không được phép / Not allowed",
    "history-off": "Không lưu lịch sử / History is off",
    "index": "Lỗi chỉ mục / Index error",
    "internal": "Lỗi bên trong / Internal error",
    "method-not-allowed": "Sai phương thức / Wrong method",
    "model": "Lỗi mô hình / Model error",
    "not-found": "Không tìm thấy / Not found",
    "settings": "Lỗi cấu hình / Settings error",
    "starting": "Đang khởi động / Starting",
    "sign-in": "Cần đăng nhập / Sign in",
    "too-large": "Yêu cầu quá lớn / Request too large",
    "too-many": "Quá nhiều yêu cầu / Too many requests",
    "unreadable-file": "Tệp không đọc được / Unreadable file",
}

_REASONS = {
    "missing": ("thiếu", "is missing"),
    "extra_forbidden": ("không có trong hợp đồng API", "is not part of the API"),
    "string_type": ("phải là chuỗi ký tự", "must be a string"),
    "string_unicode": ("không phải Unicode hợp lệ", "is not valid Unicode"),
    "int_parsing": ("phải là số nguyên", "must be a whole number"),
    "int_type": ("phải là số nguyên", "must be a whole number"),
    "bool_type": ("phải là true hoặc false", "must be true or false"),
    "list_type": ("phải là danh sách", "must be a list"),
    "json_invalid": ("không phải JSON hợp lệ", "is not valid JSON"),
    "model_attributes_type": ("phải là đối tượng JSON", "must be a JSON object"),
}


def problem(
    status: int,
    slug: str,
    *,
    vi: str,
    en: str,
    more: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """Return the problem as a response; `more` adds members of its own."""
    body = {**problem_body(status, slug, vi=vi, en=en), **(more or {})}
    return JSONResponse(
        body, status, media_type=MEDIA_TYPE, headers=dict(headers) if headers else None
    )


def problem_body(status: int, slug: str, *, vi: str, en: str) -> dict[str, object]:
    """Return the members that every problem has."""
    named = request_id()
    return {
        "type": f"urn:planqa:problem:{slug}",
        "title": _TITLES.get(slug, HTTPStatus(status).phrase),
        "status": status,
        "detail": f"{vi} / {en}",
        "detail_vi": vi,
        "detail_en": en,
        **({"instance": f"{INSTANCE}{named}"} if named else {}),
    }


def openai_error(path: str, *, status: int, slug: str, message: str) -> dict[str, object]:
    """Return what clients of OpenAI look for in an error, for the paths that speak to them."""
    if not path.startswith(OPENAI_PATHS):
        return {}
    kind = "invalid_request_error" if status < HTTPStatus.INTERNAL_SERVER_ERROR else "server_error"
    return {"error": {"message": message, "type": kind, "param": None, "code": slug}}


def install_problems(app: FastAPI, allowed: Callable[[Request], Sequence[str]]) -> None:
    """Make every error of the app a problem; what was not foreseen is logged, never shown.

    `allowed` tells the methods that the path of a request takes.
    """

    def respond(
        request: Request,
        status: int,
        slug: str,
        *,
        vi: str,
        en: str,
        more: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> JSONResponse:
        said = openai_error(request.url.path, status=status, slug=slug, message=f"{vi} / {en}")
        return problem(status, slug, vi=vi, en=en, more={**(more or {}), **said}, headers=headers)

    async def on_planqa(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, PlanQAError)
        headers = _headers(error)
        if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR and error.slug != "starting":
            logger.error("%s %s: %s", request.method, request.url.path, error)
        return respond(request, error.status, error.slug, vi=error.vi, en=error.en, headers=headers)

    async def on_invalid(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        errors: Sequence[Any] = error.errors()
        vi, en = zip(*(_reason(item) for item in errors), strict=True)
        return respond(
            request,
            422,
            "bad-input",
            vi=f"{request.method} {request.url.path}: {'; '.join(vi)}. Hãy sửa rồi gửi lại.",
            en=f"{request.method} {request.url.path}: {'; '.join(en)}. Correct it and send again.",
            more={"errors": [{"loc": list(e["loc"]), "type": e["type"]} for e in errors]},
        )

    async def on_http(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        slug, vi, en = _http_sentences(request, error)
        headers = dict(error.headers or {})
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED and (methods := allowed(request)):
            headers["Allow"] = ", ".join(methods)  # of every route of the path, not of the first
        return respond(request, error.status_code, slug, vi=vi, en=en, headers=headers)

    async def on_unforeseen(request: Request, error: Exception) -> JSONResponse:
        # Starlette raises it again once this is sent, and uvicorn logs it with its traceback. It
        # answers outside of the middleware that adds the id of the request.
        named = request_id()
        return respond(
            request,
            500,
            "internal",
            vi=f"Lỗi bên trong khi xử lý {request.url.path}. Xem nhật ký máy chủ.",
            en=f"Internal error while serving {request.url.path}. See the server log.",
            headers={HEADER: named} if named else None,
        )

    app.add_exception_handler(PlanQAError, on_planqa)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(Exception, on_unforeseen)


def _headers(error: PlanQAError) -> dict[str, str] | None:
    if error.status == HTTPStatus.UNAUTHORIZED:
        return {"WWW-Authenticate": "Bearer"}
    if error.retry_after_s is not None:
        return {"Retry-After": str(error.retry_after_s)}
    return {"Retry-After": "1"} if error.status == HTTPStatus.SERVICE_UNAVAILABLE else None


def _reason(item: Mapping[str, Any]) -> tuple[str, str]:
    where = ".".join(str(part) for part in item["loc"])
    vi, en = _REASONS.get(item["type"], (f"không hợp lệ ({item['msg']})", f"{item['msg']}"))
    return f"{where} {vi}", f"{where} {en}"


def _http_sentences(request: Request, error: HTTPException) -> tuple[str, str, str]:
    path = request.url.path
    match error.status_code:
        case 404:
            return (
                "not-found",
                f"Không có đường dẫn {path}. Xem /openapi.json.",
                f"There is no path {path}. See /openapi.json.",
            )
        case 405:
            return (
                "method-not-allowed",
                f"Đường dẫn {path} không nhận phương thức {request.method}.",
                f"The path {path} does not take the method {request.method}.",
            )
        case 413:
            return (
                "too-large",
                f"Yêu cầu gửi tới {path} lớn hơn mức cho phép. Hãy gửi ít hơn mỗi lần.",
                f"The request to {path} is larger than allowed. Send less at a time.",
            )
        case _:
            return (
                "bad-request",
                f"Yêu cầu gửi tới {path} không đọc được ({error.status_code}).",
                f"The request to {path} cannot be read ({error.detail}).",
            )
