from ingest.readers.base import SUFFIXES, Reader, reader_for, supported

__all__ = ["SUFFIXES", "Reader", "reader_for", "supported"]
