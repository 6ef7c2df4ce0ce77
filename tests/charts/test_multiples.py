from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from kit import charts


@pytest.fixture
def frame(tidy: Any) -> pd.DataFrame:
    parts = [
        tidy([0.1, 0.2], team="Iberia"),
        tidy([0.8, 0.9], team="DACH"),
        tidy([None, None], team="Nordics"),
    ]
    return pd.concat(parts, ignore_index=True)


def test_panels_share_one_scale(frame: pd.DataFrame) -> None:
    panels = charts.multiples(frame, by="team").figure.axes
    assert len({panel.get_ylim() for panel in panels}) == 1


def test_each_member_with_values_has_a_panel_with_its_name_and_newest_value(
    frame: pd.DataFrame,
) -> None:
    panels = charts.multiples(frame, by="team").figure.axes
    assert [[text.get_text() for text in panel.texts] for panel in panels] == [
        ["Iberia", "20.0%"],
        ["DACH", "90.0%"],
    ]


def test_members_without_values_are_said(frame: pd.DataFrame) -> None:
    assert charts.alt(charts.multiples(frame, by="team")) == (
        "Win rate – highest: DACH, 90.0%; lowest: Iberia, 20.0%.\n"
        "Period: Feb 2017.\nNordics has no value."
    )


def test_panels_start_together_with_the_first_period_of_which_any_is_known(tidy: Any) -> None:
    parts = [tidy([None, 2.0, 3.0], team="Iberia"), tidy([None, None, 3.0], team="DACH")]
    panels = charts.multiples(pd.concat(parts), by="team", chart=charts.columns).figure.axes
    assert [panel.get_xlim() for panel in panels] == [(-0.5, 1.5), (-0.5, 1.5)]


def test_columns_keep_their_zero(frame: pd.DataFrame) -> None:
    panels = charts.multiples(frame, by="team", chart=charts.columns).figure.axes
    assert {panel.get_ylim()[0] for panel in panels} == {0.0}


def test_beyond_twelve_panels_the_rest_is_counted(tidy: Any, texts: Any) -> None:
    frame = pd.concat([tidy([0.1, 0.2], team=f"T{number}") for number in range(15)])
    ax = charts.multiples(frame, by="team")
    assert len(ax.figure.axes) == 12
    assert "and 3 more, in the table below" in texts(ax)


def test_a_long_name_leaves_room_for_the_value_of_its_panel(tidy: Any) -> None:
    names = ("Summer Sewald of the Western Office", "WWWWWWWWWWWWWWWWWWWWWWWW")
    parts = [tidy([1e5, 225_800.0], kpi="bookings", measure="amount", team=name) for name in names]
    ax = charts.multiples(pd.concat(parts), by="team", chart=charts.columns, currency="USD")
    ax.figure.canvas.draw()
    for panel in ax.figure.axes:
        name, value = (text.get_window_extent() for text in panel.texts)
        assert name.x1 < value.x0
