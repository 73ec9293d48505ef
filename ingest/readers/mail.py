"""Mail (.eml): the words of the message as one document, each attachment as another."""

from __future__ import annotations

from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

from ingest.readers import refusals

BODY = "noi-dung"
"""The name of the message itself among its attachments, without suffix."""


def parts(data: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of the message and of each attachment.

    Raises:
        ReadError: no mail.
    """
    message = BytesParser(policy=policy.default).parsebytes(data)
    if not message.keys():
        raise refusals.damaged(name, "RFC 5322")
    body = message.get_body(("plain", "html"))
    if isinstance(body, EmailMessage):
        words = _text(body)
        if body.get_content_subtype() == "html":
            yield f"{BODY}.html", words.encode()
        else:
            yield f"{BODY}.txt", f"{message.get('Subject', '')}\n\n{words}".encode()
    taken: set[str] = {f"{BODY}.txt", f"{BODY}.html"}
    for part in message.iter_attachments():
        wanted = part.get_filename()
        if part.get_content_type() == "message/rfc822":
            inner = part.get_payload(0)
            content = inner.as_bytes() if isinstance(inner, EmailMessage) else b""
            wanted = wanted or "thu.eml"
        else:
            payload = part.get_payload(decode=True)
            content = payload if isinstance(payload, bytes) else b""
        if wanted:
            yield _unused(wanted, taken), content


def _text(part: EmailMessage) -> str:
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    charset = part.get_content_charset("utf-8")
    try:
        return content.decode(charset, "replace")
    except LookupError:  # a charset that nobody knows
        return content.decode("utf-8", "replace")


def _unused(name: str, taken: set[str]) -> str:
    stem, dot, ending = name.rpartition(".")
    place, free = 1, name
    while free in taken:
        place += 1
        free = f"{stem} ({place}){dot}{ending}" if dot else f"{name} ({place})"
    taken.add(free)
    return free
