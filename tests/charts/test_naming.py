from __future__ import annotations

from kit.charts.naming import spots

ROOM = (200.0, 100.0)


def test_a_name_stands_right_of_its_point_where_there_is_room() -> None:
    (spot,) = spots([(50, 50)], [40], ROOM)
    assert spot is not None
    assert (spot.x > 0, spot.align) == (True, "left")


def test_at_the_right_edge_it_stands_on_the_left() -> None:
    (spot,) = spots([(190, 50)], [40], ROOM)
    assert spot is not None
    assert (spot.x < 0, spot.align) == (True, "right")


def test_no_name_stands_on_a_line_across_the_plot() -> None:
    (spot,) = spots([(100, 50)], [40], ROOM, across=50.0)
    assert spot is not None
    assert spot.align == "center"
    assert spot.y > 0


def test_what_finds_no_room_has_no_place() -> None:
    crowd = [(100.0 + x, 50.0 + y) for x in (-16, 16) for y in (-16, 0, 16)]
    assert spots([(100, 50)], [120], ROOM, [*crowd, (100.0, 66.0), (100.0, 34.0)]) == [None]


def test_names_of_neighbours_do_not_cover_each_other() -> None:
    first, second = spots([(100, 50), (100, 58)], [40, 40], ROOM)
    assert first is not None
    assert second is not None
    assert first.align != second.align
