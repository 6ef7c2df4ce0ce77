import pytest

from kit.data.readers.places import find
from kit.errors import DataError
from kit.params import Source


def test_a_glob_names_several_files_in_order(tmp_path):
    for name in ("b.csv", "a.csv", "c.txt"):
        (tmp_path / name).write_text("x")
    assert [path.name for path in find(Source(file="*.csv"), tmp_path)] == ["a.csv", "b.csv"]


def test_a_file_whose_name_looks_like_a_glob_is_found(tmp_path):
    (tmp_path / "export [1].csv").write_text("x")
    assert [path.name for path in find(Source(file="export [1].csv"), tmp_path)] == [
        "export [1].csv"
    ]


def test_a_missing_file_says_what_was_looked_for_and_what_is_there(tmp_path):
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "opportunities.csv").write_text("x")
    with pytest.raises(DataError) as caught:
        find(Source(file="exports/oportunities.csv"), tmp_path)
    (fault,) = caught.value.faults
    assert fault.file == "exports/oportunities.csv"
    assert fault.message == (
        f"no file `exports/oportunities.csv` in {tmp_path}. "
        "Nearest in `exports`: `opportunities.csv`."
    )


def test_an_empty_or_missing_folder_is_named(tmp_path):
    with pytest.raises(DataError, match="The folder holds no files"):
        find(Source(file="a.csv"), tmp_path)
    with pytest.raises(DataError, match="There is no folder `exports` there either"):
        find(Source(file="exports/a.csv"), tmp_path)


def test_a_folder_whose_name_looks_like_a_pattern_is_one_name(tmp_path):
    folder = tmp_path / "br[2026]"
    (folder / "x" / "y").mkdir(parents=True)
    for name in ("x/o.csv", "x/y/p.csv"):
        (folder / name).write_text("a\n1\n")
    assert [path.name for path in find(Source(file="x/*.csv"), folder)] == ["o.csv"]
    deep = find(Source(file="x/**/*.csv"), folder)
    assert sorted(path.name for path in deep) == ["o.csv", "p.csv"]
