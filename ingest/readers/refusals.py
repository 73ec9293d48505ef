"""The errors that several readers give, each in two sentences that name the file."""

from __future__ import annotations

from rag.errors import ReadError

MEGABYTE = 1024 * 1024


def damaged(name: str, what: str) -> ReadError:
    """Return the error for bytes that break the rules of their format."""
    return ReadError(
        f"{name}: tệp hỏng hoặc không đúng định dạng ({what}). Mở bằng Word hoặc LibreOffice rồi "
        "lưu lại.",
        f"{name}: the file is damaged or of another format ({what}). Open it in Word or "
        "LibreOffice and save it again.",
    )


def blank(name: str) -> ReadError:
    """Return the error for a document without words."""
    return ReadError(
        f"{name}: văn bản không có chữ nào. Hãy kiểm tra lại tệp (có thể chỉ có ảnh chụp).",
        f"{name}: there are no words in the document. Check the file (it may hold images only).",
    )


def locked(name: str) -> ReadError:
    """Return the error for a document or archive that asks for a password."""
    return ReadError(
        f"{name}: tệp có mật khẩu nên không đọc được. Hãy lưu lại một bản không có mật khẩu.",
        f"{name}: the file is protected by a password. Save a copy without one.",
    )


def bomb(name: str, limit: int) -> ReadError:
    """Return the error for a file that unpacks to more than `limit` bytes."""
    megabytes = limit // MEGABYTE
    return ReadError(
        f"{name}: giải nén ra hơn {megabytes} MB nên không đọc. Hãy chia nhỏ tệp.",
        f"{name}: unpacks to more than {megabytes} MB and is not read. Split the file.",
    )


def declares_entities(name: str) -> ReadError:
    """Return the error for XML with a document type of its own, which office files never have."""
    return ReadError(
        f"{name}: tệp chứa khai báo DOCTYPE trong XML, có thể là tệp độc hại, nên không đọc. "
        "Hãy lưu lại bằng Word hoặc LibreOffice.",
        f"{name}: the XML inside declares a DOCTYPE, as hostile files do, and is not read. "
        "Save the file again with Word or LibreOffice.",
    )
