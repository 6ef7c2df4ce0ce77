from __future__ import annotations

from pathlib import Path

import pytest

from kit.params.yaml_file import Document, read_yaml


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def read(folder: Path, text: str | bytes) -> Document:
    path = folder / "x.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return read_yaml(path, "params/x.yaml")


def errors(document: Document) -> list[str]:
    return [str(fault) for fault in document.faults if fault.severity == "error"]


def test_scalars_mean_in_yaml_1_2_what_they_look_like(folder: Path) -> None:
    document = read(
        folder,
        "a: no\nb: NO\nc: on\nd: 12:30:00\ne: 2026-06-30\nf: true\ng: 3\nh: -1.5\ni: 1e3\n"
        'j: "3"\nk: ~\nl:\nm: 0x1f\nn: 1_000\no: Yes\n',
    )
    assert document.data == {
        "a": "no",
        "b": "NO",
        "c": "on",
        "d": "12:30:00",
        "e": "2026-06-30",
        "f": True,
        "g": 3,
        "h": -1.5,
        "i": 1000.0,
        "j": "3",
        "k": None,
        "l": None,
        "m": "0x1f",
        "n": "1_000",
        "o": "Yes",
    }
    assert errors(document) == []


def test_words_that_older_programs_misread_get_a_warning(folder: Path) -> None:
    document = read(folder, 'teams: [NO, SE]\nstart: 012\nat: "12:30:00"\n')
    assert [(fault.severity, str(fault)) for fault in document.faults] == [
        (
            "warning",
            "params/x.yaml, line 1: `NO` is read as text here, but as true or false by older "
            'programs. If it is text, quote it: "NO".',
        ),
        (
            "warning",
            "params/x.yaml, line 2: `012` is read as a number here, but as a number to base 8 by "
            'older programs. If it is text, quote it: "012".',
        ),
    ]


def test_keys_are_always_text(folder: Path) -> None:
    assert read(folder, "1: a\ntrue: b\nno: c\n? d\n: e\n").data == {
        "1": "a",
        "true": "b",
        "no": "c",
        "d": "e",
    }


def test_lines_are_kept_for_every_key_and_item(folder: Path) -> None:
    document = read(folder, "a: 1\nb:\n  c: {d: 2,\n      e: 3}\n  f:\n    - x\n    - y\n")
    assert document.lines[("b", "c", "e")] == 4
    assert document.lines[("b", "f", 1)] == 7
    assert document.line(("b", "f", 9)) == 5


def test_an_empty_file_says_nothing(folder: Path) -> None:
    for text in ("", "# only a comment\n", "---\n", "\ufeff"):
        document = read(folder, text)
        assert document.data == {}
        assert document.is_read
        assert document.faults == []


def test_a_byte_order_mark_is_no_part_of_the_first_key(folder: Path) -> None:
    assert read(folder, b"\xef\xbb\xbfname: x\n").data == {"name": "x"}


def test_duplicate_keys_are_refused_with_both_lines(folder: Path) -> None:
    document = read(folder, "level: 0.9\nname: x\nlevel: 0.8\n")
    assert errors(document) == [
        "params/x.yaml, line 3: `level` is a duplicate of line 1. Keep one."
    ]


def test_duplicate_keys_are_found_at_every_depth(folder: Path) -> None:
    assert errors(read(folder, "a:\n  b: {c: 1, c: 2}\n")) == [
        "params/x.yaml, line 2: `c` is a duplicate of line 2. Keep one."
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: !!python/object/apply:os.system [ls]\n", "YAML tags"),
        ("a: !secret x\n", "YAML tags (`!secret`)"),
        ("!!str a: b\n", "A key must be plain text."),
        ("a: &x 1\nb: *x\n", "YAML anchors and aliases (`x`) are not allowed here."),
        ("a: 1\n<<: *x\n", "YAML anchors and aliases (`x`) are not allowed here."),
        ("? [a, b]\n: c\n", "A key must be plain text."),
        ("- a\n- b\n", "Expected `name: value` lines."),
        ("just words\n", "Expected `name: value` lines."),
        ("a: 1\n---\nb: 2\n", "A second document starts here."),
        ("a: 'open\n", "This is not valid YAML"),
        ("a:\n\t- b\n", "This is not valid YAML"),
        ("a: [1, 2\n", "This is not valid YAML"),
        ("a: b: c\n", "This is not valid YAML"),
        ("a: \x00\n", "This is not valid YAML"),
        ("a: " + "[" * 30 + "]" * 30 + "\n", "Nested more than 12 levels deep."),
        ("a: " + "[" * 100_000, "Nested more than 12 levels deep."),
    ],
)
def test_what_is_never_read_on_is_refused(folder: Path, text: str, said: str) -> None:
    document = read(folder, text)
    assert len(errors(document)) == 1
    assert said in errors(document)[0]
    assert not document.is_read
    assert document.data == {}


def test_an_alias_bomb_is_refused_at_its_first_anchor(folder: Path) -> None:
    rows = ["a: &a [x,x,x,x,x,x,x,x,x]"]
    rows += [f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]" for a, b in zip("abcdefgh", "bcdefghi")]  # noqa: B905
    assert errors(read(folder, "\n".join(rows))) == [
        "params/x.yaml, line 1: YAML anchors and aliases (`a`) are not allowed here. "
        "Write the value out in each place."
    ]


def test_a_huge_file_is_refused_unread(folder: Path) -> None:
    assert errors(read(folder, "a: " + "x" * 1_000_000)) == [
        "params/x.yaml: The file is too large (1,000,003 bytes; 1,000,000 are allowed)."
    ]


def test_a_file_in_another_encoding_is_refused_at_its_line(folder: Path) -> None:
    assert errors(read(folder, "a: 1\nb: Málaga\n".encode("latin-1"))) == [
        "params/x.yaml, line 2: The file is not UTF-8 text. Save it as UTF-8."
    ]


def test_a_syntax_error_names_its_line(folder: Path) -> None:
    assert errors(read(folder, "a: 1\nb: 2\nc: [1, 2\n"))[0].startswith("params/x.yaml, line 4: ")
