"""Several files of one table: copies count once, and what cannot be one table is refused."""

import pytest


def errors(table):
    return [fault.message for fault in table.faults if fault.severity == "error"]


LINES = "opportunity_id,product,quantity,amount\no1,A,1,5\no1,A,1,5\no2,B,1,7\n"


def test_lines_that_a_second_file_holds_again_count_once_and_it_is_said(read):
    found = read({"l1.csv": LINES, "l2.csv": LINES}, "opportunity_lines", file="l*.csv")
    assert found.frame["line"].tolist() == [1, 2, 1], "two alike in one file are two"
    assert found.frame["amount"].sum() == 17
    assert found.coerced == 3
    assert any("duplicate" in fault.message for fault in found.faults)


def test_lines_of_one_record_in_two_files_are_numbered_on(read):
    more = "opportunity_id,product,quantity,amount\no1,C,1,9\n"
    found = read({"l1.csv": LINES, "l2.csv": more}, "opportunity_lines", file="l*.csv")
    numbered = found.frame[["opportunity_id", "line"]].to_numpy().tolist()
    assert numbered == [["o1", 1], ["o1", 2], ["o2", 1], ["o1", 3]]


def test_lines_of_several_files_name_no_rows(read):
    text = "account_id,ordered_at,amount\na,2026-01-01,5\n"
    found = read(
        {"a1.csv": text, "a2.csv": text},
        "orders",
        file="a*.csv",
        columns={"order_id": "(line)"},
        constants={"kind": "sale"},
    )
    assert errors(found) == ["`(line)` names rows of one file only; there are 2."]


def test_one_file_that_is_named_twice_is_read_once(read):
    twice = ["data.csv", "*.csv"]
    found = read({"data.csv": LINES}, "opportunity_lines", file=twice)
    assert (found.read, len(found.files)) == (3, 1)


def test_native_and_canonical_times_without_a_zone_are_not_mixed(read):
    native = (
        "Id,Name,CreatedDate,StageName,IsWon,IsClosed,CloseDate,Amount\n"
        "006A,X,2026-01-01 23:30,Offer,false,false,2026-03-01,5\n"
    )
    plain = (
        "opportunity_id,created_at,stage,status,closed_at,amount\nb,2026-01-01 23:30,New,open,,5\n"
    )
    found = read(
        {"o1.csv": native, "o2.csv": plain},
        file="o*.csv",
        settings={"crm": "salesforce", "timezone": "Europe/Madrid"},
    )
    assert any("write times in different ways" in message for message in errors(found))


FLAGS = "Id,Name,CreatedDate,StageName,IsWon,IsClosed,CloseDate,Amount\n"


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (
            "Closed Lost,true,true",
            "`IsWon` is `true`, `StageName` is `Closed Lost`: that contradicts itself.",
        ),
        (
            "Closed Won,true,false",
            "`IsWon` is `true`, `IsClosed` is `false`: that contradicts itself.",
        ),
        (
            "Closed Won,maybe,",
            "`IsWon` is `maybe`, `IsClosed` is empty, `StageName` is `Closed Won`: "
            "no rule of the mapping says which status that is.",
        ),
        (",,", "the cell is empty and may not be."),
    ],
)
def test_flags_that_say_nothing_set_the_row_aside_with_all_that_they_hold(read, flags, message):
    text = (
        f"{FLAGS}006B,X,2026-01-01T09:00:00Z,Gewonnen,true,true,2026-03-01,5\n"
        f"006A,X,2026-01-01T09:00:00Z,{flags},2026-03-01,5\n"
    )
    found = read(text, settings={"crm": "salesforce"})
    assert found.frame["opportunity_id"].tolist() == ["006B"], "a stage may have another name"
    (fault,) = [fault for fault in found.faults if fault.severity == "quarantined"]
    assert (fault.line, fault.message) == (3, message)
    assert found.rejected["reasons"].tolist() == [message]


def test_what_a_source_says_of_an_empty_status_comes_before_the_flags(read):
    text = f"{FLAGS}006A,X,2026-01-01T09:00:00Z,Prospecting,maybe,,2026-03-01,5\n"
    declared = {"values": {"status": {"": "open"}}}
    found = read(text, settings={"crm": "salesforce"}, **declared)
    assert found.frame["status"].tolist() == ["open"]
