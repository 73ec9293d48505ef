"""Files of old office programs into flat OpenDocument XML, by a headless LibreOffice.

Each conversion runs in a temporary folder with a profile of its own: macros off, no links
followed, nothing left behind, killed with its children when its time is up.
"""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import Literal

from ingest.readers import refusals
from rag.errors import ReadError

Part = Literal["writer", "calc", "impress"]

SECONDS = 120.0
_MOST_BYTES = 256 << 20
"""Flat XML beyond this is no office document that anybody wrote."""
_TARGET: dict[Part, str] = {"writer": "fodt", "calc": "fods", "impress": "fodp"}
_LIBRARY: dict[Part, str] = {"writer": "libswlo.so", "calc": "libsclo.so", "impress": "libsdlo.so"}
COMMANDS = ("soffice", "libreoffice", "/usr/lib/libreoffice/program/soffice")
_DEAD_PROXY = "http://127.0.0.1:9"
"""The discard port: what asks for a network gets none, at once."""

_SETTINGS = (
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Common/Misc", "FirstRun", "false"),
    ("Office.Common/Save/Document", "PrettyPrinting", "false"),
    ("Office.Writer/Content/Update", "Link", "0"),
    ("Office.Calc/Content/Update", "Link", "2"),
    ("Setup/L10N", "ooSetupSystemLocale", "vi"),
)

logger = logging.getLogger(__name__)


def flat_document(
    data: bytes, name: str, *, suffix: str, part: Part, seconds: float = SECONDS
) -> bytes:
    """Return a document as flat OpenDocument XML with the names of its fonts.

    Raises:
        ReadError: LibreOffice or the part of it is not installed, it cannot open the file, or it
            needs more than `seconds`.
    """
    program = installed(part)
    if program is None:
        raise _missing(name, part)
    with tempfile.TemporaryDirectory(prefix="planqa-office-", ignore_cleanup_errors=True) as place:
        folder = Path(place)
        (folder / "out").mkdir()
        source = folder / f"document{suffix}"
        source.write_bytes(data)
        _write_profile(folder / "profile" / "user")
        said = _run(_command(program, folder, source, _TARGET[part]), folder, name, seconds)
        result = folder / "out" / f"document.{_TARGET[part]}"
        if not result.is_file():
            logger.warning("%s: no result from LibreOffice: %s", name, said[-500:])
            raise refusals.damaged(name, "LibreOffice")
        if result.stat().st_size > _MOST_BYTES:
            raise _too_long(name)
        return result.read_bytes()


def installed(part: Part) -> Path | None:
    """Return the program if LibreOffice is installed with this part of it."""
    for command in COMMANDS:
        found = shutil.which(command)
        if found:
            program = Path(found).resolve()
            libraries = (program.parent, Path("/usr/lib/libreoffice/program"))
            if any((folder / _LIBRARY[part]).exists() for folder in libraries):
                return program
    return None


def _command(program: Path, folder: Path, source: Path, target: str) -> list[str]:
    return [
        str(program),
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--norestore",
        "--nolockcheck",
        "--nodefault",
        "--nologo",
        "--convert-to",
        target,
        "--outdir",
        str(folder / "out"),
        str(source),
    ]


def _write_profile(folder: Path) -> None:
    folder.mkdir(parents=True)
    items = "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{key}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, key, value in _SETTINGS
    )
    (folder / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items '
        'xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{items}</oor:items>',
        encoding="utf-8",
    )


def _run(command: list[str], folder: Path, name: str, seconds: float) -> str:
    """Run LibreOffice in a process group of its own, so that its children die with it.

    It stays in the session of the reading process, which is ended as a whole.
    """
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "LANG": "C.UTF-8",
        "SAL_USE_VCLPLUGIN": "svp",
        **dict.fromkeys(("http_proxy", "https_proxy", "ftp_proxy"), _DEAD_PROXY),
    }
    with subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        process_group=0,
    ) as process:
        try:
            said, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired as error:
            raise _too_slow(name, seconds) from error
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    return said.decode("utf-8", "replace")


def _missing(name: str, part: Part) -> ReadError:
    package = f"libreoffice-{part}-nogui"
    return ReadError(
        f"{name}: cần LibreOffice để đọc loại tệp này. Hãy cài gói {package} "
        f"(Debian/Ubuntu: apt-get install {package}) rồi nạp lại.",
        f"{name}: LibreOffice is needed to read this type of file. Install the package {package} "
        f"(Debian/Ubuntu: apt-get install {package}), then ingest it again.",
    )


def _too_slow(name: str, seconds: float) -> ReadError:
    return ReadError(
        f"{name}: đọc quá {seconds:g} giây nên dừng lại. Hãy tách nhỏ tệp hoặc lưu sang .docx.",
        f"{name}: reading stopped after {seconds:g} seconds. Split the file or save it as .docx.",
    )


def _too_long(name: str) -> ReadError:
    return ReadError(
        f"{name}: nội dung quá lớn để đọc. Hãy tách nhỏ tệp.",
        f"{name}: there is too much in the file to read. Split it.",
    )
