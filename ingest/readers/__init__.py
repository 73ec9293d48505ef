from ingest.readers.base import (
    CONTAINERS,
    PLAIN,
    SUFFIXES,
    Reader,
    is_container,
    reader_for,
    suffix,
    supported,
    unsupported,
)

__all__ = [
    "CONTAINERS",
    "PLAIN",
    "SUFFIXES",
    "Reader",
    "is_container",
    "reader_for",
    "suffix",
    "supported",
    "unsupported",
]
