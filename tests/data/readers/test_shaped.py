"""A made-up CRM's objects become canonical texts, in the shape that fits each file."""

import pytest

from kit.crms import Crm
from kit.data.readers import csv
from kit.data.readers.lookups import Lookups
from kit.data.readers.shaped import Reading, shaped
from kit.params import Settings, Source
from kit.schemas import BY_NAME

CRM = Crm.model_validate(
    {
        "name": "acme",
        "title": "Acme CRM",
        "zone": "UTC",
        "lookups": {
            "User": {"key": "Id", "label": "Name"},
            "Role": {"key": "Id"},
        },
        "tables": {
            "opportunities": [
                {
                    "object": "Deal",
                    "needs": ["Step"],
                    "without": {"Deleted": ["true", "1"]},
                    "columns": {
                        "opportunity_id": ["Id", "Deal ID"],
                        "created_at": "Created",
                        "stage": {"from": "Step", "when": {"status": ["open"]}},
                        "status": [
                            {
                                "rules": [
                                    {"if": {"Won": ["true", "1"]}, "give": "won"},
                                    {"if": {"Closed": ["true", "1"]}, "give": "lost"},
                                    {"give": "open"},
                                ]
                            },
                            "Step",
                        ],
                        "closed_at": {"from": "Close Date", "when": {"status": ["won", "lost"]}},
                        "expected_close_date": {"from": "Close Date", "when": {"status": ["open"]}},
                        "amount": {"any": ["Actual", "Estimate"]},
                        "owner": [{"from": "OwnerId", "through": ["User.Name"]}, "Owner"],
                    },
                    "values": {"status": {"Signed": "won", "Dropped": "lost", "*": "open"}},
                }
            ],
            "stage_history": [
                {
                    "object": "Deal",
                    "columns": {"opportunity_id": ["Id", "Deal ID"]},
                    "unpivot": {"headings": 'Entered "(?P<stage>.+)"', "into": "entered_at"},
                    "without": {"stage": ["Signed"]},
                },
                {
                    "object": "DealHistory",
                    "needs": ["DealId"],
                    "columns": {"opportunity_id": "DealId", "entered_at": "At", "stage": "Step"},
                    "runs": {"of": "opportunity_id", "by": "entered_at", "keep": "stage"},
                },
            ],
            "activities": [
                {
                    "object": "Call",
                    "needs": ["Seconds"],
                    "columns": {
                        "activity_id": "Id",
                        "occurred_at": "At",
                        "channel": {"const": "call"},
                        "lead_id": {"from": "WhoId", "starts": "L"},
                        "account_id": {"from": "Company", "pattern": r"\((\w+)\)$"},
                        "duration_minutes": {"from": "Seconds", "divide": 60},
                    },
                }
            ],
            "owners": [
                {
                    "object": "User",
                    "columns": {
                        "owner": {"from": "Id", "through": ["User.Name"]},
                        "team": {"from": "RoleId", "through": ["Role.Name"]},
                        "region": {"from": "RoleId", "through": ["Role.ParentId", "Role.Name"]},
                    },
                }
            ],
        },
    }
)
USERS = "Id,Name,RoleId\nu1,Ana,r2\nu2,Ben,r3\nu3,Ana,r9\n"
ROLES = "Id,Name,ParentId\nr1,EMEA,\nr2,Iberia,r1\nr3,DACH,r1\n"


@pytest.fixture
def shape(tmp_path):
    """Shape one CSV text; lookups are given as text by name."""

    def shape(text, table="opportunities", *, lookups=None, **declared):
        for name, content in {"data": text, **(lookups or {})}.items():
            (tmp_path / f"{name}.csv").write_text(content)
        source = Source(file="data.csv", **declared)
        settings = Settings(folder=tmp_path, sources={table: source})
        files = {name: f"{name}.csv" for name in lookups or {}}
        reading = Reading(settings, CRM, Lookups(tmp_path, files, CRM))
        sheet = csv.read(tmp_path / "data.csv", "data.csv", source, ())
        return shaped(sheet, BY_NAME[table], source, reading)

    return shape


