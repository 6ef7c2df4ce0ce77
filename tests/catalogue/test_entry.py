"""What an entry says of itself."""

from __future__ import annotations

import json

import pytest

from kit.catalogue import find
from kit.errors import ParamError


def test_the_definition_is_the_first_sentence_of_the_docstring() -> None:
    assert find("bookings").definition == (
        "Amount of the opportunities won in the period, by the date they closed."
    )
    assert find("win_rate").source == "opportunities (status, closed_at)"


def test_a_kpi_without_measures_has_one_called_value_with_its_own_label_and_unit() -> None:
    measure = find("win_rate").measure()
    assert (measure.name, measure.label, measure.unit) == ("value", "Win rate", "ratio")
    assert measure.headline == "Win rate"


def test_a_measure_is_found_by_name_and_the_leading_one_without() -> None:
    assert find("bookings").measure().headline == "Bookings"
    assert find("bookings").measure("count").unit == "count"
    with pytest.raises(ParamError, match=r"`bookings` has no measure `amont`.*`amount`"):
        find("bookings").measure("amont")


def test_an_entry_is_json_ready() -> None:
    entry = json.loads(json.dumps(find("open_pipeline").as_dict()))
    assert entry["measures"] == ["count", "started", "amount", "not_started"]
    assert {"name", "label", "definition", "unit", "better", "tables", "additive"} <= set(entry)
