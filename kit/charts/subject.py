"""What a tidy frame is about: its label, its unit, and how its numbers and periods are said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from kit import catalogue
from kit.charts.labels import clean
from kit.errors import ParamError
from kit.language import N_, current
from kit.window import Calendar, Period, Window

_window: Window | None = None


@dataclass(frozen=True)
class Subject:
    """A KPI's measure as charts and tables speak of it.

    Attributes
    ----------
    kpi, measure
        Names in the catalogue.
    label
        The measure's name where it stands alone, in the page's language.
    unit
        Unit of the catalogue; ``number`` for what the catalogue does not hold.
    currency
        Code of the currency of amounts; by default the one that the process speaks of.
    """

    kpi: str
    measure: str
    label: str
    unit: str
    currency: str = ""

    def text(self, value: float) -> str:
        """The value in its unit; amounts as short as a chart needs them."""
        return current().value(value, self.unit, self.currency, compact=True)

    def whole(self, value: float) -> str:
        """A ratio in whole percent, where there is little room; else like `text`."""
        return current().percent(value, 0) if self.unit == "ratio" else self.text(value)

    def bounded(self, row: pd.Series) -> str:
        """Value and, where there is one, its interval."""
        text = self.text(row["value"])
        if pd.isna(row["low"]) or pd.isna(row["high"]):
            return text
        low, high = (self.bound(row[name]) for name in ("low", "high"))
        return f"{text} ({joined(low, high, row['low'])})"

    def bound(self, value: float) -> str:
        """A bound beside its value, which has said the unit; compact amounts need theirs."""
        words = current()
        if self.unit == "ratio":
            return words.number(value * 100, 1)
        if self.unit == "points":
            return words.number(value, 1)
        if self.unit == "money":
            return self.text(value)
        if self.unit in ("days", "hours"):
            return words.span_number(value)
        return words.value(value, "count" if self.unit == "count" else "number")


def joined(low: str, high: str, start: float) -> str:
    """Both bounds of an interval that begins at `start`; after a dash a minus would not be seen.

    >>> joined("1.2", "3.4", 1.2), joined("−3.4", "−1.2", -3.4)
    ('1.2–3.4', '−3.4 to −1.2')
    """
    if start >= 0:
        return f"{low}–{high}"
    return current().text(N_("{low} to {high}"), low=low, high=high)


def use(window: Window | None) -> None:
    """Make charts and tables of this process call periods as `window` cuts them.

    Set once when a report opens, as the language is. Without a window the length of periods is
    taken from their distance, and years start in January.
    """
    global _window  # noqa: PLW0603 (a process shows one report; as with the language)
    _window = window


def subject(kpi: str, measure: str = "value", currency: str = "") -> Subject:
    """The subject of one measure, from the catalogue; an unknown one is called by its name.

    Notebooks may show a frame that an analyst has made, so that the catalogue is asked, not obeyed.
    """
    try:
        found = catalogue.find(kpi).measure(measure)
    except ParamError:
        return Subject(kpi, measure, _plain(kpi), "number", currency)
    return Subject(kpi, measure, current().text(found.headline), found.unit, currency)


def kpi_label(kpi: str) -> str:
    """The KPI's own label, in the page's language."""
    try:
        return current().text(catalogue.find(kpi).label)
    except ParamError:
        return _plain(kpi)


def measure_label(kpi: str, measure: str) -> str:
    """The measure's label beside the KPI's own, in the page's language."""
    try:
        return current().text(catalogue.find(kpi).measure(measure).label)
    except ParamError:
        return _plain(kpi if measure == "value" else measure)


def member_label(kpi: str, dimension: str, member: object) -> str:
    """The label of a member of a KPI's own axis, in the page's language; else its name, cleaned."""
    is_own = is_axis(kpi, dimension)
    known = catalogue.find(kpi).members.get(str(member)) if is_own else None
    return current().text(known) if known else clean(member)


