"""The ledger: which files there are, under which source path, and what is new about them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

from ingest.readers import CONTAINERS, SUFFIXES, supported, unsupported
from rag.errors import InputError, PlanQAError, ReadError
from rag.files import Stamp
from rag.versions import Version
from rag.vietnamese import nfc

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

Change = Literal["added", "updated", "unchanged"]


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read: where it lies and the source path that is its identity.

    `root` is the folder that it was found in (None: a person named the file itself), `mounted`
    tells that it lies on another file system than that folder.
    """

    path: Path
    source: str
    root: str | None = None
    stamp: Stamp | None = None
    written_ns: int = 0
    """When its content or name last changed, in nanoseconds since 1970."""
    mounted: bool = False
    container: str | None = None
    """The source of the archive or mail that it was found in."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A path that is not read, and why; `failed` where a person asked for just this path.

    `hides` is the source path of a folder whose files could not be seen, "" for all of `root`.
    """

    source: str
    reason: PlanQAError
    failed: bool
    root: str | None = None
    hides: str | None = None


def expand(paths: Sequence[Path]) -> tuple[list[Found], list[Refused]]:
    """List the files behind files and folders, each source path once.

    Folders are walked to the bottom without hidden files; links that lead out of the folder are
    not followed. Where two roots hold the same source path, the last one counts.

    Raises:
        InputError: nothing to read at all (a missing path, a folder without documents).
    """
    found: dict[str, Found] = {}
    refused: list[Refused] = []
    for path in paths:
        files = 0
        for item in _expand_one(path):
            if isinstance(item, Refused):
                refused.append(item)
                files += item.failed
                continue
            files += 1
            earlier = found.pop(item.source, None)
            if earlier is not None and earlier.path != item.path:
                refused.append(Refused(item.source, _repeated(earlier, item), failed=False))
            found[item.source] = item
        if files == 0:
            refused.append(Refused(_name(path), _no_documents(path), failed=True))
    if not found:
        for item in refused:
            if isinstance(item.reason, InputError) and item.failed:
                raise item.reason
    return list(found.values()), refused


def change(version: Version | None, sha256: str, *, label: str, reading: int) -> Change:
    """Compare a file's content with the library's current version of it."""
    if version is None:
        return "added"
    same = (version.sha256, version.label, version.reading) == (sha256, label, reading)
    return "unchanged" if same else "updated"


def stamp_of(status: os.stat_result) -> Stamp:
    """Return what tells whether a file has changed."""
    return Stamp(status.st_size, status.st_mtime_ns, status.st_ino)


def root_of(path: Path) -> str:
    """Return the name under which the library remembers a folder."""
    return _printable(os.path.realpath(path))


def upload_source(name: str) -> str:
    """Return the source path of an uploaded file: NFC, relative, without "." and ".."."""
    parts = PurePosixPath(nfc(name).replace("\\", "/")).parts
    kept = [part for part in parts if part not in ("/", "..", ".")]
    if not kept or _CONTROL.search(name):
        raise InputError(
            f"Tên tệp tải lên không dùng được: {name!r}. Đặt tên như 'ke-hoach.txt'.",
            f"The name of the uploaded file cannot be used: {name!r}. Name it like 'plan.txt'.",
        )
    return "/".join(kept)


def unreadable(source: str, error: OSError) -> ReadError:
    """Return the error for a file that the operating system does not give."""
    why = error.strerror or str(error)
    return ReadError(
        f"{source}: không mở được tệp ({why}). Kiểm tra quyền đọc và ổ đĩa.",
        f"{source}: the file cannot be opened ({why}). Check its permissions and the disk.",
    )


def _expand_one(path: Path) -> Iterator[Found | Refused]:
    source = _name(path)
    if path.is_dir():
        yield from _walk(path)
    elif path.is_file():
        if supported(source):
            yield Found(path, source)
        else:
            yield Refused(source, unsupported(source), failed=True)
    elif path.exists():
        yield Refused(source, _special(path), failed=True)
    else:
        yield Refused(source, _missing(path), failed=True)


