"""The bytes of one file to a Document: reader, gate, canonical text, outline, metadata.

`encode` and `decode` take a Document over from the process that files are read in.
"""

from __future__ import annotations

import hashlib
import json

from ingest.gate import inspect
from ingest.invisible import notices
from ingest.metadata import metadata
from ingest.normalize import canonical
from ingest.outline import outline
from ingest.readers import Reader, reader_for
from ingest.reading import READING
from rag import codec
from rag.domain import PUBLIC, Document, Page
from rag.versions import document_id


def _read_here(data: bytes, name: str) -> tuple[Page, ...]:
    return reader_for(name)(data, name)


def read_document(
    data: bytes, source: str, *, label: str = PUBLIC, read: Reader = _read_here
) -> Document:
    """Read the bytes of a file into a Document; `source` decides by its ending how.

    Where the document, or a page, may not be searched, its `quarantine` says why.
    `read` is what reads: in this process, or a Sandbox's for files that anybody may have made.

    Raises:
        ReadError: not a document that can be read (empty, binary, unknown type, wrong encoding).
    """
    return read_file(data, source, label=label, read=read)[0]


def read_file(
    data: bytes, source: str, *, label: str = PUBLIC, read: Reader = _read_here
) -> tuple[Document, tuple[Page, ...]]:
    """Read the bytes of a file into a Document as `read_document`; return its pages as well."""
    sha256 = hashlib.sha256(data).hexdigest()
    pages = read(data, source)
    passed = inspect(pages, source)
    text = canonical(passed.pages)
    sections = outline(text)
    document = Document(
        id=document_id(source, sha256),
        source=source,
        sha256=sha256,
        text=text.text,
        runs=text.runs,
        sections=sections,
        metadata=metadata(text, sections),
        label=label,
        quarantine=passed.quarantine,
        hidden=notices(pages),
        reading=READING,
    )
    return document, passed.pages


def encode(document: Document) -> bytes:
    """Return what reading a file gave; `decode` makes the document of it again."""
    made = {
        "text": document.text,
        "runs": codec.encode_runs(document.runs),
        "sections": codec.encode_sections(document.sections),
        "metadata": codec.encode_metadata(document.metadata),
        "quarantine": codec.encode_quarantine(document.quarantine),
        "hidden": codec.encode_hidden(document.hidden),
    }
    return json.dumps(made).encode("ascii")


def decode(content: bytes, data: bytes, source: str, *, label: str) -> Document:
    """Return the Document that `encode` has packed; `data` are the bytes of its file."""
    made = json.loads(content)
    sha256 = hashlib.sha256(data).hexdigest()
    return Document(
        id=document_id(source, sha256),
        source=source,
        sha256=sha256,
        text=made["text"],
        runs=codec.decode_runs(made["runs"]),
        sections=codec.decode_sections(made["sections"]),
        metadata=codec.decode_metadata(made["metadata"]),
        label=label,
        quarantine=codec.decode_quarantine(made["quarantine"]),
        hidden=codec.decode_hidden(made["hidden"]),
        reading=READING,
    )
