from __future__ import annotations

from kit.publisher.sparkline import sparkline


def test_the_lowest_value_is_at_the_bottom_and_the_newest_has_a_dot() -> None:
    drawn = sparkline([1.0, 3.0, 2.0])
    assert '<path d="M4 32L60 4L116 18L116 18"/>' in drawn
    assert '<path class="now" d="M116 18h0"/>' in drawn


def test_a_missing_value_leaves_a_gap() -> None:
    drawn = sparkline([1.0, 2.0, None, 2.0])
    assert drawn.count("<path d=") == 2
    assert "NaN" not in drawn


def test_the_dot_is_on_the_last_known_value() -> None:
    assert 'class="now" d="M60 4h0"' in sparkline([1.0, 2.0, None])


def test_a_course_without_change_is_a_line_in_the_middle() -> None:
    assert "M4 18L116 18" in sparkline([5.0, 5.0])


def test_fewer_than_two_values_draw_nothing() -> None:
    assert sparkline([]) == ""
    assert sparkline([None, 1.0]) == ""


def test_a_sparkline_needs_no_style_attribute_and_is_hidden_from_screen_readers() -> None:
    drawn = sparkline([1.0, 2.0])
    assert "style" not in drawn
    assert 'aria-hidden="true"' in drawn
