from __future__ import annotations

from pathlib import Path

import pytest

from kit.errors import RunError
from kit.schedule.memory import Note, read_notes, write_notes
from kit.units import Unit
from tests.schedule.scheduled import at

NOTES = {
    Unit(): Note(handled=at("2026-06-30T06:00:07.25+02:00")),
    Unit("A/B", "Òrgan “1”"): Note(None, at("2026-06-30T06:00+05:30"), 2),
}


def test_what_is_remembered_is_read_as_it_was_written(tmp_path: Path) -> None:
    assert read_notes(tmp_path) == {}
    write_notes(tmp_path, NOTES)
    assert read_notes(tmp_path) == NOTES


def test_a_try_counts_for_its_moment_alone() -> None:
    first, second = at("2026-06-30T06:00Z"), at("2026-07-01T06:00Z")
    note = Note(handled=at("2026-06-29T06:00Z")).begun(first).begun(first)
    assert (note.moment, note.tries) == (first, 2)
    assert note.begun(second).tries == 1
    assert note.begun(second).handled == note.handled


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", '{"units": [{}]}', '{"units": 3}', "\x00"),
        '{"units": [{"region": "", "team": "", "handled": "soon", "moment": null, "tries": 0}]}',
        '{"units": [{"region": "", "team": "", "handled": "2026-06-30T06:00:00", '
        '"moment": null, "tries": 0}]}',
    ],
)
def test_a_damaged_memory_is_refused_with_the_way_out(tmp_path: Path, text: str) -> None:
    write_notes(tmp_path, NOTES)
    (tmp_path / "runs" / "schedule.json").write_text(text, encoding="utf-8")
    with pytest.raises(RunError, match=r"schedule\.json is damaged .* Remove it"):
        read_notes(tmp_path)
