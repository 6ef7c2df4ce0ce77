"""The demo CRM, exported as each CRM exports it, is read back as it was: cell by cell.

The exporters and the mappings were written apart from each other. What an export cannot hold is
declared beside the exporter, with the reason; everything else has to come back exactly.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from kit import demo, draft, load
from kit.data.history import with_stages
from kit.data.merging import redirected
from kit.demo.natives import NATIVES, write_native
from kit.demo.natives.plain import read_plain
from kit.params import Settings, Source, load_settings
from kit.schemas import BY_NAME

pytestmark = pytest.mark.xdist_group("natives")

STYLES = [
    pytest.param(name, variant, marks=() if place == 0 else pytest.mark.acceptance)
    for name, native in NATIVES.items()
    for place, variant in enumerate(native.variants)
]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plain")
    demo.write(folder, opportunities=400, seed=3)
    return folder


def tables_of(settings: Settings) -> dict[str, pd.DataFrame]:
    """Everything that the sources of a project give, without merged records, with its stages."""
    read = load.read_sources(settings)
    errors = [
        str(fault)
        for table in read.values()
        for fault in table.faults
        if fault.severity in ("error", "quarantined")
        and "Confidential" not in str(fault)
        and "Copyright" not in str(fault)
    ]
    assert errors == []
    frames, _ = redirected({name: table.frame for name, table in read.items()})
    settled, _ = with_stages(frames, settings.calendar)
    return settled


def expected(crm: str, variant: str, plain: Path, folder: Path) -> dict[str, pd.DataFrame]:
    """What that CRM can hold of the plain tables, read like any plain export."""
    folder.mkdir()
    held = NATIVES[crm].held(read_plain(plain), variant)
    for name, frame in held.items():
        frame.to_csv(folder / f"{name}.csv", index=False)
    sources = {name: Source(file=f"{name}.csv") for name in held}
    zone = "Europe/Madrid"
    return tables_of(Settings(folder=folder, sources=sources, timezone=zone))


def drafted(crm: str, variant: str, plain: Path, folder: Path) -> Settings:
    """The project that `kit init` drafts for a native export, with the zone put right."""
    write_native(crm, plain, folder, variant=variant)
    found = draft.draft(folder)
    assert found.crm == crm
    draft.write(folder, found)
    return load_settings(folder).model_copy(update={"timezone": "Europe/Madrid"})


@pytest.mark.parametrize(("crm", "variant"), STYLES)
def test_a_native_export_is_read_back_exactly(
    crm: str, variant: str, plain: Path, tmp_path: Path
) -> None:
    wanted = expected(crm, variant, plain, tmp_path / "held")
    native = tmp_path / "native"
    native.mkdir()
    found = tables_of(drafted(crm, variant, plain, native))
    assert sorted(found) == sorted(wanted)
    for name, frame in wanted.items():
        compare(found[name], frame, name)


def compare(found: pd.DataFrame, wanted: pd.DataFrame, table: str) -> None:
    """Hold the columns of `wanted` that hold anything against those found, row by row."""
    columns = [name for name in BY_NAME[table].names if wanted[name].notna().any()]
    key = [name for name in BY_NAME[table].key if name in columns]
    left = found[columns].sort_values(key).reset_index(drop=True)
    right = wanted[columns].sort_values(key).reset_index(drop=True)
    pd.testing.assert_frame_equal(left, right, obj=table, check_exact=True)
    empty = [name for name in BY_NAME[table].names if name not in columns]
    filled = [name for name in empty if found[name].notna().any()]
    assert filled == [], f"{table}: what the export cannot hold came out of it"
