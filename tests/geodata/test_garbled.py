"""Text that a wrong encoding destroyed: found, and real text of several scripts left in peace."""

from __future__ import annotations

import pandas as pd
import pytest

from geodata.garbled import find_garbled


def garbled(*cells):
    return find_garbled(pd.DataFrame({"名称": list(cells), "n": range(len(cells))}), file="a.shp")


def test_letters_of_many_scripts_are_no_name():
    (found,) = garbled("ӦZs", "ͷs_", "եV", "إF", "Tai Po", None)  # Big5 bytes read as UTF-8
    assert (found.code, found.feature, found.count) == ("file.text_garbled", "名称", 4)
    assert "“ӦZs”" in found.message_zh


def test_the_mark_of_lost_characters_is_enough():
    (found,) = garbled("长庆\ufffd坊", "和平里")
    assert found.count == 1


@pytest.mark.parametrize("cells", [
    ("和平里", "Île-de-France", "高新城服１号（二期）"), ("しんじゅく", "高島平２丁目", "신당동"),
    ("Москва", "Ελλάδα 2", "长庆坊"), ("plain", None, ""), ("10㎡", "№ 3", "①②"),
])
def test_real_text_stays(cells):
    assert garbled(*cells) == []
