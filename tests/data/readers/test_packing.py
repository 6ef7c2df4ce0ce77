import bz2
import gzip
import lzma
import os
import zipfile
from pathlib import Path

import pyarrow as pa
import pytest

from kit.data.readers import packing
from kit.data.readers.packing import ending_of, packing_of, unpacked
from kit.errors import DataError

TABLE = b"a,b\n" + b"1,2\n" * 500


def zst(data):
    return pa.compress(data, "zstd", asbytes=True)


PACKERS = {".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress, ".zst": zst}


def put(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    return tmp_path / name


def put_zip(tmp_path, members, name="data.zip"):
    with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    return tmp_path / name


@pytest.mark.parametrize(("ending", "pack"), PACKERS.items(), ids=PACKERS)
def test_each_packing_is_unpacked(tmp_path, ending, pack):
    assert unpacked(put(tmp_path, f"d.csv{ending}", pack(TABLE)), "d") == TABLE


@pytest.mark.parametrize(("ending", "pack"), PACKERS.items(), ids=PACKERS)
def test_a_packed_file_that_is_cut_off_is_refused(tmp_path, ending, pack):
    content = pack(os.urandom(5000))
    with pytest.raises(DataError, match=r"d\.csv: the packed file is damaged"):
        unpacked(put(tmp_path, f"d.csv{ending}", content[: len(content) // 2]), "d.csv")


@pytest.mark.parametrize("ending", [*PACKERS, ".zip"])
def test_what_is_not_packed_as_its_name_says_is_refused(tmp_path, ending):
    with pytest.raises(DataError, match="the packed file is damaged"):
        unpacked(put(tmp_path, f"d.csv{ending}", TABLE), "d")


@pytest.mark.parametrize(("ending", "pack"), PACKERS.items(), ids=PACKERS)
def test_a_bomb_is_refused_while_it_unpacks(tmp_path, ending, pack):
    bomb = pack(bytes(packing.STEEPEST * 2**17))
    with pytest.raises(DataError, match="a ratio that no table has"):
        unpacked(put(tmp_path, f"d.csv{ending}", bomb), "d")


def test_a_large_file_is_refused_while_it_unpacks(tmp_path, monkeypatch):
    monkeypatch.setattr(packing, "LARGEST", 2**20)
    with pytest.raises(DataError, match="the packed file is too large: more than"):
        unpacked(put(tmp_path, "d.csv.gz", gzip.compress(os.urandom(2**21))), "d")


def test_the_one_file_of_an_archive_is_read(tmp_path):
    members = {"folder/": b"", "folder/deals.csv": TABLE, "__MACOSX/._deals.csv": b"x"}
    path = put_zip(tmp_path, members)
    assert (unpacked(path, "d"), ending_of(path)) == (TABLE, ".csv")


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"a.csv": TABLE, "b.csv": TABLE}, "it holds 2: `a.csv`, `b.csv`"),
        ({}, "it holds 0: none"),
    ],
)
def test_an_archive_of_any_other_number_of_files_is_refused(tmp_path, members, words):
    path = put_zip(tmp_path, members)
    with pytest.raises(DataError, match=words):
        unpacked(path, "d")
    assert ending_of(path) == ""


def test_an_archive_is_judged_by_its_list_before_it_is_unpacked(tmp_path):
    path = put_zip(tmp_path, {"a.csv": bytes(20 * 2**20)})
    with pytest.raises(DataError, match="a ratio that no table has"):
        unpacked(path, "d")


def test_an_encrypted_archive_is_refused(tmp_path):
    path = put_zip(tmp_path, {"a.csv": TABLE})
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(DataError, match="the archive is encrypted"):
        unpacked(put(tmp_path, "e.zip", bytes(data)), "e.zip")


@pytest.mark.parametrize(
    ("name", "ending", "packed"),
    [
        ("exports/a.csv.gz", ".csv", ".gz"),
        ("A.TSV.ZIP", ".tsv", ".zip"),
        ("a.xlsx", ".xlsx", ""),
        ("a.gz", "", ".gz"),
        ("deals", "", ""),
    ],
)
def test_the_ending_that_counts_stands_below_that_of_the_packing(name, ending, packed):
    assert (ending_of(Path(name)), packing_of(Path(name))) == (ending, packed)
