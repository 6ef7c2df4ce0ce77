"""Of very many files of one kind a few are examined, and it is said which."""

from __future__ import annotations

import time
from pathlib import Path

from kit.draft import draft
from kit.draft.sampling import EXAMINED, FEW, MOST, chosen
from tests.draft.folders import Write

DEALS = "opportunity_id,created_at,stage,status,closed_at,amount\n{n}a,2026-01-0{d},New,open,,5\n"


def month(n: int, text: str = DEALS) -> str:
    return text.format(n=n, d=n % 9 + 1)


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_few_files_of_a_kind_are_all_examined_and_of_many_three(write: Write) -> None:
    for n in range(FEW):
        folder = write(f"deals_{n:04}.csv", month(n))
    names = names_in(folder)
    assert chosen(folder, names).group_of.keys() == set(names)
    write("deals_9999.csv", month(1))
    (group,) = chosen(folder, [*names, "deals_9999.csv"]).groups
    assert group.examined == ("deals_0000.csv", "deals_0005.csv", "deals_9999.csv")
    assert len(group.examined) == EXAMINED
    assert len(group.alike) == FEW + 1 - EXAMINED


def test_another_first_line_makes_another_kind(write: Write) -> None:
    for n in range(FEW + 1):
        folder = write(f"deals_{n:04}.csv", month(n))
    write("deals_0003.csv", month(3, DEALS.replace("amount", "value")))
    names = names_in(folder)
    groups = chosen(folder, names).groups
    assert [len(group.examined) for group in groups] == [FEW, 1]


def test_all_files_of_a_kind_are_named_by_one_pattern_and_counted(write: Write) -> None:
    for n in range(30):
        folder = write(f"deals_{n:04}.csv", month(n))
    drafted = draft(folder)
    assert 'file: "deals_*.csv"' in drafted.text
    assert any(note.startswith("27 files have the first line of") for note in drafted.notes)
    (entry,) = drafted.entries
    assert entry.file.endswith("and 27 more like them")


def test_copies_made_day_by_day_are_not_added_up(write: Write) -> None:
    for n in range(30):
        folder = write(
            f"deals_{n:04}.csv",
            DEALS.format(n=1, d=1) + f"1b,2026-01-01,New,open,,5\n{n}c,2026-01-01,New,open,,5\n",
        )
    drafted = draft(folder)
    assert drafted.entries[0].files([]) == ["deals_0029.csv"]


def test_more_kinds_than_can_be_examined_are_passed_over_and_said(write: Write) -> None:
    for n in range(MOST + 7):
        letters = "".join(chr(ord("a") + int(digit)) for digit in str(n))
        folder = write(f"{letters}.csv", f"{letters},b\n1,2\n")
    names = names_in(folder)
    choice = chosen(folder, names)
    assert (len(choice.group_of), len(choice.passed)) == (MOST, 7)


def test_thousands_of_files_are_drafted_in_seconds_and_progress_is_told(write: Write) -> None:
    for n in range(3_000):
        folder = write(f"kind{'abcde'[n % 5]}_{n:05}.csv", month(n))
    told: list[str] = []
    start = time.monotonic()
    drafted = draft(folder, told.append)
    assert time.monotonic() - start < 20
    assert told[0] == "3,000 files; 15 of them are examined in full."
    assert len(drafted.notes) < 100


def test_many_copies_of_one_file_are_counted_not_listed(write: Write) -> None:
    for n in range(40):
        folder = write(f"deals_{n:04}.csv", month(1))
    notes = draft(folder).notes
    assert "34 more files are not used: their contents are those of others." in notes
