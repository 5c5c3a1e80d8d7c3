"""Charts: well-formed, told in words, distinguishable without colour, without script or style."""

import doctest
import re
from xml.etree import ElementTree

from dossiers.charts import Bar, Line, bars, lines, over_time, svg

SVG = "{http://www.w3.org/2000/svg}"


def _read(drawn: str) -> ElementTree.Element:
    return ElementTree.fromstring(drawn.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1))


def _drawn(counts: list[list[int]], **more) -> str:
    names = ["Tiếp nhận", "Kết thúc", "<b>Trễ</b>"]
    of = [Line(name, points) for name, points in zip(names, counts, strict=True)]
    return lines(of, ["02/11", "09/11", "16/11"], name="thu", title='"Ba" tuần', told="A & B", **more)


def test_examples():
    for module in (svg, over_time):
        assert doctest.testmod(module).failed == 0


def test_what_people_wrote_stays_text():
    for drawn in (_drawn([[1, 2, 3]] * 3), bars([Bar("<script>&", 1, '"<')], name="x", title="<", told="&")):
        root = _read(drawn)
        assert re.search(r"style=|<script|<style|<b>", drawn) is None
        assert root.get("role") == "img"
        for told in ("aria-labelledby", "aria-describedby"):
            assert [each.get("id") for each in root].count(root.get(told)) == 1


def test_lines_differ_without_colour_and_end_in_their_names():
    root = _read(_drawn([[10, 20, 30], [5, 5, 5], [0, 1, 0]]))
    drawn = [group for group in root.findall(f"{SVG}g")]
    assert len({path.get("stroke-dasharray") for group in drawn for path in group[:1]}) == 3
    assert len({(mark.tag, (mark.get("d") or "")[-4:]) for group in drawn for mark in group[1:2]}) == 3
    names = [text.text for text in root.findall(f"{SVG}text") if text.get("class") == "chart__name"]
    assert names == ["Tiếp nhận 30", "Kết thúc 5", "<b>Trễ</b> 0"]


def test_points_stand_at_their_heights():
    root = _read(_drawn([[0, 50, 100], [0, 0, 0], [0, 0, 0]]))
    ys = [float(mark.get("cy")) for mark in root.find(f"{SVG}g").findall(f"{SVG}circle")]
    assert ys[1] - ys[0] == ys[2] - ys[1] < 0
    assert ys[0] == over_time.HEIGHT - over_time.BOTTOM
    assert ys[2] == over_time.TOP


def test_the_last_place_is_marked_when_it_is_not_whole():
    assert "chưa hết tuần" in _drawn([[1, 2, 3]] * 3, unfinished="chưa hết tuần")
    assert "<rect" not in _drawn([[1, 2, 3]] * 3)


def test_nothing_at_all_is_drawn_on_the_ground():
    assert _read(_drawn([[0, 0, 0]] * 3)).get("viewBox") == "0 0 360 230"
    assert 'width="1"' in bars([Bar("Không", 0, "0")], name="x", title="t", told="d")


def test_a_bar_is_as_long_as_its_number():
    root = _read(bars([Bar("a", 100, "100"), Bar("b" * 80, 25, "25", part=10)], name="x", title="t", told="d"))
    widths = [float(rect.get("width")) for rect in root.findall(f"{SVG}rect")]
    assert [round(width / widths[0], 3) for width in widths] == [1, 0.25, 0.1]
    assert any((text.text or "").endswith("…") for text in root.findall(f"{SVG}text"))
