"""Damaged files: nothing raises, nothing is lost unsaid, nothing loads as another value."""

import codecs
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kit.data.readers import read_table
from kit.params import Settings, Source
from kit.schemas import BY_NAME
from tests.data.readers.agreement import disagreements
from tests.data.readers.strict import Table, table_of, text_of, value_of

TODAY = date(2026, 11, 1)
NAMES = (
    "opportunity_id",
    "created_at",
    "stage",
    "status",
    "closed_at",
    "amount",
    "currency",
    "owner",
    "team",
    "name",
    "expected_close_date",
)
REQUIRED = BY_NAME["opportunities"].required
STAGES = {"open": ("Prospect", "Proposal"), "won": ("Closed Won",), "lost": ("Closed Lost", "Lost")}
QUICK = settings(max_examples=150, deadline=None, derandomize=True)
THOROUGH = settings(max_examples=6_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])

PIECES = (
    *(b'"', b'""', b'",', b',"', b'"\n', b",", b";", b"\t", b"|", b"\n", b"\r", b"\r\n", b" "),
    *(b"\0", b"\xff", b"\xf1", b"\xc2\xa0", b"\xe2\x80\x8b", b"\xef\xbb\xbf", b"\x1b[31m", b"\x0b"),
    *(b"'", b"-", b"+", b".", b"e", b"0", b"E+17", b"sep=;\n", b"<", b"\xce\x9d", b"\xe2\x80\xa8"),
)
CELLS = (
    *("", " ", "n.d.", "-", "N/A", "null", "NaN", "inf", "#REF!", "=1+1", "0", "-0", "-0.00"),
    *("1.234,56", "1,234.56", "1,234", "1.234", "0,123", "0.123", "1 234,5", "1\u00a0234.50"),
    *("1'234.50", "12,5", "1.", ".5", "+7", "1e3", "1E+17", "1.23457E+17", "(5.00)", "5-", "10%"),
    *("€ 5", "5 EUR", "USD 5", "$5", "1000.005", "0.1", "999999999999.99", "1e12", "1000000000001"),
    *("٣", "１２", "12 345", "12,34,567", "1,234,567.00", "1.234.567", "00012", "5.10000"),
    *("2024-02-30", "2024-3-1", "01/02/2024", "2024.02.01", "20240201", "45658", "1704067200000"),
    *("2024-02-01T10:00", "2024-02-01 10:00:00", "2024-02-01T10:00:00Z", "2024-03-31T02:30"),
    *("2024-02-01T00:00:00", "2024-02-01T10:00+05:30", "1970-01-01", "0001-01-01", "9999-12-31"),
    *("2024-02-01T10:00:60", "2024-02-01T25:00", "２０２４-02-01", "2024-10-27T02:30:00"),
    *(
        "won",
        "WON",
        "Won",
        "wоn",
        "lost ",
        "open\u200b",
        "Closed Won",
        "Closed Lost",
        "usd",
        "EURO",
    ),
    *("Nord", "NORD", "Nоrd", "Nord\u200b", " Nord", "No\x07rd", "Zoë", "Zoe\u0308", "SociÃ©tÃ©"),
    *("007", "A" * 10_001, 'say "hi"', "a\nb", "a,b", "a;b", '"', "\ufeff", "\u202e", "OPP-1"),
)


@st.composite
def good_rows(draw):
    """Rows in which everything is in order."""
    rows = []
    for number in range(draw(st.integers(2, 9))):
        status = draw(st.sampled_from(("open", "won", "lost")))
        born = date(2024, 1, 1) + timedelta(days=draw(st.integers(0, 500)))
        ended = born + timedelta(days=draw(st.integers(0, 200)))
        cents = draw(st.integers(0, 10_000_000))
        rows.append(
            (
                f"OPP-{number:04}",
                born.isoformat(),
                draw(st.sampled_from(STAGES[status])),
                status,
                "" if status == "open" else ended.isoformat(),
                f"{cents // 100}.{cents % 100:02}",
                "EUR",
                draw(st.sampled_from(("Ada", "Bo", "Zoë"))),
                draw(st.sampled_from(("Nord", "Sud"))),
                draw(st.sampled_from(("", "Renewal", "Plant 7"))),
                draw(st.sampled_from(("", ended.isoformat()))),
            )
        )
    return rows


def csv_bytes(rows, separator=","):
    quoted = [
        separator.join('"' + cell.replace('"', '""') + '"' if _odd(cell) else cell for cell in row)
        for row in (NAMES, *rows)
    ]
    return ("\n".join(quoted) + "\n").encode()


def _odd(cell):
    return any(sign in cell for sign in ',;|\t\n\r"')


damage = st.one_of(
    st.tuples(st.just("flip"), st.floats(0, 1), st.integers(1, 255)),
    st.tuples(st.just("delete"), st.floats(0, 1), st.integers(1, 12)),
    st.tuples(st.just("insert"), st.floats(0, 1), st.sampled_from(PIECES)),
    st.tuples(st.just("insert"), st.floats(0, 1), st.sampled_from(PIECES)),
    st.tuples(st.just("truncate"), st.floats(0, 1), st.none()),
    st.tuples(st.just("repeat"), st.floats(0, 1), st.floats(0, 1)),
    st.tuples(st.just("separator"), st.floats(0, 1), st.sampled_from((b";", b"\t", b"|"))),
    st.tuples(st.just("ends"), st.floats(0, 1), st.sampled_from((b"\r\n", b"\r", b"\n\n"))),
    st.tuples(
        st.just("encode"), st.floats(0, 1), st.sampled_from(("utf-16", "latin-1", "utf-8-sig"))
    ),
)


