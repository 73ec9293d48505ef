"""The commands `planqa keys`: who may sign in with a key, and as what."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rag.keys import KeyStore

app = typer.Typer(help="Khoá truy cập. / Access keys.")


class RoleName(StrEnum):
    """What the holder of a key may do."""

    READER = "reader"
    EDITOR = "editor"
    ADMIN = "admin"


@app.command("create")
def create(
    name: Annotated[str, typer.Argument(help="Tên người giữ / who holds it.")],
    role: Annotated[
        RoleName, typer.Option(help="Đọc, sửa kho, quản trị / read, edit, administer.")
    ] = RoleName.READER,
    label: Annotated[
        list[str] | None,
        typer.Option(help="Nhãn được xem thêm, * là tất cả / labels to be seen too, * is all."),
    ] = None,
) -> None:
    """Tạo khoá, chỉ in ra một lần. / Make a key; it is printed once."""
    from rag.labelling import EVERY, label_named

    labels = [EVERY if one == EVERY else label_named(one) for one in label or ()]
    with _keys() as keys:
        secret = keys.create(name, role.value, labels)
    print(secret)
    print(
        "Cất khoá này: không xem lại được. / Keep this key: it cannot be shown again.",
        file=sys.stderr,
    )


@app.command("list")
def show() -> None:
    """Liệt kê khoá, không in bí mật. / List the keys without their secrets."""
    with _keys() as keys:
        for key in keys.all():
            state = f"thu hồi / revoked {key.revoked_at:%Y-%m-%d}" if key.revoked_at else ""
            labels = ", ".join(key.labels) or "-"
            print(f"{key.name}  {key.role}  {labels}  {key.created_at:%Y-%m-%d}  {state}".rstrip())


@app.command("revoke")
def revoke(name: str) -> None:
    """Thu hồi khoá và mọi phiên của nó. / Revoke a key and all its sessions."""
    with _keys() as keys:
        keys.revoke(name)
    print(f"Đã thu hồi {name}. / Revoked {name}.")


@contextmanager
def _keys() -> Generator[KeyStore]:
    """Open the library, also beside a running server: the database takes both."""
    from rag.archive import Archive
    from rag.library import Library
    from rag.settings import load_settings

    settings = load_settings()
    library = Library.open(settings.database or Archive(settings.home).database_url)
    try:
        yield library.keys
    finally:
        library.close()
