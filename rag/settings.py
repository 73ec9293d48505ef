"""One Settings, built once at the edge and passed explicitly.

Values come from arguments, then environment variables PLANQA_*, then planqa.toml in the working
folder; an unknown name in either is an error.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from rag.domain import PUBLIC
from rag.errors import SettingsError

PREFIX = "PLANQA_"
NOT_SETTINGS = frozenset({"PLANQA_CORPUS", "PLANQA_KEY"})
"""Variables of the test suite and of clients that share the prefix."""

Precision = Literal["auto", "float32", "bfloat16"]


class Grant(BaseModel):
    """What a group of people may: a role, and labels besides the public one ("*": all)."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    role: Literal["reader", "editor", "admin"] = "reader"
    labels: tuple[str, ...] = ()


class Settings(BaseSettings):
    """All settings of planqa; docs/configuration.md is generated from these descriptions."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, toml_file="planqa.toml", extra="forbid", frozen=True
    )

    home: Path = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("planqa")) / "default",
        description="Data folder: library, indexes, lock file. One folder an archive.",
    )
    models: Path = Field(
        default_factory=lambda: Path(platformdirs.user_cache_dir("planqa")) / "models",
        description="Shared cache folder of embedding models.",
    )
    host: str = Field("127.0.0.1", description="Address the server listens on.")
    port: int = Field(8000, ge=0, le=65535, description="Port the server listens on.")
    database: str | None = Field(
        None,
        description="SQLAlchemy URL of the library; default: SQLite in the data folder.",
        repr=False,
    )
    embedding_model: str = Field(
        "bundled",
        description='"bundled" (offline multilingual-e5-small), a folder, or a model hub name.',
    )
    embedding_precision: Precision = Field(
        "auto", description="Number format of the embedding model; auto asks the CPU."
    )
    reranker: str = Field(
        "none",
        description='"none", or a cross-encoder of sentence-transformers that puts the best '
        "sentences in order: a folder or a model hub name. Slow without a GPU.",
    )
    llm: str = Field(
        "none",
        description='"none", base URL of an OpenAI-compatible server (…/v1), path of a .gguf file, '
        '"provider:model" of LangChain, "demo", or "auto": a server found on this machine.',
    )
    llm_model: str = Field(
        "default", description='Model name to ask the LLM server for; "default": its first.'
    )
    llm_api_key: str = Field("none", description="API key for the LLM server.", repr=False)
    llm_timeout_s: float = Field(
        30.0, gt=0, description="Seconds that the LLM may be silent; then the quotes stand."
    )
    llm_total_s: float = Field(
        120.0, gt=0, description="Seconds that the LLM gets for one answer, waiting included."
    )
    llm_concurrency: int = Field(
        4, ge=1, description="Requests that the LLM gets at a time; further ones wait."
    )
    llm_evidence_tokens: int = Field(
        6000, gt=0, description="Tokens of evidence that the LLM is given at most, in whole quotes."
    )
    llm_answer_tokens: int = Field(
        1500, gt=0, description="Tokens that the LLM may write for one answer."
    )
    llm_condense: bool = Field(
        False, description="Have the LLM restate follow-ups that planqa finds no answer to."
    )
    llm_expand: bool = Field(
        False,
        description="Have the LLM restate everyday or English questions that planqa finds no "
        "answer to.",
    )
    llm_summarize: bool = Field(
        False, description="Have the LLM write summaries from all statements of a document."
    )
    max_question_chars: int = Field(2000, gt=0, description="Longest question, in characters.")
    max_verify_chars: int = Field(
        20_000, gt=0, description="Longest text that is checked against the library, in characters."
    )
    max_file_mb: int = Field(100, gt=0, description="Largest file that is read, in megabytes.")
    max_upload_mb: int = Field(200, gt=0, description="Largest upload request, in megabytes.")
    read_cpu_s: int = Field(
        60, gt=0, description="Seconds of computing for one file, or one page of a PDF or scan."
    )
    read_wall_s: float = Field(
        150.0, gt=0, description="Seconds by the clock for one file, or one page of a PDF or scan."
    )
    read_memory_mb: int = Field(
        2048, ge=256, description="Megabytes of address space for the process that reads files."
    )
    read_output_mb: int = Field(
        300, gt=0, description="Megabytes of text and word boxes that one file may give."
    )
    removal_grace_days: int = Field(
        30,
        ge=0,
        le=36500,
        description="Days for which a document is kept, to be restored, once its file is gone.",
    )
    default_label: str = Field(
        PUBLIC, description="Access label of documents that no rule and no person gives one."
    )
    label_rules: dict[str, str] = Field(
        default_factory=dict[str, str],
        description="Access labels by where a file lies: pattern of its path (`*` also matches "
        "`/`) = label; the first that fits counts.",
    )
    session_hours: float = Field(12.0, gt=0, description="Hours for which a sign-in holds.")
    public_url: str | None = Field(
        None,
        description="Address under which readers reach the server, where a proxy stands before it; "
        "https makes cookies secure.",
    )
    trusted_proxies: list[str] = Field(
        default_factory=list[str],
        description="Addresses or networks (10.0.0.0/8) of proxies whose headers about the user "
        "are believed.",
    )
    proxy_user_header: str | None = Field(
        None, description="Header in which a trusted proxy names the user, e.g. X-Remote-User."
    )
    proxy_groups_header: str | None = Field(
        None, description="Header in which it names the user's groups, separated by commas."
    )
    oidc_issuer: str | None = Field(
        None, description="Issuer URL of an OpenID Connect server that people sign in at."
    )
    oidc_client_id: str = Field("planqa", description="Client id registered there.")
    oidc_client_secret: str | None = Field(
        None, description="Client secret registered there, if any.", repr=False
    )
    oidc_scope: str = Field("openid profile", description="Scopes to ask for.")
    oidc_name_claim: str = Field("preferred_username", description="Claim that names the user.")
    oidc_groups_claim: str = Field("groups", description="Claim that lists the user's groups.")
    groups: dict[str, Grant] = Field(
        default_factory=dict[str, Grant],
        description="What a group of the proxy or the OpenID Connect server may: role (reader, "
        'editor, admin) and labels; the group "*" is everybody signed in.',
    )
    cors_origins: list[str] = Field(
        default_factory=list[str],
        description="Origins (https://intranet.example) whose pages may call the API.",
    )
    rate_per_minute: int = Field(
        300, ge=1, description="Requests a minute that one key, user or unknown address gets."
    )
    max_waiting: int = Field(
        64, ge=1, description="Questions that may wait for their turn; further ones get 429."
    )
    audit_file_mb: int = Field(
        20, ge=0, description="Megabytes of one file of the audit log; 0: no audit log."
    )
    audit_files: int = Field(50, ge=1, description="Files of the audit log that are kept.")
    widget_origins: list[str] = Field(
        default_factory=list[str],
        description="Origins (https://intranet.example) of pages that may hold the widget.",
    )
    widget_labels: list[str] = Field(
        default_factory=lambda: [PUBLIC],
        description="Labels of the documents that the widget answers from.",
    )
    widget_questions_per_hour: int = Field(
        60,
        gt=0,
        description="Questions an hour from one visitor of the widget; ten times as many "
        "from one address.",
    )
    widget_secret: str = Field(
        "auto",
        description="Signs the widget's tokens; auto: made anew at each start. Servers behind one "
        "address need the same.",
        repr=False,
    )
    history_days: int = Field(
        90,
        ge=0,
        le=36500,
        description="Days for which a reader's conversation is kept after its last question; "
        "0: none is kept.",
    )
    language: Literal["vi", "en"] = Field("vi", description="Language of the page.")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments over environment over planqa.toml; no .env file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


SECRETS = tuple(name for name, field in Settings.model_fields.items() if not field.repr)
"""Settings that may lie in a file of their own: PLANQA_LLM_API_KEY_FILE=/run/secrets/llm."""


def load_settings(**overrides: object) -> Settings:
    """Build the Settings, naming every unknown or unusable one.

    Raises:
        SettingsError: an unknown PLANQA_* variable or planqa.toml key, a bad value, or the file of
            a secret that cannot be read.
    """
    files = {f"{PREFIX}{name.upper()}_FILE": name for name in SECRETS}
    known = {PREFIX + name.upper() for name in Settings.model_fields} | NOT_SETTINGS | files.keys()
    unknown = sorted(k for k in os.environ if k.upper().startswith(PREFIX) and k not in known)
    if unknown:
        names = ", ".join(unknown)
        raise SettingsError(
            f"Biến môi trường không có trong planqa: {names}. Xem docs/configuration.md.",
            f"Unknown environment variable: {names}. See docs/configuration.md.",
        )
    secrets = {name: _read(os.environ[file]) for file, name in files.items() if file in os.environ}
    try:
        return Settings(**secrets, **overrides)  # pyright: ignore[reportArgumentType]
    except ValidationError as error:
        what = "; ".join(
            f"{'.'.join(str(part) for part in item['loc'])}: {item['msg']}"
            for item in error.errors()
        )
        raise SettingsError(
            f"Cấu hình không dùng được ({what}). Sửa biến PLANQA_* hoặc planqa.toml.",
            f"Settings cannot be used ({what}). Correct PLANQA_* or planqa.toml.",
        ) from error
    except ValueError as error:
        raise SettingsError(
            f"planqa.toml không đọc được: {error}.", f"planqa.toml cannot be read: {error}."
        ) from error


def _read(file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"Không đọc được tệp bí mật {file}: {error}.", f"{file} cannot be read: {error}."
        ) from error