def damaged(data, kind, at, what):
    """The bytes with one thing done to them, at a place given as a share of their length."""
    place = int(at * len(data))
    match kind:
        case "flip":
            return (
                data[:place]
                + bytes(one ^ what for one in data[place : place + 1])
                + (data[place + 1 :])
            )
        case "delete":
            return data[:place] + data[place + what :]
        case "insert":
            return data[:place] + what + data[place:]
        case "truncate":
            return data[:place]
        case "repeat":
            lines = data.splitlines(keepends=True) or [b""]
            line = lines[int(what * (len(lines) - 1))]
            lines.insert(int(at * len(lines)), line)
            return b"".join(lines)
        case "separator":
            return data.replace(b",", what)
        case "ends":
            return data.replace(b"\n", what)
    try:
        return data.decode().encode(what)
    except UnicodeError:
        return codecs.BOM_UTF8 + data


def loaded(folder, file, **declared):
    source = Source(file=file, **declared)
    project = Settings(
        folder=folder,
        sources={"opportunities": source},
        timezone="Europe/Rome",
        quarantine_limit=0.9,
    )
    return read_table(BY_NAME["opportunities"], source, folder, project, today=TODAY)


def is_refused(found):
    return any(fault.severity == "error" for fault in found.faults)


def meaning(table: Table, decimal=""):
    """What the second reader makes of each record, and the lines of those that are not sound."""
    sound = [one for one in table.records if not one.is_blank and not table.is_heading(one)]
    rows = {
        record.line: {name: value_of(name, table.cell(record, name), decimal) for name in NAMES}
        for record in sound
        if record.is_sound and len(record.fields) == len(table.headings)
    }
    return rows, {record.line for record in sound} - set(rows)


def check_csv(folder, data, rows, decimal=""):
    """Hold what the kit loads against the second reader, and against the rows as they were."""
    path = folder / "data.csv"
    path.write_bytes(data)
    found = loaded(folder, "data.csv", decimal=decimal)
    text = text_of(data)
    if is_refused(found):
        return
    assert text is not None, "bytes that are no text were read"
    table = table_of(text, REQUIRED)
    meant, broken = meaning(table, decimal)
    named = {fault.line for fault in found.faults if fault.severity == "quarantined"}
    assert broken <= named, f"lines {sorted(broken - named)} are broken, which nobody says"
    assert not disagreements(found, meant, {}), disagreements(found, meant, {})
    assert _untouched(table, rows) <= set(found.lines.tolist())


def _untouched(table, rows):
    """Lines of rows that nothing was done to, and that no other row contradicts."""
    if table.headings != NAMES:
        return set()
    ids = [table.cell(record, "opportunity_id").strip() for record in table.records]
    return {
        record.line
        for record in table.records
        if record.fields in rows and ids.count(record.fields[0]) == 1 and record.is_sound
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("damaged")


BYTES = given(rows=good_rows(), done=st.lists(damage, min_size=1, max_size=4))
CELL = st.tuples(st.integers(0, 8), st.integers(0, len(NAMES) - 1), st.sampled_from(CELLS))
CHANGES = given(
    rows=good_rows(),
    changes=st.lists(CELL, min_size=1, max_size=5),
    decimal=st.sampled_from(("", ".", ",")),
)


def changed(rows, changes):
    cells = [list(row) for row in rows]
    for row, column, text in changes:
        cells[row % len(rows)][column] = text
    return [tuple(row) for row in cells]


def bytes_are_read_or_said(folder, rows, done):
    data = csv_bytes(rows)
    for one in done:
        data = damaged(data, *one)
    check_csv(folder, data, rows)


def cells_are_read_or_said(folder, rows, changes, decimal):
    if decimal == ",":
        rows = [(*row[:5], row[5].replace(".", ","), *row[6:]) for row in rows]
    check_csv(folder, csv_bytes(changed(rows, changes)), rows, decimal)


@QUICK
@BYTES
def test_damaged_bytes_are_read_exactly_or_said(folder, rows, done):
    bytes_are_read_or_said(folder, rows, done)


@pytest.mark.acceptance
@THOROUGH
@BYTES
def test_bytes_damaged_in_thousands_of_ways_are_read_exactly_or_said(folder, rows, done):
    bytes_are_read_or_said(folder, rows, done)


@QUICK
@CHANGES
def test_odd_cells_are_read_exactly_or_said(folder, rows, changes, decimal):
    cells_are_read_or_said(folder, rows, changes, decimal)


@pytest.mark.acceptance
@THOROUGH
@CHANGES
def test_cells_changed_in_thousands_of_ways_are_read_exactly_or_said(
    folder, rows, changes, decimal
):
    cells_are_read_or_said(folder, rows, changes, decimal)
