"""The reading version: which generation of readers, outline and passages read a document."""

from __future__ import annotations

READING = 3
"""Raised by hand with every release that reads files differently (readers, normalize, outline,
metadata, passages): the next sync then reads again what an older version has read."""