def is_axis(kpi: str, dimension: str) -> bool:
    """Whether the KPI always has the dimension, whatever it is split by."""
    try:
        return dimension in catalogue.find(kpi).axes
    except ParamError:
        return False


def counts_closed(kpi: str) -> bool:
    """Whether the KPI is about opportunities of which only closed ones have a value."""
    try:
        found = catalogue.find(kpi)
        return found.tables[:1] == ("opportunities",) and not found.derived
    except ParamError:
        return False


def pick(
    frame: pd.DataFrame, measure: str = "", currency: str = ""
) -> tuple[pd.DataFrame, Subject]:
    """The rows of one measure, and what they are about.

    Parameters
    ----------
    frame
        Tidy frame of one KPI.
    measure
        Which measure; by default ``value``, else the first one of the frame.
    """
    names = list(frame["measure"].unique())
    chosen = measure or ("value" if "value" in names or not names else str(names[0]))
    kpi = str(frame["kpi"].iloc[0]) if len(frame) else ""
    rows = frame[frame["measure"] == chosen]
    rows.attrs = {}  # no chart asks its rows for them, and each step would copy them in depth
    return rows, subject(kpi, chosen, currency)


def undivided(rows: pd.DataFrame, *over: str) -> pd.DataFrame:
    """The rows, where each period has one value (for each member of the dimensions `over`).

    Raises
    ------
    ParamError
        If the frame is split by more than the chart can tell apart.
    """
    told_apart = ["period", *(name for name in over if name not in ("", "period"))]
    fixed = ("kpi", "measure", "value", "low", "high", "n", "mark", *told_apart)
    splits = [str(name) for name in rows.columns if name not in fixed]
    if splits and rows.duplicated(told_apart).any():
        raise ParamError(
            f"The frame is split by `{splits[0]}`, which this chart would draw as one. Name it "
            f'(hue="{splits[0]}" of a trend), draw `charts.bars(…, by="{splits[0]}")`, or '
            f'`charts.multiples(…, by="{splits[0]}")`.'
        )
    return rows


def latest(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of the last period in which anything is known."""
    known = rows.loc[rows["value"].notna(), "period"]
    return rows[rows["period"] == (known if len(known) else rows["period"]).max()]


def period_name(start: pd.Timestamp, rows: pd.DataFrame) -> str:
    """The period of `rows` that starts on `start`, as readers call it."""
    length = _window.period if _window else _length(rows["period"])
    if _window and _window.start is not None:
        return current().span(_window)
    if length is None:
        return current().date(start.date(), "short")
    return current().period(start.date(), length, calendar())


def period_ahead(ahead: int, rows: pd.DataFrame, window: Window | None = None) -> str:
    """The period that lies `ahead` periods after the first one not over, as readers call it."""
    start, length, cut = first_ahead(rows, window)
    return current().period(cut.step(start, length, ahead), length, cut)


def first_ahead(rows: pd.DataFrame, window: Window | None = None) -> tuple[date, Period, Calendar]:
    """Start of the first period that is not over, how long it is, and the calendar it follows.

    Forecasts are of months where a report's periods are weeks.
    """
    window = window or rows.attrs.get("window") or _window
    length: Period = "month" if window is None or window.period == "week" else window.period
    day = window.end if window else rows["period"].iloc[0].date()
    cut = window.calendar if window else Calendar()
    return cut.floor(day, length), length, cut


def calendar() -> Calendar:
    """The calendar that reports of this process follow."""
    return _window.calendar if _window else Calendar()


def period_tick(start: pd.Timestamp, rows: pd.DataFrame) -> str:
    """The same, short enough for an axis: a week is named by its first day."""
    if _length(rows["period"]) == "week":
        return current().date(start.date(), "short")
    return period_name(start, rows)


def _plain(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _length(periods: pd.Series) -> Period | None:
    starts = np.unique(periods.dropna().to_numpy("datetime64[D]"))
    if len(starts) < 2:
        return None
    days = int(np.diff(starts).min().astype(int))
    return "week" if days < 28 else "month" if days < 89 else "quarter" if days < 365 else "year"
