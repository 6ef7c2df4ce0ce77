"""Two synthetic CRMs, written once: a small one in three chunks, a larger one for rates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from kit.demo import WORLD, Truth, write
from kit.schemas import BY_NAME

SMALL_WORLD = replace(WORLD, chunk=400)


@dataclass(frozen=True)
class Crm:
    """A written CRM: its truth, and its tables as text or with times and numbers."""

    folder: Path
    truth: Truth
    text: Callable[[str], pd.DataFrame]
    table: Callable[[str], pd.DataFrame]


def open_crm(folder: Path, truth: Truth) -> Crm:
    @cache
    def text(name: str) -> pd.DataFrame:
        return pd.read_csv(folder / f"{name}.csv", dtype="str", keep_default_na=False)

    @cache
    def table(name: str) -> pd.DataFrame:
        frame = text(name).replace("", None)
        for column in BY_NAME[name].columns:
            if column.name in frame and column.kind in ("instant", "date"):
                utc = column.kind == "instant"
                frame[column.name] = pd.to_datetime(frame[column.name], utc=utc)
            elif column.name in frame and column.kind in ("money", "number", "count"):
                frame[column.name] = pd.to_numeric(frame[column.name])
        return frame

    return Crm(folder, truth, text, table)


@pytest.fixture(scope="session")
def crm(tmp_path_factory) -> Crm:
    folder = tmp_path_factory.mktemp("crm")
    return open_crm(folder, write(folder, opportunities=1000, seed=1, world=SMALL_WORLD))


@pytest.fixture(scope="session")
def large(tmp_path_factory) -> Crm:
    folder = tmp_path_factory.mktemp("large")
    return open_crm(folder, write(folder, opportunities=20_000, seed=2))
