"""Whether a number at the beginning of a line is an item's, by the list that it goes on with."""

import pytest

from xlperf.filing.model import Address
from xlperf.form.numbering import begins_item
from xlperf.grid import Line
from xlperf.sources.text.goals import goal_of
from xlperf.sources.text.pieces import Piece
from xlperf.sources.text.plain import plain_blocks


@pytest.mark.parametrize(
    ("before", "text"),
    [
        (["召开听证会；"], "1、开展视察"),
        (["1、召开听证会；"], "2、开展视察"),
        (["1、召开听证会", "并发布"], "2、开展视察"),
        (["工作任务：1、召开听证会；"], "2、开展视察"),
        (["1.甲：", "1）乙；", "2）丙。"], "2.丁"),
        (["十九、甲"], "二十、乙"),
        (["①甲；"], "②乙"),
        (["（一）甲；"], "（二）乙"),
        (["按照规定："], "（一）甲"),
    ],
)
def test_next_number_of_a_list_begins_an_item(before, text):
    assert begins_item(before, text)


@pytest.mark.parametrize(
    ("before", "text"),
    [
        (["召开听证会；"], "5、六两月各一次"),
        (["1、甲；", "2、召开听证会；"], "5、六两月各一次"),
        (["1、甲；2、乙；"], "3、丙"),
        (["完成验收。"], "三、四季度各一次"),
        (["召开会议；"], "（二）中的事项"),
        (["依照第二条"], "（一）的规定"),
        (["1.甲"], "2）乙"),
        (["投资；"], "3.5万元"),
    ],
)
def test_any_other_number_begins_none(before, text):
    assert not begins_item(before, text)


WIDE = "为居民出行提供快速便捷的通道，完善路网服务功能，分流中环路的交通压力，召开听证会；"


def test_full_line_of_a_text_goes_on_with_a_number_that_is_no_items():
    lines = [WIDE, "5、六两月各一次。", "1、办好实事；"]
    blocks = plain_blocks([Line(text, Address("文", "1")) for text in lines], "文")
    assert [line.text for line in blocks] == [f"{WIDE}5、六两月各一次。", "1、办好实事；"]


def test_goal_of_a_text_goes_on_with_a_number_that_is_no_items():
    full = "，".join([WIDE[:-8], "提高通行能力和水"])
    goal = goal_of([Piece(full, 0), Piece(WIDE, 1), Piece("5、六两月各一次。", 2)], None)
    assert goal.text == f"{full}{WIDE}5、六两月各一次。"
