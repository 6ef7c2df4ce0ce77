"""A CRM's objects become canonical texts, in the shape that fits each file."""

from tests.data.readers.acme import ROLES, USERS, rows

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
        "1 row is left out: `Deleted` holds one of `true`, `1`.",
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
    assert fault.message == "1 cell holds ids that the lookup `User` does not list."


def owned_by(*owners):
    """Open opportunities of these owners."""
    rows = [f"d{n},2026-01-01,Offer,2026-02-01,1,{owner}\n" for n, owner in enumerate(owners)]
    return "Id,Created,Step,Close Date,Actual,OwnerId\n" + "".join(rows)


def lookup_faults(found):
    return [one.message for one in found.faults if "lookup" in one.message]


def test_an_id_that_two_entries_share_stands_for_neither_unless_they_agree(shape):
    users = "Id,Name\nu1,Ana\nu1,Ben\nu2,Cai\nu2,Cai\n"
    found = shape(owned_by("u1", "u2"), lookups={"User": users})
    assert rows(found, "owner") == [("u1",), ("Cai",)]
    assert lookup_faults(found) == [
        "1 cell names entries of the lookup `User` that have a namesake."
    ]


def test_only_texts_that_could_be_ids_are_missed_in_a_lookup(shape):
    found = shape(owned_by("u2", "1250.50", "2026-12-31", "Dana", "u77"), lookups={"User": USERS})
    assert [owner for (owner,) in rows(found, "owner")][1:] == [
        "1250.50",
        "2026-12-31",
        "Dana",
        "u77",
    ]
    assert lookup_faults(found) == ["1 cell holds ids that the lookup `User` does not list."]


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


def test_names_in_two_parts_are_joined_and_spans_are_counted_in_minutes(shape):
    people = "Id,First,Last\np1,Ana,Puig\np2,Ben,\n"
    text = "Id,At,PersonId,Span\nm1,2026-01-01,p1,1:30\nm2,2026-01-01,p2,0:00:30\n"
    found = shape(text, "activities", lookups={"Person": people})
    assert rows(found, "owner", "duration_minutes") == [("Ana Puig", "90"), ("Ben", "0.5")]


VISITS = (
    "Id,Begin,End,Report,Plan,Guide\n"
    "v1,2026-03-29T01:30:00,2026-03-29T03:30:00,Fine,tour,Ben\n"
    "v2,2026-03-30T10:00:00,,,tour,Ben\n"
)
HOSTS = (
    "VisitId,Name,Role,Since,Above\n"
    "v1,Ana,Host,2026-03-01T10:00:00,\n"
    "v1,Cai,host,2026-03-01T12:00:00+01:00,x\n"
    "v1,Bo,Cook,2026-03-02,x\n"
)


def test_what_began_and_ended_lasted_for_the_minutes_between_on_the_clock_of_the_file(shape):
    assert rows(shape(VISITS, "activities"), "duration_minutes") == [("120",), ("",)]
    found = shape(VISITS, "activities", timezone="Europe/Rome")
    assert rows(found, "duration_minutes")[0] == ("60",), "clocks went forward in between"


def test_a_star_stands_for_any_text(shape):
    assert rows(shape(VISITS, "activities"), "channel") == [("visit",), ("tour",)]


def test_of_the_entries_of_a_log_that_count_the_latest_is_taken_and_none_is_no_fault(shape):
    found = shape(VISITS, "activities", lookups={"Host": HOSTS})
    assert rows(found, "owner") == [("Cai",), ("Ben",)]
    assert not [one for one in found.faults if "lookup" in one.message]


def test_what_needs_a_lookup_that_is_not_there_is_passed_over_for_what_does_not(shape):
    assert rows(shape(VISITS, "activities"), "owner") == [("Ben",), ("Ben",)]


def test_a_link_counts_only_where_another_column_says_what_it_leads_to(shape):
    text = (
        "Id,At,WhoId,Company,Seconds,About,AboutType,First,Last\n"
        "c1,2026-01-01,,,1,d1,deal,Ana,\nc2,2026-01-01,,,1,a1,Account,,Puig\n"
    )
    found = shape(text, "activities")
    assert rows(found, "opportunity_id", "owner") == [("d1", "Ana"), ("", "Puig")]


def test_prefixes_patterns_and_units_are_taken_apart(shape):
    text = "Id,At,WhoId,Company,Seconds\nc1,2026-01-01,L7,Acme (a1),90\nc2,2026-01-01,K7,Acme,x\n"
    found = shape(text, "activities")
    assert "opportunity_id" not in found.texts
    assert rows(found, "channel", "lead_id", "account_id", "duration_minutes") == [
        ("call", "L7", "a1", "1.5"),
        ("call", "", "", "x / 60"),
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


def test_a_number_in_another_unit_is_written_with_the_decimal_sign_of_the_source(shape):
    text = "Id;At;WhoId;Company;Seconds\nc1;2026-01-01;;;67,5\nc2;2026-01-01;;;90\n"
    found = shape(text, "activities", decimal=",", separator=";")
    assert rows(found, "duration_minutes") == [("1,1250",), ("1,5",)], (
        "a fourth decimal, not thousands"
    )


def test_a_condition_on_a_column_that_is_not_there_is_refused(shape):
    found = shape(DEALS, rows={"Setp": ["Offer"]})
    (fault,) = [one for one in found.faults if one.severity == "error"]
    assert fault.message == (
        "`rows` names `Setp`, which is no column of the file. Did you mean `Step`?"
    )


def test_one_without_a_name_keeps_the_id(shape):
    text = "Id,Created,Step,Close Date,Actual,OwnerId\nd1,2026-01-01,Offer,2026-02-01,1,u7\n"
    found = shape(text, lookups={"User": "Id,Name\nu7,\nu8,Ana\n"})
    assert rows(found, "owner") == [("u7",)]
