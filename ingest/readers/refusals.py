"""The errors that several readers give, each in two sentences that name the file."""

from __future__ import annotations

from rag.errors import NotFoundError, ReadError

MEGABYTE = 1024 * 1024
_LONGEST = 160


def damaged(name: str, what: str) -> ReadError:
    """Return the error for bytes that break the rules of their format.

    Parsers quote the file in `what`: only its beginning is shown, and nothing that prints no ink.
    """
    what = "".join(filter(str.isprintable, what[:_LONGEST]))
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


def unsafe_name(name: str, member: str) -> ReadError:
    """Return the error for an archive whose member would be written outside of a folder."""
    member = member[:_LONGEST]
    return ReadError(
        f"{name}: có tệp bên trong mang tên không an toàn ({member!r}), nên không mở cả tệp nén. "
        "Hãy nén lại với tên tệp bình thường.",
        f"{name}: a file inside has an unsafe name ({member!r}), so none of it is opened. "
        "Pack it again with ordinary names.",
    )


def too_many(name: str, limit: int) -> ReadError:
    """Return the error for an archive of more than `limit` files."""
    return ReadError(
        f"{name}: có hơn {limit} tệp bên trong nên không mở. Hãy chia nhỏ tệp nén.",
        f"{name}: holds more than {limit} files and is not opened. Split the archive.",
    )


def too_deep(name: str, limit: int) -> ReadError:
    """Return the error for archives inside archives."""
    return ReadError(
        f"{name}: tệp nén lồng nhau quá {limit} lớp nên không mở. Hãy giải nén bớt.",
        f"{name}: archives lie in one another more than {limit} deep. Unpack some of them.",
    )


def nested(name: str) -> ReadError:
    """Return the error for a file whose parts lie in one another deeper than it can be read."""
    return ReadError(
        f"{name}: các phần trong tệp lồng nhau quá sâu nên không đọc được, có thể là tệp độc hại. "
        "Hãy mở bằng Word hoặc LibreOffice rồi lưu lại.",
        f"{name}: the parts of the file lie in one another too deep to be read, as in hostile "
        "files. Open it in Word or LibreOffice and save it again.",
    )


def too_slow(name: str, seconds: float) -> ReadError:
    """Return the error for a file whose reading was stopped after `seconds`."""
    return ReadError(
        f"{name}: đọc quá {seconds:g} giây chưa xong nên đã dừng. Tệp có thể hỏng; hãy lưu lại "
        "hoặc chia nhỏ.",
        f"{name}: reading was stopped after {seconds:g} seconds. The file may be damaged; save it "
        "again or split it.",
    )


def too_much_memory(name: str, megabytes: int) -> ReadError:
    """Return the error for a file whose reading asked for more memory than allowed."""
    return ReadError(
        f"{name}: đọc tệp này cần hơn {megabytes} MB bộ nhớ nên đã dừng. Hãy chia nhỏ tệp.",
        f"{name}: reading it takes more than {megabytes} MB of memory. Split the file.",
    )


def too_much_text(name: str, megabytes: int) -> ReadError:
    """Return the error for a file that gives more text than any document has."""
    return ReadError(
        f"{name}: tệp cho ra hơn {megabytes} MB nội dung nên đã dừng. Hãy chia nhỏ tệp.",
        f"{name}: the file gives more than {megabytes} MB of content. Split it.",
    )


def crashed(name: str, how: str) -> ReadError:
    """Return the error for a file at which the reading process broke down."""
    return ReadError(
        f"{name}: tiến trình đọc tệp bị lỗi ({how}); các tệp khác không bị ảnh hưởng. Hãy lưu lại "
        "tệp bằng Word hoặc LibreOffice.",
        f"{name}: the process that read it broke down ({how}); other files are not affected. "
        "Save the file again with Word or LibreOffice.",
    )


def no_page(number: int, name: str) -> NotFoundError:
    """Return the error for a page that cannot be shown."""
    return NotFoundError(
        f"{name} không có trang {number} để hiện thành ảnh. Hãy xem bản chữ.",
        f"{name} has no page {number} to be shown as a picture. See the text instead.",
    )
