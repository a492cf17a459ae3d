"""What ``sizhi plan`` will be able to do with a dataset, and what not, with the reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from geodata.border_report import Island
from geodata.dataset import Dataset
from geodata.domain import DETOUR_FACTOR, Walking


class Able(StrEnum):
    """Whether something can be done with the data as they are."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


@dataclass(frozen=True)
class Ability:
    """One thing that a plan does, and whether it can; what is missing is named in the message."""

    code: str
    able: Able
    message_zh: str
    message_en: str


def abilities(dataset: Dataset, islands: Sequence[Island]) -> tuple[Ability, ...]:
    """Say what can be planned, compared, judged and described on this ground."""
    return (_plan(dataset), *_left_out(dataset, islands), _today(dataset), _walking(dataset), _bounds(dataset),
            _premises(dataset), _persons(dataset))


def _plan(dataset: Dataset) -> Ability:
    households = int(dataset.units["households"].sum())
    if not dataset.has_households:
        return Ability("plan.communities", Able.NO, "划分社区：不能，没有户数；请写 --map households=字段名",
                       "drawing communities: no, there is no count of households; write --map households=COLUMN")
    if not households:
        return Ability("plan.communities", Able.NO, "划分社区：不能，没有一户落位",
                       "drawing communities: no, not one household has a place")
    offices = dataset.units["subdistrict"].nunique()
    return Ability(
        "plan.communities", Able.YES,
        f"划分社区：能，{offices} 个街道、{len(dataset.units):,} 个单元、{households:,} 户",
        f"drawing communities: yes, {offices} street offices, {len(dataset.units):,} units, {households:,} households",
    )


def _left_out(dataset: Dataset, islands: Sequence[Island]) -> Iterator[Ability]:
    """Name the households that no plan can hold, or only apart from their street office."""
    if len(dataset.unplaced):
        rows, households = len(dataset.unplaced), int(dataset.unplaced["households"].sum())
        yield Ability("plan.unplaced", Able.PARTLY, f"未安置的 {rows:,} 行、{households:,} 户不进任何社区",
                      f"{rows:,} unplaced rows with {households:,} households come into no community")
    if dataset.undecided:
        households = sum(area.households for area in dataset.undecided)
        yield Ability("plan.undecided", Able.PARTLY,
                      f"管理未明确的 {len(dataset.undecided)} 个小区、{households:,} 户待裁定，不参与划分",
                      f"{len(dataset.undecided)} undecided areas with {households:,} households wait for a ruling and "
                      "are not planned")
    inhabited = [island for island in islands if island.households]
    if inhabited:
        households = sum(island.households for island in inhabited)
        yield Ability("plan.islands", Able.PARTLY,
                      f"{len(inhabited)} 处孤立单元、{households:,} 户不能与本街道其余部分合成一个社区",
                      f"{len(inhabited)} islands with {households:,} households cannot form a community with the rest "
                      "of their street office")


def _today(dataset: Dataset) -> Ability:
    known = dataset.areas["community"].notna()
    if not known.any():
        return Ability("plan.today", Able.NO, "与现状对比、划入划出：不能，没有现属社区（--map community=字段名）",
                       "comparing with today: no, no present community is given (--map community=COLUMN)")
    count, without = dataset.areas["community"].nunique(), int((~known).sum())
    return Ability(
        "plan.today", Able.PARTLY if without else Able.YES,
        f"与现状对比：能，现有社区 {count:,} 个" + (f"，{without:,} 个小区未写现属社区" if without else ""),
        f"comparing with today: {count:,} present communities"
        + (f", {without:,} areas name none" if without else ""),
    )


def _walking(dataset: Dataset) -> Ability:
    if dataset.walking is Walking.NETWORK:
        return Ability("plan.walking", Able.YES, "步行距离：按路网", "walking: along the network")
    return Ability("plan.walking", Able.PARTLY, f"步行距离：没有路网（--roads），按直线 × {DETOUR_FACTOR}",
                   f"walking: no network (--roads), straight line × {DETOUR_FACTOR}")


def _bounds(dataset: Dataset) -> Ability:
    """Say whether boundaries can follow streets and be called after them."""
    lines = dataset.lines
    if not len(lines):
        return Ability("plan.four_bounds", Able.NO,
                       "界线沿路、四至写路名：不能，没有道路和界线要素（--roads、--barriers）",
                       "boundaries on streets, four bounds by name: no, there are no lines (--roads, --barriers)")
    length_m = lines.geometry.length.to_numpy()
    named = float(length_m[lines["name"].notna().to_numpy(dtype=np.bool_)].sum() / length_m.sum())
    able = Able.YES if named >= 0.5 else Able.PARTLY if named else Able.NO
    return Ability(
        "plan.four_bounds", able,
        f"界线沿路：能；四至：道路、河渠、铁路按长度 {named:.0%} 有名称" + ("" if named else "，四至写不出路名"),
        f"boundaries on streets: yes; four bounds: {named:.0%} of the lines' length has a name"
        + ("" if named else ", so they cannot name streets"),
    )


def _premises(dataset: Dataset) -> Ability:
    if dataset.facilities is None:
        return Ability("plan.premises", Able.NO, "社区用房：未知，没有用房文件（--facilities）",
                       "premises: unknown, no file of them (--facilities)")
    services = dataset.facilities[dataset.facilities["kind"] == "service"]
    floor = int(services["area_m2"].notna().sum())
    able = Able.YES if floor == len(services) and floor else Able.PARTLY if floor else Able.NO
    return Ability("plan.premises", able, f"社区用房：{len(services):,} 处，其中 {floor:,} 处有面积",
                   f"premises: {len(services):,}, {floor:,} of them with a floor area")


def _persons(dataset: Dataset) -> Ability:
    inhabited = dataset.areas[dataset.areas["households"] > 0]
    unknown = int(inhabited["population"].isna().sum())
    if dataset.areas["population"].isna().all():
        return Ability("plan.persons", Able.NO, "按人口的条款：未知，没有人口（--map population=字段名）",
                       "rules on persons: unknown, there is no population (--map population=COLUMN)")
    if unknown:
        return Ability("plan.persons", Able.PARTLY, f"按人口的条款：{unknown:,} 个有住户的小区缺人口",
                       f"rules on persons: {unknown:,} inhabited areas have no population")
    return Ability("plan.persons", Able.YES, "按人口的条款：能", "rules on persons: yes")
