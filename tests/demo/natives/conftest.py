"""A small plain CRM, its native exports, and what reading those back has to give."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

import pandas as pd
import pytest

from kit.demo import write
from kit.demo.natives import NATIVES
from kit.demo.natives.plain import read_plain

Files = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class Export:
    """One export: its raw files, and those that are plain CSV as text frames, by short name."""

    raw: Mapping[str, bytes]
    frames: Callable[[str], pd.DataFrame]


@pytest.fixture(scope="session")
def plain_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("plain")
    write(folder, opportunities=400, seed=3)
    return folder


@pytest.fixture(scope="session")
def plain(plain_folder):
    return read_plain(plain_folder)


@pytest.fixture(scope="session")
def exported(plain, tmp_path_factory):
    """CRM and variant → its export, written once."""

    @cache
    def export(crm: str, variant: str) -> Export:
        folder = tmp_path_factory.mktemp(f"{crm}-{variant}")
        paths = NATIVES[crm].write(folder, plain, variant)
        raw = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
        return Export(raw, cache(lambda name: read(raw[name])))

    return export


@pytest.fixture(scope="session")
def same():
    """Whether what was read back equals what the CRM holds, cell by cell, in any order."""

    def check(read: pd.DataFrame, held: pd.DataFrame) -> None:
        columns = sorted(held.columns)
        assert sorted(read.columns) == columns
        frames = [
            frame[columns].astype("str").sort_values(columns, ignore_index=True)
            for frame in (read, held)
        ]
        pd.testing.assert_frame_equal(*frames)

    return check


def read(content: bytes) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(content), dtype="str", keep_default_na=False, na_values=[""])
