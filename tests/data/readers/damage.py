"""Good files of opportunities, and what can go wrong with their bytes and cells."""

import codecs
from datetime import date, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from kit.data.readers import read_table
from kit.params import Settings, Source
from kit.schemas import BY_NAME

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
ROWS = [
    tuple(row.split("|"))
    for row in (
        "OPP-1|2024-07-06|Closed Won|won|2024-11-19|37.98|EUR|Bo|Nord||",
        "OPP-2|2024-01-03|Lost|lost|2024-03-29|0.65|EUR|Ada|Sud||",
        "OPP-3|2024-01-04|Prospect|open||5.00|EUR|Ada|Sud|A, B|2024-09-30",
    )
]
QUICK = settings(max_examples=80, deadline=None, derandomize=True)
THOROUGH = settings(max_examples=3_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])

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


CELL = st.tuples(st.integers(0, 8), st.integers(0, len(NAMES) - 1), st.sampled_from(CELLS))
"""A row, a column, and what comes to stand there."""


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


def changed(rows, changes):
    cells = [list(row) for row in rows]
    for row, column, text in changes:
        cells[row % len(rows)][column] = text
    return [tuple(row) for row in cells]


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
