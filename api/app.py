"""The HTTP application: answers at once, loads the heavy parts behind the open port."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from api.audit import FOLDER, Audit, AuditLog
from api.gate import Gate
from api.headers import SecurityHeaders, cors
from api.identity import answers_everybody
from api.limits import JSON_BYTES, BodyLimit
from api.openapi import DESCRIPTION, VERSION, allowed, describe, operation_id
from api.page import LatePage, load_page
from api.problems import install_problems
from api.readiness import Readiness, Step
from api.routes import (
    ask,
    catalogue,
    completions,
    conversations,
    documents,
    evaluations,
    feedback,
    health,
    llm,
    metrics,
    pages,
    reference,
    signin,
    stream,
    usage,
    verify,
    view,
    widget,
    work,
)
from api.state import ServerState
from api.tracing import Tracing
from api.visitors import Visitors, WidgetCors
from rag.archive import Archive
from rag.errors import PlanQAError
from rag.settings import Settings
from ui.texts import TEXTS

if TYPE_CHECKING:
    from api.wiring import Parts

logger = logging.getLogger(__name__)

MEGABYTE = 1 << 20

OPEN = (
    "Không cần đăng nhập: ai dùng máy này cũng hỏi và sửa được kho. Đặt khoá: planqa keys create. "
    "/ Nobody signs in: whoever uses this machine may ask and change the library. To change this: "
    "planqa keys create."
)


@dataclass(frozen=True, slots=True)
class Serving:
    """What one server serves: a claimed archive, announced under `url` with `token`.

    `ingest` is read in the background before the server calls itself ready; `page` False leaves
    the chat page out. `on_failure` is called when a part cannot be loaded. `open_parts` replaces
    Parts.open.
    """

    settings: Settings
    archive: Archive
    url: str
    token: str
    ingest: Sequence[Path] = ()
    page: bool = True
    on_failure: Callable[[], None] = lambda: None
    open_parts: Callable[[Readiness], Parts] | None = None


def create_app(serving: Serving) -> FastAPI:
    """Return the application; its lifespan loads the parts and closes them."""
    steps: list[Step] = ["library", "model", "indexes"]
    if serving.page:
        steps.append("page")
    if serving.ingest:
        steps.append("ingest")
    visitors = Visitors(serving.settings)
    state = ServerState(serving.settings, Readiness(tuple(steps)), serving.token, visitors)
    audit = AuditLog(serving.archive.home / FOLDER, serving.settings)
    late_page = LatePage(state.readiness, TEXTS[serving.settings.language])

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None]:
        stopping = asyncio.Event()
        loading = asyncio.create_task(_load(serving, state, late_page, stopping))
        try:
            yield
        finally:
            stopping.set()
            if state.opened is not None:  # an ingest under way would keep `loading` waiting
                await asyncio.to_thread(state.opened[1].close)
            await loading
            if state.opened is not None:
                parts, background = state.opened
                background.close()
                parts.close()
            audit.close()

    app = FastAPI(
        title="planqa",
        version=VERSION,
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=operation_id,
        lifespan=lifespan,
    )
    app.state.server = state
    upload_bytes = serving.settings.max_upload_mb * MEGABYTE
    app.add_middleware(
        BodyLimit, limit_of=lambda path: upload_bytes if path == "/v1/documents" else JSON_BYTES
    )
    app.add_middleware(Audit, log=audit)
    if serving.settings.cors_origins:
        app.add_middleware(CORSMiddleware, **cors(serving.settings))
    app.add_middleware(WidgetCors, origins=visitors.origins)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(Tracing, metrics=state.metrics)
    install_problems(app, lambda request: allowed(app.openapi(), request.url.path))
    describe(app)
    for module in (
        health,
        metrics,
        reference,
        ask,
        catalogue,
        stream,
        completions,
        llm,
        feedback,
        evaluations,
        signin,
        conversations,
        documents,
        pages,
        usage,
        verify,
        work,
        view,
        widget,
    ):
        app.include_router(module.router)
    if serving.page:
        app.mount("/ui", Gate(late_page, state))
    return app


async def _load(
    serving: Serving, state: ServerState, late_page: LatePage, stopping: asyncio.Event
) -> None:
    """Load everything, then keep the page's own lifespan open until the server stops."""
    readiness = state.readiness
    async with contextlib.AsyncExitStack() as stack:
        try:
            await asyncio.to_thread(_open_parts, serving, state)
            if stopping.is_set():
                return
            # Side by side: reading embeds in native code while the page imports Python.
            reading = asyncio.create_task(_read(serving, state))
            if serving.page:
                with readiness.step("page"):
                    page = await asyncio.to_thread(
                        load_page, serving.url, serving.settings.language
                    )
                    await stack.enter_async_context(page.router.lifespan_context(page))
                    late_page.app = page
            await reading
        except PlanQAError as error:
            readiness.fail(error)
            serving.on_failure()
            return
        except Exception:
            # The task's own boundary: a server that can never be ready must say so and stop.
            logger.exception("planqa could not be loaded")
            readiness.fail(_defect())
            serving.on_failure()
            return
        if not stopping.is_set():
            logger.info("planqa sẵn sàng / ready: %s %s", serving.url, readiness.seconds)
            if answers_everybody(serving.settings, state.parts().library):
                logger.info("%s", OPEN)
        await stopping.wait()


async def _read(serving: Serving, state: ServerState) -> None:
    if serving.ingest:
        with state.readiness.step("ingest"):
            await asyncio.to_thread(state.work().ingest_now, serving.ingest)


def _open_parts(serving: Serving, state: ServerState) -> None:
    if serving.open_parts is not None:
        parts = serving.open_parts(state.readiness)
    else:
        from api.wiring import Parts

        parts = Parts.open(serving.settings, serving.archive, state.readiness)
    from api.work import Work

    state.opened = (parts, Work(parts, serving.archive.home / "uploads"))


def _defect() -> PlanQAError:
    return PlanQAError(
        "planqa gặp lỗi khi khởi động. Xem nhật ký phía trên và chạy: planqa doctor",
        "planqa met a defect while starting. See the log above and run: planqa doctor",
    )
