"""Which model writes: that of the settings, or a server of this machine that a person chose."""

from __future__ import annotations

import logging
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, ValidationError

from api.operator import is_this_machine
from rag.errors import NotFoundError, PlanQAError
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.models.chat import Chat
    from rag.models.found import Found

logger = logging.getLogger(__name__)

FILE = "llm.json"
"""In the data folder: the choice, so that it holds after a restart."""


class Choice(BaseModel):
    """A model of an LLM server on this machine."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    url: str
    model: str


class Switch:
    """The model in use; a choice goes before the setting `llm` until it is taken back."""

    def __init__(self, settings: Settings, home: Path, chat: Chat | None) -> None:
        """Take the model that the settings name; it is closed here. A kept choice is used."""
        self._settings = settings
        self._file = home / FILE
        self._set = chat
        self._lock = threading.Lock()
        self._choice = kept(home)
        self._chosen = self._opened(self._choice) if self._choice else None

    @classmethod
    def open(cls, settings: Settings, home: Path) -> Self:
        """Open what the settings name, and the choice kept in the data folder; see open_chat."""
        chat = None
        if settings.llm != "none":
            from rag.models.opening import open_chat

            chat = open_chat(settings)
        return cls(settings, home, chat)

    @property
    def chat(self) -> Chat | None:
        """The model that writes now."""
        return self._chosen or self._set

    @property
    def choice(self) -> Choice | None:
        """What was chosen; None where the settings hold."""
        return self._choice

    def found(self) -> tuple[Found, ...]:
        """Return the servers on this machine; blocks for up to a second."""
        from rag.models.found import find_servers

        return find_servers(own_port=self._settings.port)

    def choose(self, choice: Choice) -> None:
        """Use a server that was found from now on, also after a restart.

        Raises:
            NotFoundError: no such server or model is there now.
        """
        if not any(one.url == choice.url and choice.model in one.models for one in self.found()):
            raise NotFoundError(
                f"Không thấy mô hình {choice.model} tại {choice.url} trên máy này. Bấm «Tìm lại».",
                f"There is no model {choice.model} at {choice.url} on this machine. Look again.",
            )
        with self._lock:
            chat = self._opened(choice)
            self._write(choice)
            self._choice, self._chosen = choice, chat
        logger.info("LLM: %s %s", choice.url, choice.model)

    def forget(self) -> None:
        """Go back to what the settings say."""
        with self._lock:
            self._file.unlink(missing_ok=True)
            self._choice = self._chosen = None

    def close(self) -> None:
        """End what runs the model of the settings, if that is ours."""
        if self._set is not None:
            self._set.close()

    def _opened(self, choice: Choice) -> Chat | None:
        from rag.models.opening import open_chat

        # The key of the settings belongs to the server that they name.
        chosen = {"llm": choice.url, "llm_model": choice.model, "llm_api_key": "none"}
        return open_chat(self._settings.model_copy(update=chosen))

    def _write(self, choice: Choice) -> None:
        aside = self._file.with_suffix(".new")
        try:
            aside.write_text(choice.model_dump_json(), encoding="utf-8")
            os.replace(aside, self._file)
        except OSError as error:
            raise PlanQAError(
                f"Không ghi được {self._file}: {error}. Kiểm tra quyền và dung lượng đĩa.",
                f"{self._file} cannot be written: {error}. Check permissions and the disk.",
            ) from error


def kept(home: Path) -> Choice | None:
    """Return the choice in a data folder, None where there is none or it is of another machine."""
    file = home / FILE
    try:
        choice = Choice.model_validate_json(file.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValidationError) as error:
        logger.warning("%s cannot be used: %s", file, error)
        return None
    if is_this_machine(urlsplit(choice.url).hostname or ""):
        return choice
    logger.warning("%s names another machine and is not used", file)
    return None
