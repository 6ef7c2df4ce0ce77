"""Workbooks written byte by byte, in the formats that no library at hand can write."""

import io
import struct
import zipfile

SECTOR = 512
FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def relation(kind, target):
    """The relations of a part, which is only one."""
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{kinds}/{kind}" Target="{target}"/></Relationships>'
    )


class Error(int):
    """Code of an error."""


class ErrorOfFormula(int):
    """Code of an error that a formula gave."""


def archive(parts):
    """A zip archive of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in parts.items():
            opened.writestr(name, content)
    return buffer.getvalue()


def xlsx(rows, *, calculation=""):
    """A workbook whose sheet `Data` has these rows, in XML."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    book = (
        f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets>'
        f'<sheet name="Data" sheetId="1" r:id="rId1"/></sheets>{calculation}</workbook>'
    )
    sheet = f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'
    return archive(
        {
            "_rels/.rels": relation("officeDocument", "xl/workbook.xml"),
            "xl/workbook.xml": book,
            "xl/_rels/workbook.xml.rels": relation("worksheet", "/xl/worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml": sheet,
        }
    )


def ods(rows):
    """An OpenDocument workbook whose table `Data` has these rows, in XML."""
    names = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        f'<office:document-content xmlns:office="{names}office:1.0" '
        f'xmlns:table="{names}table:1.0" xmlns:text="{names}text:1.0" '
        'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
        f'<office:body><office:spreadsheet><table:table table:name="Data">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return archive(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content,
            "META-INF/manifest.xml": f'<m:manifest xmlns:m="{names}manifest:1.0"/>',
        }
    )


def compound(name, content):
    """A compound file with one stream: a table, a directory, then the content."""
    size = max(-(-len(content) // SECTOR), 8)
    chain = [TABLE, END, *range(3, size + 2), END]
    table = struct.pack("<128I", *(chain + [FREE] * (128 - len(chain))))
    entries = [("Root Entry", 5, END, 0, 1), (name, 2, 2, size * SECTOR, FREE)]
    directory = b"".join(
        text.encode("utf-16-le").ljust(64, b"\0")
        + struct.pack("<HBB3I", 2 * len(text) + 2, kind, 1, FREE, FREE, child)
        + bytes(36)
        + struct.pack("<IQ", start, length)
        for text, kind, start, length, child in entries
    )
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<5H6x4I", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0)
    header += struct.pack("<5I", 4096, END, 0, END, 0) + struct.pack("<109I", 0, *[FREE] * 108)
    return header + table + directory.ljust(SECTOR, b"\0") + content.ljust(size * SECTOR, b"\0")


def xls(*cells):
    """An old workbook whose sheet `Data` has these cells: row, column, value."""

    def record(kind, body=b""):
        return struct.pack("<HH", kind, len(body)) + body

    def begin(kind):
        return record(0x809, struct.pack("<HHHHII", 0x600, kind, 0, 0, 0, 0x600))

    sheet = begin(0x10)
    for row, column, value in cells:
        place = struct.pack("<HHH", row, column, 0)
        if isinstance(value, Error):
            sheet += record(0x205, place + struct.pack("<BB", value, 1))
        elif isinstance(value, ErrorOfFormula):
            given = struct.pack("<BxBxxxH", 2, value, 0xFFFF)
            sheet += record(0x06, place + given + bytes(6) + struct.pack("<H", 0))
        elif isinstance(value, str):
            sheet += record(0x204, place + struct.pack("<HB", len(value), 0) + value.encode())
        else:
            sheet += record(0x203, place + struct.pack("<d", value))
    start = len(begin(5)) + 4 + 12 + 4
    book = begin(5) + record(0x85, struct.pack("<IBBBB", start, 0, 0, 4, 0) + b"Data")
    return compound("Workbook", book + record(0x0A) + sheet + record(0x0A))


def xlsb(*rows):
    """A binary workbook whose sheet `Data` has these rows of cells."""

    def record(kind, body=b""):
        head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
        return head + bytes([len(body)]) + body

    def text(value):
        return struct.pack("<I", len(value)) + value.encode("utf-16-le")

    def cell(column, value):
        place = struct.pack("<II", column, 0)
        if isinstance(value, Error):
            return record(3, place + bytes([value]))
        if isinstance(value, ErrorOfFormula):
            return record(11, place + bytes([value]) + bytes(10))
        return (
            record(6, place + text(value))
            if isinstance(value, str)
            else record(5, place + struct.pack("<d", value))
        )

    bundle = record(156, struct.pack("<II", 0, 1) + text("rId1") + text("Data"))
    reach = struct.pack("<4I", 0, len(rows) - 1, 0, max(map(len, rows)) - 1)
    sheet = record(129) + record(148, reach) + record(145)
    for number, row in enumerate(rows):
        sheet += record(0, struct.pack("<I", number) + bytes(13))
        sheet += b"".join(cell(column, value) for column, value in enumerate(row))
    return archive(
        {
            "_rels/.rels": relation("officeDocument", "/xl/workbook.bin"),
            "xl/workbook.bin": record(131) + record(143) + bundle + record(144) + record(132),
            "xl/worksheets/sheet1.bin": sheet + record(146) + record(130),
            "xl/_rels/workbook.bin.rels": relation("worksheet", "worksheets/sheet1.bin"),
        }
    )
