"""Where things stand in files: lines and columns, whatever the text looks like."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlthreat.files import line_index
from mlthreat.files.line_index import LineIndex
from mlthreat.files.yaml_reader import parse


@given(st.text(st.sampled_from("a\n\r数😀"), max_size=60), st.data())
def test_an_offset_is_on_the_line_that_counting_finds(text, data):
    offset = data.draw(st.integers(0, len(text)))
    before = text[:offset]
    assert LineIndex(text).at(offset) == (before.count("\n") + 1, before.rfind("\n") + 1)


@given(st.text(st.sampled_from("a\n"), max_size=60), st.integers(1, 9), st.data())
def test_blocks_do_not_show(text, block, data):
    offset = data.draw(st.integers(0, len(text)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(line_index, "_BLOCK", block)
        assert LineIndex(text).at(offset) == (text.count("\n", 0, offset) + 1, text.rfind("\n", 0, offset) + 1)


@pytest.mark.parametrize("column", [1, 500, 990, 1_010, 5_000])
@pytest.mark.parametrize("after", ["", ", b: " + "y" * 3_000, "\r\nb: 1"])
def test_a_part_of_a_long_line_is_shown_with_the_value_in_it(column, after):
    lead = "k" * min(column, 150) + ": " + "[" * (column > 200)
    lead += "z, " * ((column - len(lead)) // 3) if column > 200 else ""
    text = (
        f"{{{lead}here{']' * (column > 200)}{after}}}"
        if "b: y" in after
        else f"{lead}here{']' * (column > 200)}{after}"
    )
    source = parse("x", text.encode())
    assert source.problems == []
    key = next(iter(source.data))
    path = (key, len(source.data[key]) - 1) if isinstance(source.data[key], list) else (key,)
    place = source.place(path)
    assert place.excerpt[slice(*place.marked)] == "here"
    assert text[place.cut :].startswith(place.excerpt)
    assert len(place.excerpt) <= 1_000
    assert (place.span.line, place.span.column) == (1, text.index("here") + 1)


@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("text", ["a: 数据\nb: [x, 'y']\n", "a: b: c\n", "a: &x 1\n", "- a\n- *b\n"])
def test_a_byte_order_mark_moves_nothing(bom, text):
    with_mark, without = parse("x", (bom + text).encode()), parse("x", text.encode())
    assert with_mark.data == without.data
    assert with_mark.problems == without.problems
