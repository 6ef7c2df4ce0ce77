"""What a notebook opens: `records`, `window`, `params`, `show`, `headline`, `finding`.

It computes nothing: records come from the store, numbers from `kit.kpis`, drawings from
`kit.charts`; here they become results and are put out under the kit's MIME type.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, cast

import pandas as pd
from IPython.display import display
from matplotlib.axes import Axes
from matplotlib.figure import Figure as MatplotlibFigure

from kit import advice, cards, catalogue, charts, files, lab_view, language, tables, tiles, wording
from kit.advice import Observation
from kit.data.handover import Handover
from kit.data.records import Records
from kit.language import use as speak
from kit.params import Limits, ReportParameters
from kit.results import Figure, Finding, Headline, Notice, Result, Table, canonical, to_wire
from kit.units import Unit
from kit.window import Window

_DAYS = "observed_days"


@dataclass(frozen=True)
class Report:
    """One unit's report while it is being written.

    Attributes
    ----------
    records
        The unit's tables as known on `as_of`; an absent table is empty.
    window
        Periods, calendar and level; the second argument of every KPI.
    params
        The parameters that the notebook was opened with, checked.
    currency
        Code of the currency that all amounts are in.
    index_language
        Language of the site's index, which says the tiles and findings too; empty for the page's.
    """

    records: Records
    window: Window
    params: ReportParameters
    currency: str = field(default="", repr=False)
    index_language: str = field(default="", repr=False)

    def show(
        self,
        drawn: Axes | pd.DataFrame,
        frame: pd.DataFrame | None = None,
        *,
        title: str = "",
        **how: Any,
    ) -> None:
        """Show a chart with the data behind it, or a frame as a table.

        Parameters
        ----------
        drawn
            A chart from `kit.charts`, or a frame to be shown as a table.
        frame
            The tidy frame that the chart was drawn from; it opens below the chart.
        title
            Instead of the KPI's label; a message, said in the page's language.
        **how
            Passed on to `kit.tables.display`, when a frame is shown.
        """
        title = language.current().text(title)
        behind = drawn if isinstance(drawn, pd.DataFrame) else frame
        lacking = self._missing(behind) or self._too_early(behind) or self._unmodelled(behind)
        lacking = lacking or _incomparable(behind) or _unknown(behind)
        if lacking:
            _put(lacking)
        elif isinstance(drawn, pd.DataFrame):
            _put(tables.display(drawn, title=title, currency=self.currency, **how))
        else:
            _put(self._figure(drawn, frame, title))

    def headline(
        self, frame: pd.DataFrame, changes: pd.DataFrame | None = None, *, measure: str = ""
    ) -> None:
        """Show a KPI's newest value as a tile, with its change where `changes` holds it."""
        lacking = self._missing(frame) or self._too_early(frame) or self._unmodelled(frame)
        tile = partial(tiles.tile, frame, self.window, measure=measure, changes=changes)
        if lacking:
            _put(lacking)
        else:
            self._put_news(partial(tile, currency=self.currency))

    def finding(self, *observations: Observation | Iterable[Observation]) -> None:
        """Show what rules of `kit.advice` say; nothing when they are silent."""
        for one in observations:
            for observation in [one] if isinstance(one, Observation) else one:
                self._put_news(partial(wording.worded, observation, self.currency))

    def gravest(self, *observations: Iterable[Observation], most: int = 6) -> None:
        """Show the gravest of what rules say, those that ask for action first.

        Parameters
        ----------
        *observations
            What rules of `kit.advice` gave.
        most
            How many to show. Of the others it is said how many there are; where all rules are
            silent, that nothing stands out.
        """
        found = advice.by_severity(one for several in observations for one in several)
        self.finding(found[:most])
        if not found:
            _put(wording.nothing_stands_out())
        elif len(found) > most:
            _put(wording.more_findings(len(found) - most))

    def cards(self, **how: int) -> None:
        """Show a card for each account with something open or a recent purchase.

        `how` is passed on to `kit.cards.account_cards`: `months` (how recent), `limit` (how many
        cards at most) and `touches` (how many of the last ones a card shows).
        """
        unit = Unit(self.params.region, self.params.team)
        drawn = cards.account_cards(self.records, unit, self.window, currency=self.currency, **how)
        _put(drawn if drawn.cards else Notice(drawn.note, "limit"))

    def _put_news(self, said: Callable[[], Headline | Finding]) -> None:
        """Show what the index shows too, put into its words as well as into the page's."""
        if self.index_language in ("", language.current().code):
            _put(said())
            return
        with language.speaking(self.index_language):
            on_index = said()
        _put(said(), on_index)

    def _figure(self, ax: Axes, frame: pd.DataFrame | None, title: str) -> Figure:
        data: Table | None = None
        name = ""
        if frame is not None:
            data = tables.drawn(frame, currency=self.currency)
            name = tables.kpi_of(frame)
        alt = charts.alt(ax)
        figure = cast(MatplotlibFigure, ax.figure)
        width, height = (round(float(inches) * 72) for inches in figure.get_size_inches())
        prefix = (
            "k" + files.digest(canonical(to_wire(data)) + title + alt if data else title + alt)[:8]
        )
        label = title or (language.current().text(catalogue.find(name).label) if name else "")
        svg = charts.page_svg(figure, prefix)
        return Figure(label, svg, alt, width, height, data, name)

    def _missing(self, frame: pd.DataFrame | None) -> Notice | None:
        """What to say instead of a KPI or listing whose tables the project does not have."""
        name = tables.entry_of(frame)
        if not name:
            return None
        entry = catalogue.find_entry(name)
        table = catalogue.lacking(entry, self.records.missing)
        return wording.missing_table(entry, table) if table else None

    def _too_early(self, frame: pd.DataFrame | None) -> Notice | None:
        """What to say instead of a KPI that two snapshots tell, while there is but one."""
        name = "" if frame is None else tables.kpi_of(frame)
        is_observed = bool(name) and _DAYS in catalogue.find(name).derived
        if frame is None or not is_observed or frame["value"].notna().any():
            return None
        days = self.records.derived(_DAYS)["as_of"] if self.records.has(_DAYS) else ()
        return wording.one_snapshot(min(days).date()) if len(days) else None

    def _unmodelled(self, frame: pd.DataFrame | None) -> Notice | None:
        """What to say instead of a KPI or listing that a model would have to tell."""
        name = tables.entry_of(frame)
        if frame is None or not name:
            return None
        entry = catalogue.find_entry(name)
        # A target beside a forecast is no forecast: the leading measure decides.
        is_kpi = isinstance(entry, catalogue.Kpi) and "measure" in frame
        leading = frame[frame["measure"].eq(entry.measure().name)] if is_kpi else frame  # type: ignore[union-attr]
        known = tables.is_known(leading if len(leading) else frame)
        return None if known else wording.unmodelled(entry, self.records, self.window.as_of)


