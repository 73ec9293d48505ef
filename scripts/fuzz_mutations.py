"""Ways to damage a file, each decided by a Random: the same seed gives the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from random import Random

_TAG = re.compile(rb"<[^<>]{1,400}>")
_NUMBER = re.compile(rb"\d+")
_NUMBERS = (b"0", b"-1", b"1", b"65536", b"2147483647", b"4294967295", b"99999999999", b"1e9", b"")
_WORDS = (
    b"\x00", b"\xff" * 9, b"%s%n", "\u202e\u200b".encode(), b"&a;", b"]]>", b"<!--", b"<![CDATA[",
    b"<!DOCTYPE a [<!ENTITY a 'b'>]>", b"../../../../etc/passwd", b"file:///etc/passwd",
    b"http://127.0.0.1:9/", b"A" * 5000, b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"{" * 99,
    b"<w:p>" * 99, b"\x1b\r\n\x0c",
)  # fmt: skip
_LARGEST = 2_000_000

Mutation = Callable[[bytes, Random], bytes]


def mutate(data: bytes, others: Sequence[bytes], random: Random) -> bytes:
    """Return damaged bytes; what is a zip has its members damaged and is packed anew, mostly."""
    if data.startswith(b"PK\x03\x04") and random.random() < 0.8:
        return _members(data, others, random)
    return _bytes(data, others, random)


def _bytes(data: bytes, others: Sequence[bytes], random: Random) -> bytes:
    for _ in range(random.choice((1, 1, 2, 3, 8))):
        if random.random() < 0.1 and others:
            data = _spliced(data, random.choice(others), random)
        else:
            data = random.choice(_MUTATIONS)(data, random)
    return data[:_LARGEST]


def _members(data: bytes, others: Sequence[bytes], random: Random) -> bytes:
    """Damage one or more members, drop, double or rename others; sums are right again."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [(info.filename, archive.read(info)) for info in archive.infolist()]
    out = io.BytesIO()
    chosen = set(random.choices(range(len(members)), k=random.choice((1, 1, 2, 4))))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for at, (name, content) in enumerate(members):
            if at not in chosen:
                archive.writestr(name, content)
                continue
            how = random.random()
            if how < 0.05:
                continue
            if how < 0.1:
                name = random.choice(members)[0] + random.choice(("", "/", "\u202e", ".rels"))
            if name in archive.namelist():
                continue
            archive.writestr(name, mutate(content, others, random))
    return out.getvalue()


def _flip(data: bytes, random: Random) -> bytes:
    changed = bytearray(data)
    for _ in range(random.choice((1, 2, 10, 100))):
        if changed:
            changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def _cut(data: bytes, random: Random) -> bytes:
    return data[: random.randrange(len(data) + 1)]


def _removed(data: bytes, random: Random) -> bytes:
    at, end = _span(data, random)
    return data[:at] + data[end:]


def _doubled(data: bytes, random: Random) -> bytes:
    at, end = _span(data, random)
    return data[:end] + data[at:end] * random.choice((1, 2, 50)) + data[end:]


def _overwritten(data: bytes, random: Random) -> bytes:
    at, end = _span(data, random)
    return data[:at] + random.randbytes(min(end - at, 4096)) + data[end:]


def _inserted(data: bytes, random: Random) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + random.choice(_WORDS) + data[at:]


def _renumbered(data: bytes, random: Random) -> bytes:
    return _replaced(data, _NUMBER, lambda _: random.choice(_NUMBERS), random)


def _tag_changed(data: bytes, random: Random) -> bytes:
    def change(tag: bytes) -> bytes:
        how = random.randrange(5)
        if how == 0:
            return b""
        if how == 1:
            return tag * random.choice((2, 300))
        if how == 2:
            return _flip(tag, random)
        tags = _TAG.findall(data[:100_000])
        return random.choice(tags) if how == 3 and tags else tag + random.choice(_WORDS)

    return _replaced(data, _TAG, change, random)


def _replaced(
    data: bytes, pattern: re.Pattern[bytes], change: Callable[[bytes], bytes], random: Random
) -> bytes:
    found = list(pattern.finditer(data, 0, 500_000))
    for match in sorted(
        random.sample(found, min(len(found), random.choice((1, 3, 10)))),
        key=lambda match: -match.start(),
    ):
        data = data[: match.start()] + change(match.group()) + data[match.end() :]
    return data


def _spliced(data: bytes, other: bytes, random: Random) -> bytes:
    at, end = _span(data, random)
    first, last = _span(other, random)
    return data[:at] + other[first:last] + data[end:]


def _span(data: bytes, random: Random) -> tuple[int, int]:
    at = random.randrange(len(data) + 1)
    return at, min(len(data), at + random.choice((1, 4, 32, 512, 8192)))


_MUTATIONS: tuple[Mutation, ...] = (
    _flip,
    _cut,
    _removed,
    _doubled,
    _overwritten,
    _inserted,
    _renumbered,
    _tag_changed,
    _tag_changed,
)
