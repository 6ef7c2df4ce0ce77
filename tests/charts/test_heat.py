from __future__ import annotations

from typing import Any

import pandas as pd

from kit import charts, palette
from kit.charts.canvas import alt


def answers(tidy: Any, cells: dict[tuple[str, str], float | None], **options: Any) -> pd.DataFrame:
    return tidy(
        list(cells.values()),
        kpi="response_rate",
        one_period=True,
        channel=[pair[0] for pair in cells],
        message=[pair[1] for pair in cells],
        **options,
    )


CELLS: dict[tuple[str, str], float | None] = {
    ("email", "offer"): 0.45,
    ("email", "news"): 0.05,
    ("call", "offer"): 0.9,
    ("call", "news"): None,
}


def test_every_known_cell_is_shaded_and_has_its_value(tidy: Any, texts: Any) -> None:
    ax: Any = charts.heat(answers(tidy, CELLS), rows="message", columns="channel")
    assert len(ax.patches) == 3
    assert {"45%", "5%", "90%", "offer", "news", "email", "call"} <= set(texts(ax))


def test_the_shades_are_steps_from_zero_to_the_highest(tidy: Any, parsed: Any) -> None:
    ax: Any = charts.heat(answers(tidy, CELLS), rows="message", columns="channel")
    light = {name: palette.BY_NAME[name].light for name in palette.HEAT}
    shades = [_hex(bar.get_facecolor()) for bar in ax.patches]
    assert shades == [light["heat5"], light["heat1"], light["heat9"]]


def _hex(colour: tuple[float, ...]) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in colour[:3])


def test_thin_cells_have_a_dot_and_hidden_ones_a_cross(tidy: Any, texts: Any) -> None:
    frame = answers(tidy, CELLS, marks=["", "thin", "", "suppressed"])
    ax: Any = charts.heat(frame, rows="message", columns="channel")
    drawn = texts(ax)
    assert "fewer than 30 records" in drawn
    assert "too few to show" in drawn


def test_thin_cells_are_no_finding_where_there_are_others(tidy: Any) -> None:
    frame = answers(tidy, CELLS, marks=["", "thin", "", ""])
    ax = charts.heat(frame, rows="message", columns="channel")
    assert alt(ax).splitlines() == [
        "Response rate – highest: offer, call, 90.0%; lowest: offer, email, 45.0%.",
        "Cells with a dot are left aside.",
    ]


def test_periods_stand_in_order_of_time_and_the_newest_are_kept(tidy: Any, texts: Any) -> None:
    frame = tidy([place / 100 for place in range(14)], team="a")
    ax: Any = charts.heat(frame, rows="team", columns="period")
    assert len(ax.patches) == 12
    assert "and 2 more rows or columns, in the table below" in texts(ax)
    heads = [label.get_text() for label in ax.get_xticklabels()]
    assert heads[0].split() == ["Mar", "2017"]
    assert heads[-1].split() == ["Feb", "2018"]


def test_lines_of_noughts_only_are_said_and_not_drawn(tidy: Any) -> None:
    frame = tidy(
        [4.0, 2.0, 0.0, 0.0],
        kpi="loss_reasons",
        measure="count",
        one_period=True,
        reason=["a", "a", "b", "b"],
        team=["x", "y", "x", "y"],
    )
    ax: Any = charts.heat(frame, rows="reason", columns="team")
    assert [label.get_text() for label in ax.get_yticklabels()] == ["a"]
    assert "b has none." in charts.alt(ax)


def test_where_not_all_rows_fit_those_with_the_highest_cells_stay(tidy: Any) -> None:
    names = [f"reason {place:02}" for place in range(30)]
    frame = tidy(
        [float(place + 1) for place in range(30)],
        kpi="loss_reasons",
        measure="count",
        one_period=True,
        reason=names,
        team="x",
    )
    ax: Any = charts.heat(frame, rows="reason", columns="team")
    shown = [label.get_text() for label in ax.get_yticklabels()]
    assert len(shown) == 24
    assert shown[0] == "reason 29"
    assert charts.alt(ax).endswith("and 6 more rows or columns, in the table below")


def test_quarters_after_the_first_purchase_are_named(tidy: Any) -> None:
    frame = tidy([0.4, 0.2], kpi="retention", one_period=True, k=[1, 2])
    ax = charts.heat(frame, rows="period", columns="k")
    assert "Quarter 1, 40.0%; lowest:" in alt(ax)
