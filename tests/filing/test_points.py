"""Points behind the names of levels are parted from them, and nothing else is."""

from __future__ import annotations

from time import process_time

import pytest

from xlperf.filing.points import parted


@pytest.mark.parametrize(
    ("text", "name", "points"),
    [
        ("产出指标（50分）", "产出指标", "（50分）"),
        ("产出指标(50分)", "产出指标", "(50分)"),
        ("产出指标(40-50)分", "产出指标", "(40-50)分"),
        ("成本指标（0—20分）", "成本指标", "（0—20分）"),
        ("产出指标\n（５０分）", "产出指标", "\n（５０分）"),
        ("效益指标【30】", "效益指标", "【30】"),
        ("效益指标（30%）", "效益指标", "（30%）"),
        ("数量指标（权重：12.5）", "数量指标", "（权重：12.5）"),
        ("满意度指标10分", "满意度指标", "10分"),
        ("产出指标（工作量）", "产出指标（工作量）", None),
        ("产出指标1", "产出指标1", None),
        ("服务对象满意度指标（90%以上）", "服务对象满意度指标（90%以上）", None),
        ("（50分）", "（50分）", None),
        ("产出指标", "产出指标", None),
        (None, None, None),
    ],
)
def test_points_are_parted_from_the_name_before_them(text, name, points):
    assert parted(text) == (name, points)
    assert points is None or name + points == text


@pytest.mark.parametrize("text", ["产出指标（", "产出指标（50", "产出指标（50-", "产出指标"])
def test_long_run_of_white_space_takes_no_long_time(text):
    """It took a quarter of a minute, for each such cell."""
    before = process_time()
    assert parted(long := text + " " * 30_000 + "。") == (long, None)
    assert process_time() - before < 1
