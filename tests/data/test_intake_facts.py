from datetime import date

import pandas as pd
import pytest

from kit.data.intake_facts import intake
from kit.data.readers import ReadTable


@pytest.fixture
def read():
    """Three leads read from two files, one of them set aside; one of the kept has a lost owner."""
    leads = pd.DataFrame({"lead_id": ["1", "2"], "owner": pd.Series(["Ann", "Zed"], dtype="str")})
    owners = pd.DataFrame({"owner": pd.Series(["Ann"], dtype="str")})
    return {
        "leads": ReadTable(
            leads, (), read=3, kept=2, quarantined=1, coerced=1, files=("a.csv", "b.csv")
        ),
        "owners": ReadTable(owners, (), read=1, kept=1, files=("o.csv",)),
    }


def test_every_table_has_a_row_with_its_counts_and_its_newest_day(read):
    frame = intake(read, {"leads": date(2026, 3, 1)})
    assert frame.to_dict("records")[0] == {
        "table": "leads",
        "read": 3,
        "kept": 2,
        "quarantined": 1,
        "coerced": 1,
        "unlinked": 1,
        "files": 2,
        "newest": pd.Timestamp("2026-03-01"),
    }
    assert frame["table"].tolist() == ["leads", "owners"]
    assert frame["newest"].isna().tolist() == [False, True]


def test_types_do_not_hang_on_what_was_read(read):
    dtypes = intake(read, {}).dtypes.astype(str).to_dict()
    assert dtypes == intake({}, {}).dtypes.astype(str).to_dict()
    assert dtypes["newest"] == "datetime64[us]"
    assert dtypes["unlinked"] == "Int64"
