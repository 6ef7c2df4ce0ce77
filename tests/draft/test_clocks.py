"""The zone of naive moments, from files that have the same moments with their zone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

from kit.cli import app
from kit.draft import draft
from tests.draft.folders import HUBSPOT, Write, drafted

HEAD = HUBSPOT.splitlines()[0]
HALF_A_YEAR = [
    datetime(2025, 1, 7, 9, 30, 12, tzinfo=UTC) + timedelta(days=8 * n) for n in range(25)
]


def company(write: Write, moments: list[datetime], clock: str, wrong: int = 0) -> Path:
    """HubSpot's deals on a clock, to the minute, and their history in UTC, to the second.

    The first `wrong` deals were made 17 minutes after what the history says.
    """
    deals, history = [HEAD], ["deal_id,name,value,timestamp,source"]
    for at, moment in enumerate(moments):
        late = timedelta(minutes=17 * (at < wrong))
        local = (moment + late).astimezone(ZoneInfo(clock))
        created = f"{local:%Y-%m-%d %H:%M}"
        deals.append(
            f"70{at:04d},Deal {at},Demo,Sales,5,2027-03-01 10:00,{created},Ana,false,false"
        )
        history.append(f"70{at:04d},amount,5,{moment:%Y-%m-%dT%H:%M:%S.000Z},CRM_UI")
        later = moment + timedelta(days=3, hours=1, minutes=5)
        history.append(f"70{at:04d},dealstage,Demo,{later:%Y-%m-%dT%H:%M:%S.000Z},CRM_UI")
    write("deal_property_history.csv", "\n".join(history) + "\n")
    return write("hubspot-crm-exports-all-deals.csv", "\n".join(deals) + "\n")


@pytest.mark.parametrize("clock", ["Europe/Madrid", "America/New_York", "Australia/Sydney"])
def test_summer_and_winter_together_tell_the_clock(write: Write, clock: str) -> None:
    found, settings = drafted(company(write, HALF_A_YEAR, clock, wrong=2))
    assert settings.timezone == clock
    said = f"# 23 of 25 records have the same moment in both files on the clock of {clock}"
    assert said in found.text
    assert "under `Create Date` of hubspot-crm-exports-all-deals.csv" in " ".join(
        found.text.split()
    )
    assert not [check for check in found.checks if check.startswith("time zone")]
    assert f"time zone {clock}: 23 of 25 records" in found.evidence[0]


def test_moments_of_one_season_leave_another_clock_open(write: Write) -> None:
    winter = [moment.replace(month=1, day=1 + at) for at, moment in enumerate(HALF_A_YEAR)]
    found, settings = drafted(company(write, winter, "Europe/Madrid"))
    assert settings.timezone == "Europe/Madrid"
    (said,) = [check for check in found.checks if check.startswith("time zone")]
    assert said.endswith("so they do on that of Africa/Lagos")


def test_few_or_mostly_different_moments_tell_nothing(write: Write) -> None:
    for moments, wrong in ((HALF_A_YEAR[:19], 0), (HALF_A_YEAR * 2, 26)):
        text, zone = drafted_anew(company(write, moments, "Europe/Madrid", wrong))
        assert zone == "UTC"
        assert "same moment" not in text


def drafted_anew(folder: Path) -> tuple[str, str]:
    """Text of a draft that is not written, and its zone."""
    text = draft(folder).text
    (line,) = [line for line in text.splitlines() if line.startswith("timezone: ")]
    return text, line.removeprefix("timezone: ")


def test_an_export_in_utc_does_not_say_where_the_company_is(write: Write) -> None:
    found, settings = drafted(company(write, HALF_A_YEAR, "UTC"))
    assert settings.timezone == "UTC"
    (said,) = [check for check in found.checks if check.startswith("time zone")]
    assert "25 of 25 records" in said


def test_a_crm_that_exports_in_utc_by_rule_is_not_asked(write: Write) -> None:
    rows = [
        f"006A{at:08d},One,Demo,false,false,1,2027-01-01,{moment:%Y-%m-%dT%H:%M:%S}"
        for at, moment in enumerate(HALF_A_YEAR)
    ]
    head = "Id,Name,StageName,IsClosed,IsWon,Amount,CloseDate,CreatedDate"
    write("Opportunity.csv", "\n".join([head, *rows]) + "\n")
    log = [
        f"006A{at:08d},Demo,{moment:%Y-%m-%dT%H:%M:%SZ}" for at, moment in enumerate(HALF_A_YEAR)
    ]
    folder = write(
        "OpportunityHistory.csv", "\n".join(["OpportunityId,StageName,CreatedDate", *log])
    )
    assert "same moment" not in draft(folder).text


def test_the_portal_of_the_demo_is_in_madrid(tmp_path: Path) -> None:
    folder = tmp_path / "company"
    made = ["demo", "--as", "hubspot", "--folder", str(folder), "--opportunities", "1000"]
    assert CliRunner().invoke(app, made).exit_code == 0
    text = draft(folder).text
    assert "\ntimezone: Europe/Madrid\n" in text
    said = re.search(r"\n# ([0-9]+) of ([0-9]+) records have the same moment in both files", text)
    assert said is not None
    assert said[1] == said[2]
    assert int(said[2]) > 900  # some deals of the demo have no date of creation
