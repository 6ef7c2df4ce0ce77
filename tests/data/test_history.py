from __future__ import annotations

import pandas as pd
from pandas import DataFrame, Series

from kit.data.comparing import no_changes
from kit.data.frames import completed, empty
from kit.data.history import stage_history, with_stages
from kit.window import Calendar

MADRID = Calendar("Europe/Madrid")


def instants(*values: str | None) -> Series:
    parsed = pd.to_datetime(Series(values, dtype="str"), utc=True, format="ISO8601")
    return parsed.astype("datetime64[us, UTC]")


def days(*values: str | None) -> Series:
    return pd.to_datetime(Series(values, dtype="str")).astype("datetime64[us]")


def opportunities(**columns: object) -> DataFrame:
    """One that moved and is open, one that moved and was won, an open one that never moved."""
    rows = {
        "opportunity_id": ["a", "b", "c"],
        "created_at": instants("2026-01-01T09:00Z", "2026-01-02T09:00Z", "2026-01-03T09:00Z"),
        "closed_at": instants(None, "2026-02-01T12:00Z", None),
        "status": ["open", "won", "open"],
        "stage": ["Offer", "Won", "New"],
    }
    return completed(DataFrame(rows | columns), "opportunities")


def changes(*rows: tuple[str, str, str, str | None, str | None]) -> DataFrame:
    """Changes given as (id, changed_at, field, old, new)."""
    ids, at, fields, old, new = zip(*rows, strict=True)
    columns = {
        "table": "opportunities",
        "id": list(ids),
        "changed_at": instants(*at),
        "sequence": Series(range(len(rows)), dtype="Int64"),
        "field": list(fields),
        "old": Series(old, dtype="str"),
        "new": Series(new, dtype="str"),
    }
    return completed(DataFrame(columns), "changes")


MOVES = (
    ("a", "2026-01-10T09:00Z", "stage", "New", "Offer"),
    ("b", "2026-01-20T09:00Z", "stage", "New", "Offer"),
    ("b", "2026-02-01T12:00Z", "stage", "Offer", "Won"),
    ("b", "2026-01-25T12:00Z", "amount", "1", "2"),
)


def entries(history: DataFrame) -> list[tuple[str, str, int, str]]:
    at = history["entered_at"].dt.strftime("%m-%d")
    columns = (history["opportunity_id"], at, history["sequence"], history["stage"])
    return list(zip(*(column.tolist() for column in columns), strict=True))


def test_a_table_of_its_own_is_taken_as_it_is() -> None:
    own = empty("stage_history").assign(opportunity_id=["a"], stage=["New"])
    tables = {"stage_history": own, "opportunities": opportunities(), "changes": changes(*MOVES)}
    history, source, faults = stage_history(tables, MADRID)
    assert history is own
    assert (source, faults) == ("table", [])


def test_changes_that_a_table_of_stages_tells_too_are_left_out_and_the_others_numbered() -> None:
    own = empty("stage_history").assign(opportunity_id=["a"], stage=["New"])
    moves = (*MOVES[1:], ("c", "2026-01-20T09:00Z", "amount", "3", "4"))
    tables = {"stage_history": own, "opportunities": opportunities(), "changes": changes(*moves)}
    left = with_stages(tables, MADRID)[0]["changes"]
    assert left[["id", "sequence", "new"]].to_numpy().tolist() == [["b", 1, "2"], ["c", 3, "4"]]
    tables["changes"] = changes(moves[-1])
    assert with_stages(tables, MADRID)[0]["changes"] is tables["changes"]


def test_changes_tell_first_stages_moves_and_those_that_never_moved() -> None:
    tables = {"opportunities": opportunities(), "changes": changes(*MOVES)}
    history, source, (fault,) = stage_history(tables, MADRID)
    assert entries(history) == [
        ("a", "01-01", 1, "New"),
        ("a", "01-10", 2, "Offer"),
        ("b", "01-02", 1, "New"),
        ("b", "01-20", 2, "Offer"),
        ("c", "01-03", 1, "New"),
    ]
    assert source == "changes"
    assert (fault.severity, fault.table) == ("warning", "stage_history")
    assert "5 stages of 3 opportunities come from `changes`" in fault.message
    assert str(history["entered_at"].dtype) == "datetime64[us, UTC]"


def test_a_closed_one_that_never_moved_was_in_its_stage_all_along_if_the_log_could_tell() -> None:
    for closed, told in (("2026-01-09", []), ("2026-01-15", [("c", "01-03", 1, "New")])):
        closed_at = instants(None, "2026-02-01T12:00Z", closed)
        tables = {
            "opportunities": opportunities(status=["open", "won", "lost"], closed_at=closed_at),
            "changes": changes(*MOVES),
        }
        history, _, _ = stage_history(tables, MADRID)
        assert entries(history)[4:] == told, closed


def test_the_log_begins_with_its_first_change_of_any_field_of_an_opportunity() -> None:
    closed_at = instants(None, "2026-02-01T12:00Z", "2026-01-09")
    shut = opportunities(status=["open", "won", "lost"], closed_at=closed_at)
    amount = ("a", "2026-01-08T09:00Z", "amount", "1", "2")
    for log, told in (
        (changes(*MOVES, amount), [("c", "01-03", 1, "New")]),
        (changes(*MOVES, amount).assign(table=["opportunities"] * 4 + ["leads"]), []),
    ):
        history, _, _ = stage_history({"opportunities": shut, "changes": log}, MADRID)
        assert entries(history)[4:] == told


