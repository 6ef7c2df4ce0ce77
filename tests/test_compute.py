"""One KPI by name, as the command line gives it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from kit import catalogue, kpis
from kit.compute import compute, open_unit
from kit.data.records import Records
from kit.errors import DataError, ParamError
from kit.params import Settings
from kit.units import Unit
from kit.window import Window
from tests.two_teams import AS_OF, opportunities, stored

WINDOW = Window(AS_OF, periods=2)


@pytest.fixture(scope="module")
def records() -> Records:
    """Two closed opportunities and an open one; Cy is an owner without any."""
    table = opportunities(status=["won", "lost", "open"])
    owners = pd.DataFrame({"owner": ["Ada", "Bo", "Cy"], "team": "North"})
    return Records.of({"opportunities": table, "owners": owners})


@pytest.mark.parametrize("kpi", catalogue.KPIS, ids=lambda kpi: kpi.name)
def test_every_kpi_is_computed_as_a_notebook_gets_it(kpi: catalogue.Kpi, records: Records) -> None:
    tables = [getattr(records, name) for name in kpi.tables]
    by = ["owner"] if "owner" in tables[0] else ["team"]
    asked = compute(kpi.name, records, WINDOW, by=by)
    pd.testing.assert_frame_equal(asked, kpi.function(*tables, WINDOW, by=by))
    # Without a record an axis has no members, and the frame no rows.
    members = set(tables[0][by[0]].cat.categories)
    assert set(asked[by[0]].dropna()) == members or (kpi.axes and asked.empty)


def test_a_listing_is_computed_too_and_cannot_be_split(records: Records) -> None:
    spans = kpis.recorded_spans(records.opportunities, WINDOW)
    pd.testing.assert_frame_equal(compute("recorded_spans", records, WINDOW), spans)
    quality = kpis.data_quality(records, WINDOW)
    pd.testing.assert_frame_equal(compute("data_quality", records, WINDOW), quality)
    with pytest.raises(ParamError, match="`recorded_spans` is a listing and cannot be split"):
        compute("recorded_spans", records, WINDOW, by=["owner"])


def test_without_by_the_kpi_keeps_its_own_default(records: Records) -> None:
    pd.testing.assert_frame_equal(
        compute("leaderboard", records, WINDOW), kpis.leaderboard(records.opportunities, WINDOW)
    )
    assert compute("win_rate", records, WINDOW)["value"].tolist() == [1, 0]


def test_an_absent_table_gives_a_frame_without_values() -> None:
    assert compute("win_rate", Records.of({}), WINDOW)["value"].isna().tolist() == [True, True]


def test_an_unknown_kpi_is_refused_with_a_suggestion(records: Records) -> None:
    with pytest.raises(ParamError, match=r"Unknown KPI `bookngs`\. Did you mean `bookings`\?"):
        compute("bookngs", records, WINDOW)


def test_an_unknown_dimension_is_refused_with_a_suggestion(records: Records) -> None:
    with pytest.raises(ParamError, match=r"`teams` in `by`\. Did you mean `team`\?"):
        compute("bookings", records, WINDOW, by=["teams"])


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A project of two teams, loaded up to 28 February 2026."""
    settings = Settings(folder=tmp_path, privacy={"minimum_group": 2})
    stored(settings)
    return settings


def test_a_unit_is_opened_with_its_own_records_only(settings: Settings) -> None:
    opened = open_unit(settings, {"team": "DACH", "periods": 2})
    assert opened.unit == Unit("EMEA", "DACH")
    assert opened.window.as_of == WINDOW.as_of
    assert opened.window.minimum_group == 2
    frame = compute("bookings", opened.records, opened.window)
    assert frame["value"].dropna().tolist() == [30, 1]  # no close of DACH is recorded in January


def test_a_past_day_is_opened_as_it_was_known(settings: Settings) -> None:
    opened = open_unit(settings, {"as_of": "2026-01-31", "periods": 1})
    frame = compute("bookings", opened.records, opened.window)
    assert frame["value"].tolist() == [100, 1]


def test_a_day_after_the_snapshot_is_refused(settings: Settings) -> None:
    with pytest.raises(ParamError, match=r"2026-03-01 lies after the snapshot's own, 2026-02-28"):
        open_unit(settings, {"as_of": "2026-03-01"})


def test_without_a_snapshot_the_next_step_is_said(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"There is no snapshot yet\. Run `kit load` first\."):
        open_unit(Settings(folder=tmp_path), {})
