"""Whether to believe the forecast."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from kit import advice
from kit.params.limits import Limits
from kit.window import Window
from kit.wording import worded

WINDOW = Window(date(2026, 3, 31))
METHODS = ("seasonal_share", "mean")


def accuracy(tried: int = 10, **beside: tuple[float, float, float, int]) -> pd.DataFrame:
    """The forecast on so many origins, and its loss beside other methods': value, bounds, n."""
    rows = [
        ("kit", "wape", 0.12, None, None, tried),
        ("kit", "coverage", 0.9, 0.6, 0.98, tried),
        ("kit", "pinball", 100.0, None, None, tried),
        ("kit", "relative", None, None, None, tried),
    ]
    rows += [(name, "relative", *numbers) for name, numbers in beside.items()]
    frame = pd.DataFrame(rows, columns=["method", "measure", "value", "low", "high", "n"])
    return frame.astype(dict.fromkeys(("value", "low", "high"), "float64"))


def earlier(bias: float) -> pd.DataFrame:
    """Four periods, three of them inside the bounds."""
    rows = {"measure": ["wape", "bias", "coverage"], "value": [0.2, bias, 0.75], "n": 4}
    return pd.DataFrame(rows)


def states(*, note: str = "", **found: str) -> pd.DataFrame:
    rows = {"model": list(found), "state": list(found.values()), "note": note}
    return pd.DataFrame(rows).assign(as_of=pd.Timestamp(WINDOW.as_of))


def opportunities(status: str, created: str | None) -> pd.DataFrame:
    return pd.DataFrame({"status": [status], "created_at": pd.to_datetime([created])})


@pytest.mark.parametrize(
    ("bounds", "rule", "severity"),
    [
        ((0.8, 0.6, 0.99), "forecast_better", "info"),
        ((0.9, 0.7, 1.05), "forecast_alike", "info"),
        ((1.3, 1.01, 1.6), "forecast_worse", "act"),
    ],
)
def test_the_verdict_follows_the_interval_of_the_ratio(
    bounds: tuple[float, float, float], rule: str, severity: str
) -> None:
    (said,) = advice.forecast_believed(accuracy(mean=(*bounds, 10)))
    assert (said.rule, said.severity) == (rule, severity)
    assert said.facts["n"].value == 10


def test_it_is_held_against_the_method_that_does_best() -> None:
    frame = accuracy(mean=(0.5, 0.4, 0.6, 10), seasonal_share=(1.2, 1.1, 1.4, 10))
    (said,) = advice.forecast_believed(frame)
    assert said.rule == "forecast_worse"
    assert said.facts["method"].value == "Same season"


def test_parts_of_the_forecast_itself_are_no_rule_of_thumb() -> None:
    frame = accuracy(mean=(0.5, 0.4, 0.6, 10), top_down=(1.2, 1.1, 1.4, 10))
    assert advice.forecast_believed(frame)[0].rule == "forecast_better"


def test_a_method_that_could_rarely_say_something_is_left_out() -> None:
    frame = accuracy(mean=(0.5, 0.4, 0.6, 10), ets=(1.2, 1.1, 1.4, 4))
    assert advice.forecast_believed(frame)[0].rule == "forecast_better"


@pytest.mark.parametrize("tried", [1, 3])
def test_too_few_origins_are_said(tried: int) -> None:
    (said,) = advice.forecast_believed(accuracy(tried, mean=(0.5, 0.4, 0.6, tried)))
    assert said.rule == "forecast_untried"
    assert said.facts["n"].value == tried


def test_how_many_origins_it_takes_can_be_set() -> None:
    advice.use(Limits.of({"least_origins": 11}))
    (said,) = advice.forecast_believed(accuracy(10, mean=(0.5, 0.4, 0.6, 10)))
    assert said.rule == "forecast_untried"


@pytest.mark.parametrize(
    "frame", [accuracy().assign(value=None), accuracy().head(0), accuracy()], ids=str
)
def test_without_anything_to_compare_nothing_is_said(frame: pd.DataFrame) -> None:
    assert advice.forecast_believed(frame) == ()


@pytest.mark.parametrize(("bias", "way"), [(0.1, "too high"), (-0.1, "too low")])
def test_forecasts_that_were_shown_are_held_against_what_came(bias: float, way: str) -> None:
    (said,) = advice.forecasts_come_true(earlier(bias))
    assert way in said.message
    assert (said.facts["inside"].value, said.facts["off"].value) == (3, 0.1)


def test_before_any_period_is_over_earlier_forecasts_are_silent() -> None:
    assert advice.forecasts_come_true(earlier(0.1).assign(value=None)) == ()


def test_models_that_had_too_little_are_named_once() -> None:
    found = pd.concat([states(hazards="pooled"), states(hazards="pooled", forecast="too_little")])
    (said,) = advice.models_fitted(found)
    assert [label for label, _ in said.evidence] == ["Model of cycle times", "Forecast of bookings"]


@pytest.mark.parametrize(
    ("note", "rules"),
    [
        ("open_not_begun; months_of_arrivals", ["forecast_without_undated"]),
        ("arrivals_thin_since", ["forecast_arrivals_thin"]),
        ("months_of_arrivals", []),
    ],
)
def test_what_the_forecast_leaves_out_is_said(note: str, rules: list[str]) -> None:
    found = states(forecast="fitted", note=note)
    said = advice.forecast_limits(found, opportunities("open", None), WINDOW)
    assert [one.rule for one in said] == rules
    assert advice.models_fitted(found) == ()


@pytest.mark.parametrize(("status", "created"), [("open", "2026-01-05"), ("lost", None)])
def test_a_unit_is_not_told_of_undated_ones_that_others_have(
    status: str, created: str | None
) -> None:
    found = states(forecast="fitted", note="open_not_begun")
    assert advice.forecast_limits(found, opportunities(status, created), WINDOW) == ()


def test_notes_of_another_day_are_not_read() -> None:
    found = states(forecast="fitted", note="open_not_begun; arrivals_thin_since")
    earlier = WINDOW.at(date(2026, 2, 28))
    assert advice.forecast_limits(found, opportunities("open", None), earlier) == ()


def test_an_error_is_told_as_so_much_larger_or_smaller() -> None:
    worse, alike, better = (
        worded(advice.forecast_believed(accuracy(mean=(*one, 10)))[0]).text
        for one in ((1.018, 1.01, 1.03), (0.95, 0.7, 1.05), (0.8, 0.6, 0.9))
    )
    assert "its error was 1.8% larger than that of a simple method, “Mean so far”" in worse
    assert "its error was 5.0% smaller, which may be chance" in alike
    assert "its error was 20.0% smaller than that of the best simple method" in better


@pytest.mark.parametrize(
    "found", [None, states(hazards="fitted", forecast="fitted"), states(hazards="none")]
)
def test_fitted_models_and_missing_ones_are_silent(found: pd.DataFrame | None) -> None:
    assert advice.models_fitted(found) == ()
