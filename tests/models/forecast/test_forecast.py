"""The forecast as a whole, on simulated companies and on hostile files."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from pandas import DataFrame

from kit.data.asof import records_known_at
from kit.data.frames import completed
from kit.demo.worlds import Workings, simulate
from kit.models.forecast import Forecast, forecast
from kit.window import Window

COMPANY = Workings(months=24, teams=5, regions=2, arrivals=12.0)
AS_OF = date(2022, 9, 30)


@pytest.fixture(scope="module")
def tables() -> dict[str, DataFrame]:
    return simulate(COMPANY, seed=4).tables


def known(tables: dict[str, DataFrame], as_of: date = AS_OF) -> dict[str, DataFrame]:
    return records_known_at(tables, as_of, Window(as_of).calendar)


@pytest.fixture(scope="module")
def made(tables: dict[str, DataFrame]) -> Forecast:
    return forecast(known(tables), Window(AS_OF), months=3, paths=200)


def test_teams_add_up_to_regions_and_the_company_on_every_path(made: Forecast) -> None:
    for method in ("stacked", "bottom_up", "top_down"):
        team = made.samples(["region", "team"], method).amounts
        region = made.samples(["region"], method).amounts
        company = made.samples((), method).amounts
        cents = np.rint(team * 100)
        assert (np.rint(region * 100).sum(axis=0) == cents.sum(axis=0)).all()
        assert (np.rint(company[0] * 100) == cents.sum(axis=0)).all()


def test_the_long_frame_holds_the_same_paths(made: Forecast) -> None:
    long = made.paths
    assert list(long) == ["region", "team", "as_of", "month", "part", "path", "amount"]
    summed = long.groupby(["month", "path"])["amount"].sum().to_numpy()
    assert summed == pytest.approx(made.samples().amounts[0].ravel())
    assert set(long["part"]) == {"won", "open", "new"}
    assert long["amount"].min() >= 0


def test_each_path_is_wholly_of_one_method(made: Forecast) -> None:
    stacked, bottom = (
        made.samples(["region", "team"]).amounts,
        made.samples(["region", "team"], "bottom_up").amounts,
    )
    top = made.samples(["region", "team"], "top_down").amounts
    assert made.is_top_down.mean() == pytest.approx(3 / 20, abs=0.03)
    assert stacked[:, :, made.is_top_down] == pytest.approx(top[:, :, made.is_top_down], abs=0.011)
    assert stacked[:, :, ~made.is_top_down] == pytest.approx(bottom[:, :, ~made.is_top_down])


def test_weights_say_how_many_paths_are_top_down(tables: dict[str, DataFrame]) -> None:
    only = forecast(known(tables), Window(AS_OF), months=1, paths=40, weights=1.0)
    assert only.is_top_down.all()


def test_the_order_of_rows_and_teams_of_others_do_not_matter(
    tables: dict[str, DataFrame], made: Forecast
) -> None:
    turned = {name: frame.iloc[::-1] for name, frame in known(tables).items()}
    again = forecast(turned, Window(AS_OF), months=3, paths=200)
    assert (again.from_open == made.from_open).all()
    assert (again.from_new == made.from_new).all()
    assert (again.from_totals == made.from_totals).all()


def test_another_seed_draws_other_paths_around_the_same_mean(
    tables: dict[str, DataFrame], made: Forecast
) -> None:
    other = forecast(known(tables), Window(AS_OF), months=3, paths=200, seed=9)
    one, two = (found.samples().amounts[0, 1:].sum(axis=0) for found in (made, other))
    assert (one != two).all()
    assert one.mean() == pytest.approx(two.mean(), rel=0.08)


def test_nothing_that_came_later_matters(tables: dict[str, DataFrame], made: Forecast) -> None:
    whole = forecast(tables, Window(AS_OF), months=3, paths=200)
    assert (whole.from_open == made.from_open).all()
    assert (whole.from_new == made.from_new).all()


def test_what_is_won_already_in_the_running_month_is_a_part_of_its_own(
    tables: dict[str, DataFrame],
) -> None:
    day = date(2022, 9, 12)
    found = forecast(known(tables, day), Window(day), months=2, paths=50)
    won = known(tables, day)["opportunities"].query("status == 'won' and closed_at >= '2022-09-01'")
    assert found.won.sum() == pytest.approx(won["amount"].sum())
    assert found.samples().amounts[0, 0].min() >= found.won.sum() - 0.01
    assert found.from_open[:, 0].mean() > 0


@pytest.mark.acceptance
@pytest.mark.parametrize("seed", [1])
def test_quarters_of_teams_fall_into_the_intervals_as_often_as_they_say(seed: int) -> None:
    company = Workings(months=42, teams=12, regions=3, arrivals=10.0)
    tables = simulate(company, seed).tables
    within, expected, came = {0.5: [], 0.8: [], 0.9: []}, 0.0, 0.0
    for as_of in pd.date_range("2022-09-30", "2024-03-31", freq="QE"):
        made = forecast(known(tables, as_of.date()), Window(as_of.date()), months=3, paths=200)
        paths = made.bottom_up[:, 1:].sum(axis=1)
        actual = _won_after(tables["opportunities"], made, as_of)
        for level, inside in within.items():
            low, high = np.quantile(paths, [(1 - level) / 2, (1 + level) / 2], axis=1)
            inside.extend((low <= actual) & (actual <= high))
        expected, came = expected + paths.mean(axis=1).sum(), came + actual.sum()
    # 84 team-quarters: three standard errors are 16, 13 and 10 points.
    assert np.mean(within[0.5]) == pytest.approx(0.5, abs=0.16)
    assert np.mean(within[0.8]) == pytest.approx(0.8, abs=0.13)
    assert np.mean(within[0.9]) == pytest.approx(0.9, abs=0.10)
    assert expected / came == pytest.approx(1, abs=0.12)


def _won_after(opportunities: DataFrame, made: Forecast, as_of: pd.Timestamp) -> np.ndarray:
    until = as_of + pd.offsets.QuarterEnd(1)
    closed = opportunities["closed_at"]
    inside = opportunities["status"].eq("won") & (closed > as_of) & (closed <= until)
    won = opportunities[inside].groupby(["region", "team"])["amount"].sum()
    return won.reindex(pd.MultiIndex.from_frame(made.teams), fill_value=0.0).to_numpy()


def rows(*records: dict[str, object]) -> dict[str, DataFrame]:
    """A file of so many opportunities, created on January 5 and still open unless they say."""
    usual = {"created_at": "2026-01-05", "status": "open", "closed_at": None, "amount": 100.0}
    frame = DataFrame([{**usual, **record} for record in records])
    for column in ("created_at", "closed_at"):
        frame[column] = pd.to_datetime(frame[column]).astype("datetime64[us]")
    frame["opportunity_id"] = [f"O{number:03d}" for number in range(len(frame))]
    frame["amount"] = frame["amount"].astype(float)
    return {"opportunities": completed(frame, "opportunities")}


WON = {"status": "won", "closed_at": "2026-02-10"}
LOST = {"status": "lost", "closed_at": "2026-02-20", "amount": 0.0}
HOSTILE = {
    "one win": rows(WON),
    "one loss": rows(LOST),
    "wins only": rows(*[WON] * 30, *[{}] * 5),
    "losses only": rows(*[LOST] * 30, *[{}] * 5),
    "teams that separate won from lost": rows(
        *[{**WON, "team": "A", "product": "x"}] * 40, *[{**LOST, "team": "B", "product": "y"}] * 40
    ),
    "a month of history": rows(
        *[{**WON, "created_at": "2026-03-02", "closed_at": "2026-03-20"}] * 6,
        *[{"created_at": "2026-03-10"}] * 9,
    ),
    "a giant": rows(*[WON] * 60, {**WON, "amount": 9e14}, *[{}] * 20),
    "amounts of zero": rows(*[{**WON, "amount": 0.0}] * 20, *[{"amount": 0.0}] * 10),
    "negative amounts": rows(*[{**WON, "amount": -50.0}] * 20, *[{"amount": -5.0}] * 10),
    "no amounts": rows(*[{**WON, "amount": None}] * 20, *[{"amount": None}] * 10),
    "all teams but one empty": rows(
        *[{**WON, "team": "A", "region": "R"}] * 30, {"team": "B", "region": "R"}, {"team": "C"}
    ),
    "the far past": rows(
        {**WON, "created_at": "1800-01-01", "closed_at": "1800-02-01"}, *[WON] * 30, *[{}] * 9
    ),
    "closed before created": rows(*[{**WON, "created_at": "2026-02-20"}] * 9, *[{}] * 9),
    "not begun": rows(*[WON] * 9, *[{"created_at": None}] * 9),
    "never created": rows(*[{**WON, "created_at": None}] * 9, *[{}] * 3),
    "names missing": rows(
        *[{**WON, "team": None, "region": "R"}] * 9, *[{**LOST, "team": "A", "region": None}] * 9
    ),
    "nothing since long": rows(
        *[{**WON, "created_at": "2021-01-01", "closed_at": "2021-03-01"}] * 40
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("day", [date(2026, 3, 31), date(2026, 3, 12)])
def test_amounts_are_finite_and_never_negative_on_hostile_files(name: str, day: date) -> None:
    made = forecast(known(HOSTILE[name], day), Window(day), months=12, paths=60)
    assert made.state in ("fitted", "pooled", "none")
    for values in (made.won, made.from_open, made.from_new, made.from_totals):
        assert np.isfinite(values).all()
        assert (values >= 0).all()
    assert made.paths["amount"].notna().all()


def test_with_nothing_ever_closed_there_is_no_path() -> None:
    made = forecast(rows({}, {}), Window(date(2026, 3, 31)), paths=50)
    assert made.state == "none"
    assert made.paths.empty
    assert list(made.paths) == ["region", "team", "as_of", "month", "part", "path", "amount"]


def test_an_empty_file_is_no_error() -> None:
    empty = {"opportunities": rows({})["opportunities"].iloc[:0]}
    made = forecast(empty, Window(date(2026, 3, 31)), paths=50)
    assert made.state == "none"
    assert made.samples().amounts.shape == (1, 13, 0)


def test_notes_say_what_a_reader_should_know() -> None:
    found = forecast(
        rows(*[WON] * 3, {**WON, "amount": None}, {**WON, "amount": -1.0}, {"created_at": None}),
        Window(date(2026, 3, 31)),
        paths=20,
    ).notes
    said = dict(zip(found["note"], found["value"], strict=True))
    assert said["open_not_begun"] == "1"
    assert said["wins_without_amount"] == "1"
    assert said["negative_wins"] == "1"