def rows(found, *columns):
    return [tuple(row) for row in found.texts[list(columns)].fillna("").to_numpy().tolist()]


DEALS = """Id,Created,Step,Won,Closed,Close Date,Actual,Estimate,Owner,Deleted
d1,2026-01-01,Signed,1,1,2026-02-01,90,100,Ana,0
d2,2026-01-02,Offer,0,0,2026-03-01,,70,Ben,false
d3,2026-01-03,Dropped,false,TRUE,2026-02-02,,50,,0
d4,2026-01-03,Offer,0,0,2026-02-02,,50,,TRUE
"""


def test_flags_decide_the_status_and_a_close_date_of_an_open_one_is_the_expected(shape):
    found = shape(DEALS)
    assert rows(found, "status", "closed_at", "expected_close_date") == [
        ("won", "2026-02-01", ""),
        ("open", "", "2026-03-01"),
        ("lost", "2026-02-02", ""),
    ]


def test_the_stage_of_a_closed_one_is_left_to_its_history(shape):
    assert rows(shape(DEALS), "stage") == [("",), ("Offer",), ("",)]


def test_of_several_headings_each_row_takes_the_first_that_is_filled(shape):
    assert rows(shape(DEALS), "amount") == [("90",), ("70",), ("50",)]


def test_rows_that_are_left_out_are_counted_and_said_with_the_first_line(shape):
    found = shape(DEALS)
    (fault,) = [one for one in found.faults if "left out" in one.message]
    assert (fault.line, fault.message) == (
        5,
        "1 rows are left out: `Deleted` holds one of `true`, `1`.",
    )
    assert found.lines.tolist() == [2, 3, 4]


def test_without_the_flags_the_stage_decides_and_what_the_rest_took_is_listed(shape):
    text = "Deal ID,Created,STEP,Close date,Actual\nd1,2026-01-01,signed,2026-02-01,1\n"
    found = shape(text + "d2,2026-01-01,Offer,2026-02-01,1\n")
    assert rows(found, "opportunity_id", "status") == [("d1", "won"), ("d2", "open")]
    assert any("`Offer` counts as `open`" in one.message for one in found.faults)


def test_values_of_the_source_come_before_the_mapping(shape):
    text = "Id,Created,Step,Close Date,Actual\nd1,2026-01-01,Signed,2026-02-01,1\n"
    found = shape(text, values={"status": {"Signed": "lost"}})
    assert rows(found, "status") == [("Signed",)], "left for the source's own values"


def test_columns_of_the_source_come_before_the_mapping(shape):
    found = shape(DEALS, columns={"amount": "Estimate"})
    assert rows(found, "amount") == [("100",), ("70",), ("50",)]


def test_ids_become_names_and_namesakes_keep_their_id(shape):
    text = "Id,Created,Step,Close Date,Actual,OwnerId\n" + "".join(
        f"d{n},2026-01-01,Offer,2026-02-01,1,u{n}\n" for n in (1, 2, 4)
    )
    found = shape(text, lookups={"User": USERS})
    assert rows(found, "owner") == [("Ana (u1)",), ("Ben",), ("u4",)]
    (fault,) = [one for one in found.faults if "lookup" in one.message]
    assert fault.message == "1 cells hold ids that the lookup `User` does not list."


def test_without_the_lookup_a_column_of_names_is_read_else_ids_stay_and_it_is_said(shape):
    text = "Id,Created,Step,Close Date,Actual,OwnerId{}\nd1,2026-01-01,Offer,2026-02-01,1,u1{}\n"
    assert rows(shape(text.format(",Owner", ",Ana")), "owner") == [("Ana",)]
    found = shape(text.format("", ""))
    assert rows(found, "owner") == [("u1",)]
    assert any("lookups: {User: …}" in one.fix for one in found.faults)


