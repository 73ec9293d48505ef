"""Rich text (.rtf): words, tables and footnotes; numbers of lists stand in the file as text.

Pictures, embedded objects, heads, feet and deleted or hidden text are left out.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field, replace

from ingest.readers import refusals
from ingest.readers.grid import Cell, table_lines
from rag.domain import Page
from rag.vietnamese import nfc

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+"
    rb"|([^\\{}\r\n]+)"
)
_LEFT_OUT = frozenset(
    {"fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "objdata", "header", "headerl"}
    | {"headerr", "headerf", "footer", "footerl", "footerr", "footerf", "fldinst", "listtable"}
    | {"listoverridetable", "revtbl", "rsidtbl", "generator", "themedata", "colorschememapping"}
    | {"datastore", "latentstyles", "xmlnstbl", "pgdsctbl", "ftnsep", "ftnsepc", "aftnsep"}
    | {"annotation", "atnid", "atnauthor", "bkmkstart", "bkmkend", "pn", "template", "filetbl"}
    | {
        "nonshppict",
        "shpinst",
        "sp",
        "sn",
        "sv",
        "tc",
        "xe",
        "userprops",
        "mmathPr",
        "wgrffmtfilter",
    }
)
_KEPT = frozenset({"shppict", "shptxt", "listtext", "pntext", "fldrslt", "shp", "footnote"})
_TABLE = frozenset(
    {"cell", "nestcell", "row", "nestrow", "trowd", "cellx", "clmgf", "clmrg", "clvmgf", "clvmrg"}
    | {"clbrdrt"}
)
_CHARACTERS = {
    "tab": "\t", "line": "\n", "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘",
    "rquote": "’", "ldblquote": "“", "rdblquote": "”", "emspace": " ", "enspace": " ",
}  # fmt: skip
_SIGNS = {b"~": "\xa0", b"_": "-", b"{": "{", b"}": "}", b"\\": "\\"}
_CHARSETS = {163: "cp1258", 0: "cp1252", 238: "cp1250", 204: "cp1251", 134: "cp936", 128: "cp932"}
_DEEPEST = 500


def read(data: bytes, name: str) -> tuple[Page, ...]:
    """Return the text of the document as one page without number.

    Raises:
        ReadError: no .rtf, groups nested beyond reason, or without words.
    """
    if not data.lstrip().startswith(b"{\\rtf"):
        raise refusals.damaged(name, "{\\rtf")
    reading = _Reading(name)
    reading.run(data)
    text = nfc("\n".join(line.strip() for line in reading.lines()).strip("\n") + "\n")
    if not text.strip():
        raise refusals.blank(name)
    return (Page(text.replace("\0", "")),)


@dataclass(frozen=True, slots=True)
class _State:
    """What a group inherits."""

    silent: bool = False
    font: str = ""
    skip: int = 1
    """Bytes that stand for a character of \\u where Unicode is unknown."""
    note: bool = False
    in_table: bool = False


@dataclass(slots=True)
class _Reading:
    """One pass over a file."""

    name: str
    state: _State = field(default_factory=_State)
    stack: list[_State] = field(default_factory=list[_State])
    page: str = "cp1252"
    fonts: dict[str, str] = field(default_factory=dict[str, str])
    raw: bytearray = field(default_factory=bytearray)
    words: list[str] = field(default_factory=list[str])
    out: list[str] = field(default_factory=list[str])
    notes: list[list[str]] = field(default_factory=list[list[str]])
    row: list[Cell] = field(default_factory=list[Cell])
    rows: list[list[Cell]] = field(default_factory=list[list[Cell]])
    merges: list[str] = field(default_factory=list[str])
    """Merging of each cell of the row in hand, as its definition says it."""
    flag: str = ""
    ruled: bool = False
    skipped: int = 0
    starred: bool = False

    def run(self, data: bytes) -> None:
        """Read the whole file."""
        at = 0
        while at < len(data):
            token = _TOKEN.match(data, at)
            if token is None:  # a lone backslash at the end
                break
            at = token.end()
            word, value, code, sign, brace, text = token.groups()
            if word == b"bin":
                at += max(0, int(value or 0))
            elif code is not None:
                self._byte(int(code, 16))
            elif text is not None:
                self._text(text)
            elif word is not None:
                self._flush()
                self._word(word.decode("ascii"), None if value is None else int(value))
            elif brace is not None:
                self._flush()
                self._brace(opens=brace == b"{")
            elif sign is not None:
                self._flush()
                self._sign(sign)
        self._flush()
        self._paragraph()
        self._table()

    def lines(self) -> list[str]:
        """Return the lines of the body and behind them the footnotes."""
        found = list(self.out)
        for place, note in enumerate(self.notes, 1):
            found += ["", f"[^{place}]: {' '.join(''.join(note).split())}"]
        return found

    def _brace(self, *, opens: bool) -> None:
        if opens:
            if len(self.stack) > _DEEPEST:
                raise refusals.damaged(self.name, f"> {_DEEPEST} {{")
            self.stack.append(self.state)
            self.starred = False
        elif self.stack:
            self.state = self.stack.pop()
        self.skipped = 0

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":
            self.starred = True
        elif sign in (b"\r", b"\n"):
            self._paragraph()
        else:
            self._put(_SIGNS.get(sign, ""))

    def _byte(self, value: int) -> None:
        if self.skipped:
            self.skipped -= 1
        else:
            self.raw.append(value)

    def _text(self, text: bytes) -> None:
        taken = min(self.skipped, len(text))
        self.skipped -= taken
        self.raw += text[taken:]

    def _flush(self) -> None:
        """Decode the bytes so far by the code page of their font."""
        if self.raw:
            encoding = self.fonts.get(self.state.font, self.page)
            self._put(bytes(self.raw).decode(encoding, "replace"))
            self.raw.clear()

    def _put(self, words: str) -> None:
        if self.state.silent:
            return
        (self.notes[-1] if self.state.note else self.words).append(words)

    def _word(self, word: str, value: int | None) -> None:
        starred, self.starred = self.starred, False
        if word in _LEFT_OUT or (starred and word not in _KEPT):
            self.state = replace(self.state, silent=True)
        elif word == "u" and value is not None:
            self._put(chr(value % 0x10000))
            self.skipped = self.state.skip
        elif word in _CHARACTERS:
            self._put(_CHARACTERS[word])
        elif word in ("par", "sect", "page"):
            self._put(" ") if self.state.note else self._paragraph()
        elif word == "footnote" and not self.state.silent:
            self._put(f"[^{len(self.notes) + 1}]")
            self.notes.append([])
            self.state = replace(self.state, note=True)
        elif word in _TABLE:
            self._in_table(word)
        else:
            self._format(word, value)

    def _format(self, word: str, value: int | None) -> None:
        on = value != 0
        if word in ("v", "deleted"):
            self.state = replace(self.state, silent=on or self._outer_silent())
        elif word == "uc":
            self.state = replace(self.state, skip=max(0, min(value or 0, 8)))
        elif word == "f" and value is not None:
            self.state = replace(self.state, font=str(value))
        elif word == "fcharset" and value in _CHARSETS:
            self.fonts[self.state.font] = _CHARSETS[value]
        elif word == "ansicpg" and value is not None:
            self.page = _known(f"cp{value}") or self.page
        elif word == "pard":
            self.state = replace(self.state, in_table=False)
        elif word == "intbl":
            self.state = replace(self.state, in_table=True)

    def _outer_silent(self) -> bool:
        return bool(self.stack) and self.stack[-1].silent

    def _in_table(self, word: str) -> None:
        if word == "trowd":
            self.merges, self.flag = [], ""
        elif word in ("clmgf", "clmrg", "clvmgf", "clvmrg"):
            self.flag = word
        elif word == "clbrdrt":
            self.ruled = True
        elif word == "cellx":
            self.merges.append(self.flag)
            self.flag = ""
        elif word == "cell" and not self.state.note:
            self.row.append(Cell("".join(self.words).strip()))
            self.words.clear()
        elif word == "nestcell":
            self._put(", ")
        elif word == "nestrow":
            self._put("; ")
        elif word == "row" and self.row:
            self.rows.append(self._merged())
            self.row = []

    def _merged(self) -> list[Cell]:
        cells: list[Cell] = []
        for place, cell in enumerate(self.row):
            merge = self.merges[place] if place < len(self.merges) else ""
            if merge == "clmrg" and cells:
                cells[-1] = replace(cells[-1], span=cells[-1].span + 1)
            else:
                cells.append(replace(cell, above=merge == "clvmrg"))
        return cells

    def _paragraph(self) -> None:
        if self.state.silent:
            return
        if self.state.in_table:
            self.words.append("\n")
            return
        self._table()
        self.out += "".join(self.words).split("\n")
        self.words.clear()

    def _table(self) -> None:
        if self.rows:
            self.out += ["", *table_lines(self.rows, ruled=self.ruled), ""]
            self.rows, self.ruled = [], False


def _known(encoding: str) -> str | None:
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        return None
