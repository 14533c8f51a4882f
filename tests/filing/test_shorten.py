"""Shortened texts and lists say that they go on, and only then."""

from __future__ import annotations

from xlperf.filing.shorten import cut_short, first_few


def test_a_text_is_cut_where_it_is_longer() -> None:
    assert cut_short("一二三", 3) == "一二三"
    assert cut_short("一二三四", 3) == "一二三…"


def test_a_list_counts_what_it_leaves_out() -> None:
    assert first_few(["A1", "B2"], most=2) == "A1、B2"
    assert first_few(["A1", "B2", "C3"], most=2) == "A1、B2等 3 处"
    assert first_few(list("abcdef"), "等 {} 格", between="") == "abcde等 6 格"