def _stays_in(link: Path, root: Path) -> bool:
    """Tell whether a link leads below the folder; one that goes round leads nowhere."""
    return Path(os.path.realpath(link)).is_relative_to(root)


def _walk(root: Path) -> Iterator[Found | Refused]:
    real_root, name_of_root = root.resolve(), root_of(root)
    errors: list[OSError] = []
    for folder, folders, names in os.walk(root, onerror=errors.append):
        folders[:] = sorted(name for name in folders if not _hidden(name))
        for name in sorted(name for name in names if not _hidden(name)):
            path = Path(folder, name)
            source = _printable(path.relative_to(root).as_posix())
            if path.is_symlink() and not _stays_in(path, real_root):
                yield Refused(source, _leads_out(source), failed=False)
            elif not path.is_file() or not supported(name):
                yield Refused(source, unsupported(source), failed=False)
            else:
                yield _found(path, source, name_of_root, real_root)
        yield from _unseen(errors, root, name_of_root)
    yield from _unseen(errors, root, name_of_root)


def _found(path: Path, source: str, root: str, real_root: Path) -> Found | Refused:
    try:
        status, device = path.stat(), real_root.stat().st_dev
    except OSError as error:  # gone since the folder was listed
        return Refused(source, unreadable(source, error), failed=True, root=root, hides=source)
    return Found(
        path,
        source,
        root,
        stamp_of(status),
        written_ns=max(status.st_mtime_ns, status.st_ctime_ns),
        mounted=status.st_dev != device,
    )


def _unseen(errors: list[OSError], root: Path, name_of_root: str) -> Iterator[Refused]:
    while errors:
        error = errors.pop()
        folder = Path(str(error.filename))
        hidden = folder.relative_to(root).as_posix() if folder.is_relative_to(root) else "."
        yield Refused(
            _printable(str(folder)),
            unreadable(_printable(str(folder)), error),
            failed=True,
            root=name_of_root,
            hides="" if hidden == "." else _printable(hidden),
        )


def _hidden(name: str) -> bool:
    # "~$name.docx" is what Office leaves beside an open document.
    return name.startswith((".", "~$"))


def _name(path: Path) -> str:
    return _printable(path.name or str(path.resolve().name))


def _printable(name: str) -> str:
    """Return a file name as NFC text, also where its bytes are no UTF-8."""
    return nfc(os.fsencode(name).decode("utf-8", "replace"))


def _missing(path: Path) -> InputError:
    return InputError(
        f"Không có tệp hoặc thư mục {_printable(str(path))}. Kiểm tra lại đường dẫn. "
        "Văn bản đã đọc từ đó vẫn được giữ.",
        f"There is no file or folder {_printable(str(path))}. Check the path. "
        "Documents read from there before are kept.",
    )


def _special(path: Path) -> InputError:
    return InputError(
        f"{_printable(str(path))} không phải là tệp thường. Chỉ đọc được tệp và thư mục.",
        f"{_printable(str(path))} is not a regular file. Only files and folders can be read.",
    )


def _no_documents(path: Path) -> InputError:
    known = ", ".join((*SUFFIXES, *sorted(CONTAINERS)))
    return InputError(
        f"Thư mục {_printable(str(path))} không có văn bản nào đọc được. "
        f"Đặt tệp {known} vào đó, hoặc chọn thư mục khác. Văn bản đã đọc từ đó vẫn được giữ.",
        f"The folder {_printable(str(path))} holds no document that can be read. "
        f"Put {known} files there, or choose another folder. Documents read from there before "
        "are kept.",
    )


def _leads_out(source: str) -> ReadError:
    return ReadError(
        f"{source}: liên kết dẫn ra ngoài thư mục nên không đọc. Chép tệp vào thư mục nếu cần.",
        f"{source}: a link that leads out of the folder is not read. Copy the file in if needed.",
    )


def _repeated(earlier: Found, later: Found) -> ReadError:
    first, second = _printable(str(earlier.path)), _printable(str(later.path))
    return ReadError(
        f"{first} có cùng đường dẫn nguồn với {second}; chỉ giữ tệp sau. Đổi tên một trong hai.",
        f"{first} has the same source path as {second}; only the latter is kept. Rename one.",
    )