def test_changes_that_became_stages_leave_the_others_where_they_are() -> None:
    tables = {"opportunities": opportunities(), "changes": changes(*MOVES)}
    told, _ = with_stages(tables, MADRID)
    assert told["changes"]["field"].tolist() == ["amount"]
    assert len(tables["changes"]) == 4


def test_where_creation_is_a_day_all_entries_are_days_of_the_projects_zone() -> None:
    late = ("a", "2026-01-10T23:30Z", "stage", "New", "Offer")
    created = days("2026-01-01", "2026-01-02", "2026-01-03")
    tables = {"opportunities": opportunities(created_at=created), "changes": changes(late)}
    history, _, _ = stage_history(tables, MADRID)
    assert entries(history)[:2] == [("a", "01-01", 1, "New"), ("a", "01-11", 2, "Offer")]
    assert str(history["entered_at"].dtype) == "datetime64[us]"


def seen(*rows: tuple[str, str, str, str, str]) -> DataFrame:
    """Observed changes given as (id, field, new, status after, day)."""
    ids, fields, new, status, at = zip(*rows, strict=True)
    frame = no_changes().reindex(range(len(rows)))
    days_seen = days(*at)
    return frame.assign(
        opportunity_id=Series(ids, dtype="str"),
        field=Series(fields, dtype="str"),
        new=Series(new, dtype="str"),
        status_after=Series(status, dtype="str"),
        to_as_of=days_seen,
        to_taken_at=days_seen.dt.tz_localize("UTC"),
    )


def test_snapshots_tell_the_stages_of_open_ones_by_the_day_that_first_showed_them() -> None:
    observed = seen(
        ("a", "stage", "Offer", "open", "2026-01-12"),
        ("a", "amount", "7", "open", "2026-01-12"),
        ("b", "stage", "Won", "won", "2026-02-02"),
        ("c", "added", "New", "open", "2026-01-05"),
        ("gone", "stage", "New", "open", "2026-01-05"),
    )
    history, source, (fault,) = stage_history({"opportunities": opportunities()}, MADRID, observed)
    assert entries(history) == [("a", "01-12", 1, "Offer"), ("c", "01-05", 1, "New")]
    assert source == "snapshots"
    assert "first snapshot that shows the stage" in fault.message


def test_a_first_change_just_before_creation_does_not_turn_the_order_round() -> None:
    early = ("b", "2026-01-02T08:59Z", "stage", "New", "Bid")
    tables = {"opportunities": opportunities(), "changes": changes(early)}
    history, _, _ = stage_history(tables, MADRID)
    of_b = history[history["opportunity_id"].eq("b")]
    assert of_b["stage"].tolist() == ["New", "Bid"]


def test_one_that_an_incomplete_export_left_out_for_a_while_entered_no_stage() -> None:
    observed = seen(
        ("a", "removed", "New", "open", "2026-01-10"),
        ("c", "added", "New", "open", "2026-01-10"),
        ("a", "added", "New", "open", "2026-01-11"),
    )
    history, _, _ = stage_history({"opportunities": opportunities()}, MADRID, observed)
    assert entries(history) == [("c", "01-10", 1, "New")]


def test_where_nothing_tells_there_is_no_history_and_nothing_is_said() -> None:
    tables = {"opportunities": opportunities(), "changes": changes(MOVES[-1])}
    history, source, faults = stage_history(tables, MADRID, no_changes())
    assert (len(history), source, faults) == (0, "", [])
    told, faults = with_stages(tables, MADRID)
    assert "stage_history" not in told
    assert faults == []


def test_a_closed_one_without_stage_gets_the_last_open_stage_before_it_closed() -> None:
    lost = opportunities(
        stage=Series([None, None, None], dtype="str"),
        closed_at=instants(None, "2026-02-01T12:00Z", "2026-02-02T12:00Z"),
        status=["open", "won", "lost"],
    )
    rows = {
        "opportunity_id": ["a", "b", "b", "b", "c"],
        "entered_at": instants(
            "2026-01-01", "2026-01-02", "2026-01-31", "2026-02-01T12:00Z", "2026-03-01"
        ),
        "sequence": Series([0, 0, 1, 2, 0], dtype="Int64"),
        "stage": ["New", "New", "Offer", "Closed Won", "New"],
    }
    own = completed(DataFrame(rows), "stage_history")
    told, (fault,) = with_stages({"opportunities": lost, "stage_history": own}, MADRID)
    assert told["opportunities"]["stage"].fillna("-").tolist() == ["-", "Offer", "-"]
    assert (fault.severity, fault.column) == ("warning", "stage")
    assert "1 closed opportunity without a stage has" in fault.message


def test_on_days_the_stage_entered_on_the_day_of_the_close_counts_but_no_outcome() -> None:
    won = opportunities(
        stage=Series(["New", None, "New"], dtype="str"), closed_at=days(None, "2026-02-01", None)
    )
    rows = {
        "opportunity_id": ["b", "b"],
        "entered_at": days("2026-02-01", "2026-02-01"),
        "sequence": Series([0, 1], dtype="Int64"),
        "stage": ["Offer", "closed won"],
    }
    own = completed(DataFrame(rows), "stage_history")
    told, _ = with_stages({"opportunities": won, "stage_history": own}, MADRID)
    assert told["opportunities"]["stage"].tolist() == ["New", "Offer", "New"]
