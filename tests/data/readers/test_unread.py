"""A newer export beside the one that is read does not stay unseen."""

from kit.data.readers.unread import unread_siblings
from kit.params import Source


def test_a_file_that_differs_in_its_digits_alone_is_named(tmp_path):
    for name in ("deals-2026-07-01.csv", "deals-2026-07-08.csv", "accounts.csv", "stages.csv"):
        (tmp_path / name).write_text("x\n1\n")
    sources = {"opportunities": Source(file="deals-2026-07-01.csv")}
    (fault,) = unread_siblings({**sources, "stages": Source(file="stages.csv")}, tmp_path)
    assert fault.severity == "warning"
    assert fault.message == (
        "deals-2026-07-08.csv is called like deals-2026-07-01.csv, and is not read."
    )


def test_files_that_another_source_or_the_same_glob_reads_are_not_named(tmp_path):
    for name in ("deals-1.csv", "deals-2.csv"):
        (tmp_path / name).write_text("x\n1\n")
    assert unread_siblings({"opportunities": Source(file="deals-*.csv")}, tmp_path) == []
    both = {"leads": Source(file="deals-1.csv"), "orders": Source(file="deals-2.csv")}
    assert unread_siblings(both, tmp_path) == []
    assert unread_siblings({"leads": Source(file="none-1.csv")}, tmp_path) == []
