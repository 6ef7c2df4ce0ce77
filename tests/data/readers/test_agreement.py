"""The second opinion notices when a value, a row or a sum is not what the file says."""

from dataclasses import replace

import pytest

from tests.data.readers.agreement import disagreements
from tests.data.readers.damage import REQUIRED, ROWS, csv_bytes, loaded
from tests.data.readers.strict import table_of, text_of
from tests.data.readers.test_mutations import meaning


@pytest.fixture
def compared(tmp_path):
    data = csv_bytes(ROWS)
    (tmp_path / "data.csv").write_bytes(data)
    rows, _ = meaning(table_of(text_of(data), REQUIRED))
    return loaded(tmp_path, "data.csv"), rows


def test_what_was_read_exactly_agrees(compared):
    assert disagreements(*compared, {}) == []


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("amount", lambda amounts: amounts * 10),
        ("owner", lambda names: names.str.upper()),
        ("created_at", lambda days: days.dt.normalize() - days.dt.normalize().diff().max()),
        ("closed_at", lambda days: days.where(days.isna())),
    ],
)
def test_a_value_that_was_changed_unsaid_is_noticed(compared, name, change):
    found, rows = compared
    spoiled = found.frame.assign(**{name: change(found.frame[name])})
    assert any(
        f", {name}: " in one for one in disagreements(replace(found, frame=spoiled), rows, {})
    )


def test_a_row_that_is_gone_unsaid_is_noticed(compared):
    found, rows = compared
    less = replace(found, frame=found.frame.iloc[:-1], lines=found.lines[:-1])
    assert disagreements(less, rows, {}) == ["lines [4] are gone; 0 were merged"]


def test_a_row_of_nowhere_is_noticed(compared):
    found, rows = compared
    assert "line 4 is kept, but is no record" in disagreements(found, {2: rows[2], 3: rows[3]}, {})
