from ingest.readers.base import (
    CONTAINERS,
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
    "SUFFIXES",
    "Reader",
    "is_container",
    "reader_for",
    "suffix",
    "supported",
    "unsupported",
]