def test_an_id_is_followed_through_several_steps(shape):
    found = shape(USERS, "owners", lookups={"User": USERS, "Role": ROLES})
    assert rows(found, "owner", "team", "region") == [
        ("Ana (u1)", "Iberia", "EMEA"),
        ("Ben", "DACH", "EMEA"),
        ("Ana (u3)", "r9", ""),
    ], "an unknown role stays as it is, but never stands for the role above it"


def test_columns_that_hold_the_time_of_a_stage_become_rows(shape):
    text = (
        'Id,"Entered ""Offer""","Entered ""Talk""","Entered ""Signed"""\n'
        "d1,2026-01-05,2026-01-02,2026-01-09\nd2,,2026-01-03,\n"
    )
    found = shape(text, "stage_history")
    assert rows(found, "opportunity_id", "entered_at", "stage") == [
        ("d1", "2026-01-05", "Offer"),
        ("d1", "2026-01-02", "Talk"),
        ("d2", "2026-01-03", "Talk"),
    ]
    assert found.lines.tolist() == [2, 2, 3]


def test_of_rows_that_repeat_a_stage_the_first_in_time_counts(shape):
    text = (
        "DealId,At,Step\nd1,2026-01-03 10:00,Offer\nd1,2026-01-01 09:00,Talk\n"
        "d1,2026-01-02 10:00,Talk\nd2,2026-01-02 11:00,Talk\nd1,2026-01-04 10:00,Talk\n"
    )
    found = shape(text, "stage_history")
    assert rows(found, "opportunity_id", "entered_at", "stage") == [
        ("d1", "2026-01-03 10:00", "Offer"),
        ("d1", "2026-01-01 09:00", "Talk"),
        ("d2", "2026-01-02 11:00", "Talk"),
        ("d1", "2026-01-04 10:00", "Talk"),
    ]


def test_prefixes_patterns_and_units_are_taken_apart(shape):
    text = "Id,At,WhoId,Company,Seconds\nc1,2026-01-01,L7,Acme (a1),90\nc2,2026-01-01,K7,Acme,x\n"
    found = shape(text, "activities")
    assert rows(found, "channel", "lead_id", "account_id", "duration_minutes") == [
        ("call", "L7", "a1", "1.5"),
        ("call", "", "", "x"),
    ]


def test_a_file_with_canonical_headings_is_read_as_such_beside_a_mapping(shape):
    found = shape("owner,team,region\nAna,Iberia,EMEA\n", "owners")
    assert rows(found, "owner", "team", "region") == [("Ana", "Iberia", "EMEA")]
    assert found.faults == ()


def test_a_native_file_without_a_required_column_names_the_native_heading(shape):
    found = shape("Id,Created,Step,Close\nd1,2026-01-01,Offer,2026-02-01\n")
    errors = [one for one in found.faults if one.severity == "error"]
    assert [one.column for one in errors] == ["Close Date", "Actual"]
    assert found.texts.empty


def test_a_lookup_without_its_key_is_refused(shape):
    text = "Id,Created,Step,Close Date,Actual,OwnerId\nd1,2026-01-01,Offer,2026-02-01,1,u1\n"
    found = shape(text, lookups={"User": "UserId,Name\nu1,Ana\n"})
    assert "the lookup `User` has no column `Id`." in [one.message for one in found.faults]


def test_naive_instants_of_a_native_file_are_in_the_zone_of_the_crm(shape):
    assert shape(DEALS).source.timezone == "UTC"
    assert shape(DEALS, timezone="Europe/Rome").source.timezone == "Europe/Rome"


def test_a_file_without_ids_counts_its_lines_and_a_constant_fills_what_it_lacks(shape):
    text = "account_id,ordered_at,amount\na1,2026-01-01,5\na1,2026-01-01,5\n"
    declared = {"columns": {"order_id": "(line)"}, "constants": {"kind": "sale"}}
    found = shape(text, "orders", **declared)
    assert rows(found, "order_id", "kind") == [("2", "sale"), ("3", "sale")]
    assert found.faults == ()
