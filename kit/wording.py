"""What rules and missing tables say, put into the words of the page's language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kit import language
from kit.advice import AT_LEAST, AT_MOST, Observation, Value
from kit.catalogue import Kpi, Listing
from kit.charts.labels import clean
from kit.data.records import Records
from kit.language import N_, N_pair
from kit.results import Finding, Notice
from kit.schemas import LABELS

_KEPT, _CHANGED = "earlier_forecasts", "chance_changes"
_MODELLED = (
    *("win_probabilities", "forecast_paths", "backtests", "win_scores", "reliability"),
    *(_KEPT, "customer_parameters", "effects"),
)
"""Tables that models made; the other derived ones are counted."""


def worded(observation: Observation, currency: str = "") -> Finding:
    """The finding that an observation makes in the current language.

    Parameters
    ----------
    currency
        Code of the currency that its amounts are in.
    """
    words = language.current()
    facts = {name: _value(value, currency) for name, value in observation.facts.items()}
    return Finding(
        rule=observation.rule,
        text=words.text(observation.message, **facts),
        severity=observation.severity,
        action=words.text(observation.action, **facts) if observation.action else "",
        evidence=tuple(_evidence(observation, currency)),
    )


def _evidence(observation: Observation, currency: str) -> Iterator[tuple[str, str]]:
    """The labelled numbers, both ends of an interval as one."""
    words, low = language.current(), ""
    for label, value in observation.evidence:
        text = _value(value, currency)
        if label == AT_LEAST:
            low = text
        elif label == AT_MOST and low:
            yield words.text(N_("Range")), words.text(N_("{low} to {high}"), low=low, high=text)
        else:
            yield words.text(label), text


def missing_table(kpi: Kpi | Listing, table: str) -> Notice:
    """What stands where a KPI would, when the project lacks a table that it reads."""
    words = language.current()
    return Notice(
        words.text(
            N_("“{kpi}” needs the table `{table}`, which this project does not have."),
            kpi=words.text(kpi.label),
            table=table,
        ),
        kind="missing",
        fix=words.text(
            N_("Declare it under `sources:` in params/project.yaml as `{table}`."), table=table
        ),
    )


def one_snapshot(first: date) -> Notice:
    """What stands where movement would, when no later snapshot is known yet.

    Parameters
    ----------
    first
        Last day that counts in the first snapshot.
    """
    words = language.current()
    said = N_("Movement is known from the second load on; the first one is as of {day}.")
    return Notice(
        words.text(said, day=words.date(first, "long")),
        kind="limit",
        fix=words.text(N_("Load the CRM regularly: each load adds what changed since the last.")),
    )


def unmodelled(kpi: Kpi | Listing, records: Records, as_of: date) -> Notice | None:
    """What stands where a KPI would that a model tells, when no model tells of that day.

    None where the KPI needs no model, or its models know that day.

    Parameters
    ----------
    records
        The slice, with the tables that models made.
    as_of
        Last day that counts on the page.
    """
    names = [name for name in kpi.derived if name in _MODELLED]
    if not names:
        return None
    words, label = language.current(), language.current().text(kpi.label)
    if not any(records.has(name) and len(records.derived(name)) for name in names):
        fitted = _fitted_on(records)
        if fitted is None or fitted <= as_of:
            return _without_model(label)
    if names == [_KEPT]:
        first = min(records.derived(_KEPT)["made"]).date()
        said = N_("No period is over yet that was forecast; the first forecast is as of {day}.")
        return Notice(words.text(said, day=words.date(first, "long")), kind="limit")
    fitted = _fitted_on(records)
    if kpi.name == _CHANGED and fitted == as_of:
        return one_snapshot(fitted)
    if fitted is None or fitted <= as_of:
        return None
    said = N_("“{kpi}” is not known for {day}: its model was fitted as of {fitted}.")
    days = {"day": words.date(as_of, "long"), "fitted": words.date(fitted, "long")}
    return Notice(
        words.text(said, kpi=label, **days),
        kind="limit",
        fix=words.text(
            N_("A model of a later day knows what came; fit it again as of that day in JupyterLab.")
        ),
    )


def nothing_known(kpi: Kpi | Listing) -> Notice:
    """What stands where a KPI would that has no value, or a listing that has no rows."""
    words = language.current()
    said = N_("“{kpi}” is not known for this unit and time: too little is recorded.")
    return Notice(words.text(said, kpi=words.text(kpi.label)), kind="limit")


def nothing_to_compare() -> Notice:
    """What stands where a comparison would, when nothing was fully recorded by then."""
    said = N_("Nothing can be compared: recorded history begins later, or within that period.")
    return Notice(language.current().text(said), kind="limit")


def not_recorded(kpi: Kpi, dimension: str) -> Notice:
    """What stands where a split would, when no record holds what it is split by."""
    words = language.current()
    said = N_("“{kpi}” cannot be split: “{dimension}” is recorded nowhere.")
    return Notice(words.text(said, kpi=words.text(kpi.label), dimension=dimension), kind="limit")


def nothing_stands_out() -> Notice:
    """What stands where findings would, when every rule is silent."""
    said = N_("Nothing stands out: no figure went past its limit further than chance explains.")
    return Notice(language.current().text(said))


def more_findings(count: int) -> Notice:
    """What follows the gravest findings, when there are others.

    Parameters
    ----------
    count
        How many are not shown here.
    """
    said = N_pair(
        "{n} more finding of less weight stands on the page of its subject.",
        "{n} more findings of less weight stand on the pages of their subjects.",
    )
    return Notice(language.current().plural(*said, count))


def _without_model(label: str) -> Notice:
    words = language.current()
    return Notice(
        words.text(
            N_("“{kpi}” needs a model, and too little is recorded for one."),
            kpi=label,
        ),
        kind="limit",
        fix=words.text(
            N_("Models are fitted at each load, as soon as closed opportunities are recorded.")
        ),
    )


def _fitted_on(records: Records) -> date | None:
    """The day that the models of the slice were fitted for."""
    days = [
        records.derived(name)["as_of"].max()
        for name in _MODELLED
        if records.has(name) and "as_of" in records.derived(name)
    ]
    known = [day for day in days if day == day]
    return max(known).date() if known else None


def _value(value: Value, currency: str) -> str:
    words = language.current()
    if value.unit == "table":
        return words.text(LABELS[str(value.value)])
    if value.unit == "word":
        return words.text(str(value.value))
    if isinstance(value.value, str):
        return clean(value.value)
    if isinstance(value.value, date):
        return words.date(value.value, "long")
    if value.unit == "distance":
        return words.distance(value.value)
    return words.value(value.value, value.unit, currency)
