"""Every file of the bad-input corpus meets the verdict of its line, exactly."""

import csv
from decimal import Decimal

import pytest

from kit.data.money import total
from kit.errors import ParamError
from kit.params import load_settings
from tests.data.readers.corpus import FOLDER, line_of, manifest, read_line, verdict_of

pytestmark = pytest.mark.shared_data

LINES = manifest()
# What is wrong with E01 shows only when amounts are converted (`kit.load`); what is to be said of
# the thin ones (J) stands on pages: tests/system/test_corpus_load.py looks there. Their rows are
# looked at here all the same.
OF_THE_LOAD = {"E01": "accept"}


def _tables():
    return [line for line in LINES if not line.file.endswith(".yaml")]


def test_the_manifest_has_every_file_of_the_corpus():
    files = {path.name for path in (FOLDER / "files").iterdir()}
    assert {line.file for line in LINES} == files
    assert len({line.name for line in LINES}) == len(LINES) == len(files)


@pytest.mark.parametrize("line", _tables(), ids=lambda line: line.name)
def test_a_file_meets_its_verdict(line):
    found = read_line(line)
    assert _verdict(found, line) == OF_THE_LOAD.get(line.name, line.verdict)
    if line.group != "thin" and line.name not in OF_THE_LOAD:
        assert not line.unsaid(_said(found))


@pytest.mark.parametrize("line", _tables(), ids=lambda line: line.name)
def test_a_file_that_loads_keeps_every_row_and_cent(line):
    found = read_line(line)
    if line.verdict == "reject" and line.name not in OF_THE_LOAD:
        assert any(fault.severity == "error" for fault in found.faults)
        return
    assert line.kept in (None, found.kept)
    assert line.set_aside in (None, found.quarantined)
    assert found.kept == len(found.frame) == len(found.lines)
    amounts = found.frame.groupby("team")["amount"].agg(total)
    assert Decimal(str(amounts["Sud"])) == Decimal(41_900)
    if line.nord:
        assert Decimal(str(amounts["Nord"])) == Decimal(line.nord)


@pytest.mark.parametrize("line", _tables(), ids=lambda line: line.name)
def test_a_row_that_is_set_aside_is_named_with_its_line(line):
    found = read_line(line)
    if found.rejected is None or verdict_of(found.faults) == "reject":
        return
    named = {fault.line for fault in found.faults if fault.severity == "quarantined"}
    assert set(found.rejected["line"]) == named
    assert found.rejected["reasons"].ne("").all()
    assert not named & set(found.lines.tolist())


@pytest.mark.parametrize(
    "line", [line for line in LINES if line.group == "injection"], ids=lambda line: line.name
)
def test_hostile_text_is_kept_as_it_is(line):
    with (FOLDER / "files" / line.file).open(encoding="utf-8", newline="") as handle:
        written = list(csv.DictReader(handle))
    frame = read_line(line).frame
    for name, heading in (("account_id", "account"), ("owner", "owner"), ("team", "team")):
        assert frame[name].tolist() == [row[heading] for row in written]


@pytest.mark.parametrize("name", ["L19", "L21", "L23"])
def test_settings_are_refused_with_the_words_they_need(name, tmp_path):
    line = line_of(name)
    (tmp_path / "params").mkdir()
    content = (FOLDER / "files" / line.file).read_bytes()
    (tmp_path / "params" / "project.yaml").write_bytes(content)
    with pytest.raises(ParamError) as refused:
        load_settings(tmp_path)
    assert line.verdict == "reject"
    assert not line.unsaid(str(refused.value))
    assert "False" not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "declared", "nord"),
    [
        ("B03", {"encoding": "latin-1"}, "21900"),
        ("B17", {"separator": ";"}, "21900"),
        ("B19", {"separator": ";"}, "21900"),
        ("D01", {"decimal": ","}, "21900"),
        ("D01", {"decimal": ",", "separator": ";"}, "21900"),
        ("G01", {"dates": "%d/%m/%Y"}, "21900"),
        ("L05", {"sheet": "Opportunities"}, "21900"),
        (
            "H05",
            {"values": {"team": {"nord": "Nord", "NORD": "Nord", "N\u043erd": "Nord"}}},
            "21900",
        ),
        ("H01", {"values": {"status": {"Wonn": "won", "closed-won": "won"}}}, "21900"),
    ],
)
def test_what_a_source_declares_makes_its_file_load_exactly(name, declared, nord):
    found = read_line(line_of(name), **declared)
    assert verdict_of(found.faults) in ("accept", "coerce")
    assert (found.kept, found.quarantined) == (40, 0)
    amounts = found.frame.groupby("team")["amount"].agg(total)
    assert amounts.to_dict() == {"Nord": float(nord), "Sud": 41_900.0}


def _verdict(found, line):
    """A warning is what an unknown column deserves: it is the `coerce` of A04."""
    said = [fault for fault in found.faults if fault.severity == "warning"]
    warned = any("internal_note" in fault.message for fault in said)
    return "coerce" if line.name == "A04" and warned else verdict_of(found.faults)


def _said(found):
    return "\n".join(str(fault) for fault in found.faults)
