"""A run's figures, handed to the library of the data folder."""

from __future__ import annotations

from importlib.metadata import version

from api.desk import open_desk
from eval.figures import Figures
from rag.evaluations import Evaluation
from rag.settings import load_settings

LONGEST = 100


def keep(suite: str, figures: Figures) -> None:
    """Keep a run in the library of the settings' data folder, whatever planqa was measured.

    Raises:
        PlanQAError: the library cannot be written, or the server that owns it refuses.
    """
    named = {name: value for name, value in figures.items() if name != "n"}
    made = Evaluation(suite[:LONGEST], int(figures["n"]), named, version("planqa"))
    open_desk(load_settings()).record(made)