def open_report(
    *,
    region: str = "",
    team: str = "",
    as_of: str = "",
    period: str = "month",
    periods: int = 12,
    language: str = "",
) -> Report:
    """Open the report of one unit.

    Parameters
    ----------
    region, team
        The unit; both empty for the company.
    as_of
        ISO date, inclusive; empty for the newest event in the snapshot.
    period, periods
        Length of a period (week, month, quarter, year) and how many of them.
    language
        Language of everything that is generated; empty for the unit's own.

    Raises
    ------
    ParamError
        If a parameter is unknown or mistyped, names a unit that does not exist, or a day after
        the snapshot's.
    DataError
        If the project has no snapshot yet.
    """
    asked: dict[str, Any] = {"region": region, "team": team, "as_of": as_of}
    asked |= {"period": period, "periods": periods, "language": language}
    params = ReportParameters.from_mapping(asked, "open_report")
    handover, store = Handover.open(params)
    window, currency = handover.window(params), handover.settings["currency"]
    speak(params.language or handover.settings["unit_language"], currency)
    charts.use(window)
    advice.use(Limits.of(handover.settings["findings"]))
    records = handover.records(store, window)
    return Report(records, window, params, currency, handover.settings["index_language"])


def _incomparable(frame: pd.DataFrame | None) -> Notice | None:
    """What to say instead of a comparison in which nothing can be compared."""
    if frame is None or not tables.is_comparison(frame) or frame["value"].notna().any():
        return None
    return wording.nothing_to_compare()


def _unknown(frame: pd.DataFrame | None) -> Notice | None:
    """What to say instead of a KPI of which nothing is known, or a listing without rows."""
    name = tables.entry_of(frame)
    if frame is None or not name:
        return None
    if not tables.is_known(frame):
        return wording.nothing_known(catalogue.find_entry(name))
    blank = [one for one in tables.dimensions(frame) if frame[one].isna().all()]
    return wording.not_recorded(catalogue.find(name), tables.heading(blank[0])) if blank else None


def _put(result: Result, on_index: Result | None = None) -> None:
    display(lab_view.bundle(result, on_index), raw=True)
