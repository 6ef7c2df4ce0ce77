from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from xml.etree import ElementTree

import pandas as pd
import pytest

from kit import charts

HOSTILE = (
    "$a$ <b>&amp;\"'",
    "\u202egnp.exe\nname",
    "_under",
    "x" * 300,
    "",
    "日本語の長い名前のお客様株式会社",
    "=cmd|' /C calc'!A0",
    "{value} %s \\frac{1}{2}",
    "</svg><script>alert(1)</script>",
    "a\x00b\x1b[31m",
    "url(#p1); style=",
    "a" + "\u0301" * 40,
)


@pytest.fixture(autouse=True)
def no_report_is_open() -> None:
    """What a report opened in this process before would say of periods does not count here."""
    charts.use(None)


@pytest.fixture
def hostile() -> tuple[str, ...]:
    return HOSTILE


@pytest.fixture
def tidy() -> Callable[..., pd.DataFrame]:
    """A tidy frame of monthly values from January 2017, or of one period with members."""

    def build(
        values: Sequence[float | None],
        *,
        kpi: str = "win_rate",
        measure: str = "value",
        half: float | None = None,
        n: int = 100,
        marks: Sequence[str] = (),
        start: str = "2017-01-01",
        one_period: bool = False,
        **dimensions: Any,
    ) -> pd.DataFrame:
        count = len(values)
        starts = pd.date_range(start, periods=1 if one_period else count, freq="MS")
        value = pd.Series(values, dtype="float64")
        return pd.DataFrame(
            {
                "kpi": kpi,
                "measure": measure,
                "period": starts[0] if one_period else starts,
                **dimensions,
                "value": value,
                "low": value - half if half else float("nan"),
                "high": value + half if half else float("nan"),
                "n": pd.array([n] * count, dtype="Int64"),
                "mark": list(marks) or [""] * count,
            }
        ).astype({"period": "datetime64[us]"})

    return build


@pytest.fixture
def by_age() -> Callable[..., pd.DataFrame]:
    """Won and lost shares at ages 0, 30 and 60, and what is still open."""

    def build(kpi: str = "win_rate_curve", **dimensions: Any) -> pd.DataFrame:
        shares = {"won": [0.0, 0.2, 0.5], "lost": [0.0, 0.1, 0.3]}
        if kpi == "close_rate_by_age":
            shares = {"won": [0.2, 0.5, None], "lost": [0.1, 0.3, None]}
            shares["still_open"] = [0.7, 0.2, None]
        parts = [
            pd.DataFrame(
                {
                    "kpi": kpi,
                    "measure": measure,
                    "period": pd.Timestamp("2017-12-01"),
                    **dimensions,
                    "age_days": [0.0, 30.0, 60.0],
                    "value": pd.Series(values, dtype="float64"),
                    "low": float("nan"),
                    "high": float("nan"),
                    "n": pd.array([90, 60, 20], dtype="Int64"),
                    "mark": "",
                }
            )
            for measure, values in shares.items()
        ]
        return pd.concat(parts, ignore_index=True)

    return build


@pytest.fixture
def parsed() -> Callable[[Any], ElementTree.Element]:
    """A chart's page SVG, parsed."""

    def read(ax: Any, prefix: str = "k1") -> ElementTree.Element:
        return ElementTree.fromstring(charts.page_svg(ax.figure, prefix))  # noqa: S314 (our own)

    return read


@pytest.fixture
def texts() -> Callable[..., list[str]]:
    """All texts of a chart, ticks included, as they are drawn."""

    def read(ax: Any) -> list[str]:
        from matplotlib.text import Text

        ax.figure.canvas.draw()
        found = [text.get_text() for text in ax.figure.findobj(Text) if text.get_visible()]
        return [text for text in found if text]

    return read
