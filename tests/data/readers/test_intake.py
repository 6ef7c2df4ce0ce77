def places(table, severity="quarantined"):
    return [
        (fault.file, fault.line, fault.column, fault.message)
        for fault in table.faults
        if fault.severity == severity
    ]


def test_several_files_are_put_under_each_other_and_faults_name_theirs(read):
    table = read(
        {"p1.csv": "product,list_price\nA,1\n", "p2.csv": "list_price,product\nx,B\n3,C\n"},
        "products",
        file="p*.csv",
    )
    assert table.frame["product"].tolist() == ["A", "C"]
    assert table.frame["list_price"].tolist() == [1, 3]
    assert [place[:3] for place in places(table)] == [("p2.csv", 2, "list_price")]
    assert (table.read, table.kept, table.quarantined) == (3, 2, 1)


def test_a_column_that_one_file_lacks_is_missing_in_its_rows(read):
    contents = {"p1.csv": "product,family\nA,X\n", "p2.csv": "product\nB\n"}
    assert read(contents, "products", file="p*.csv").frame["family"].isna().tolist() == [
        False,
        True,
    ]


def test_a_ragged_row_is_set_aside_as_it_stands(products):
    table = products("A,X,1", "B,2", "C,X,3")
    assert table.frame["product"].tolist() == ["A", "C"]
    assert places(table) == [("data.csv", 3, "", "the row has 2 fields, the heading 3.")]
    assert table.rejected["ragged_row"].tolist() == ["B,2"]
    assert (table.read, table.kept, table.quarantined) == (3, 2, 1)


def test_a_line_of_one_field_is_quoted_because_it_may_be_a_footer(products):
    table = products("A,X,1", '"Made by Acme"', "x" * 70)
    assert places(table) == [
        ("data.csv", 3, "", "the row has 1 field, the heading 3: `Made by Acme`."),
        ("data.csv", 4, "", f"the row has 1 field, the heading 3: `{'x' * 60}…`."),
    ]


def test_a_huge_cell_sets_its_row_aside_even_in_a_column_that_is_not_read(products):
    table = products("A,X,1,", f"B,X,2,{'x' * 20_000}", heading="product,family,list_price,note")
    assert places(table) == [
        ("data.csv", 3, "note", "the field has 20000 characters; the most is 10000.")
    ]
