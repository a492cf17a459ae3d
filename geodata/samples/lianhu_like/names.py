"""Invented Chinese names: no list of real places stands behind them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count

import numpy as np

FIRST = (
    "青丹槐榆柳桐枫梅兰竹松柏桂荷菊杏桃棠樱荔云霞虹霁朝晴曦晓望听"
    "观揽枕漱濯沐拾栖鹤鹭雁鸥鹿麟凤锦绣瑞祥嘉怡清澄碧翠素锡钧铭琢"
)
SECOND = (
    "泉溪池湾渚汀洲浦陂塬坪岗岭丘坡原野畦圃园林苑庭轩阁台楼亭桥渡舟"
    "帆笛琴书墨砚弦歌风月星露霜雪晖岚烟波澜涛石玉璧珠章程和安宁平康"
)
DIGITS = ("", "一", "二", "三", "四", "五", "六", "七", "八", "九")

SURNAMES = "蔺郗仉逄訾亓禹鄢邴阚晁蒯"
TRADES = ("机械", "纺织", "仪表", "电缆", "轴承", "锅炉", "开关", "化工", "制药", "印染", "水泵", "车辆")
ESTATE_ENDINGS = ("小区", "花园", "家园", "佳苑", "公寓", "新村", "名邸", "雅居", "华庭", "里")


class Namer:
    """Hands out two-character words in a shuffled order, each once; later rounds carry a numeral."""

    def __init__(self, rng: np.random.Generator) -> None:
        pairs = [first + second for first in FIRST for second in SECOND]
        order: list[int] = rng.permutation(len(pairs)).tolist()
        self._words: Iterator[str] = (pairs[index] + numeral(round_) for round_ in count() for index in order)

    def word(self) -> str:
        """Return the next unused word, for instance ``榆溪``."""
        return next(self._words)


def numeral(number: int) -> str:
    """Write a number below 100 in Chinese, a larger one in digits; 0 is empty."""
    if number >= 100:
        return str(number)
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else DIGITS[tens]) + ("十" if tens else "") + DIGITS[ones]


def numbered(words: Sequence[str], index: int, ending: str) -> str:
    """Name number ``index`` of a short list of words: from the second round on ``第二纺织厂家属院``."""
    rounds, position = divmod(index, len(words))
    return (f"第{numeral(rounds + 1)}" if rounds else "") + words[position] + ending
