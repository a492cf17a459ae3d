"""The manifest: what was planted in a synthetic district, and how each planted community comes into the band."""

from __future__ import annotations

from dataclasses import asdict

import geopandas as gpd

from geodata.domain import AreaKind
from geodata.samples.lianhu_like.district import TITLE_EN, TITLE_ZH, District, Part, Planted
from geodata.samples.lianhu_like.spec import MOST_HOUSEHOLDS

NOTE_ZH = "由带种子的生成器合成，不是任何真实地方；地名、人数、设施均为虚构，坐标落在沙漠中。"
NOTE_EN = (
    "Synthetic, made by a seeded generator: no real place. Names, counts and facilities are invented; "
    "the coordinates lie in open desert."
)


def describe(district: District) -> dict[str, object]:
    """Describe a district for people and tests, ready for JSON."""
    areas = district.areas
    return {
        "title_zh": TITLE_ZH,
        "title_en": TITLE_EN,
        "synthetic": True,
        "note_zh": NOTE_ZH,
        "note_en": NOTE_EN,
        "crs": "EPSG:4326",
        "seed": district.seed,
        "spec": asdict(district.spec),
        "totals": {
            "areas": len(areas),
            "subdistricts": len(district.subdistricts),
            "communities": int(areas["community"].nunique()),
            "households": int(areas["households"].sum()),
            "population": int(areas["population"].sum()),
            "buildings": len(district.buildings),
            "facilities": len(district.facilities),
        },
        "areas_of_note": _areas_of_note(areas),
        "planted": [_planted(planted) for planted in district.planted],
        "plan": [_part(part) for part in district.plan],
    }


def _areas_of_note(areas: gpd.GeoDataFrame) -> dict[str, list[str]]:
    return {
        "over_5000_households": areas.index[areas["households"] > MOST_HOUSEHOLDS].tolist(),
        "keep_whole": areas.index[areas["keep_whole"]].tolist(),
        "relatively_independent": areas.index[areas["relatively_independent"]].tolist(),
        "in_no_community": areas.index[areas["community"].isna()].tolist(),
        **{kind.value: areas.index[areas["kind"] == kind].tolist() for kind in AreaKind if kind != AreaKind.ESTATE},
    }


def _planted(planted: Planted) -> dict[str, object]:
    return {
        "community": planted.community,
        "fault": planted.fault.value,
        "subdistrict": planted.subdistrict,
        "households": planted.households,
        "population": planted.population,
        "way_out": {
            "action": "split" if planted.partner is None else "merge",
            "partner": planted.partner,
            "communities": [_part(part) for part in planted.way_out],
        },
    }


def _part(part: Part) -> dict[str, object]:
    described = {"subdistrict": part.subdistrict, "households": part.households, "areas": list(part.areas)}
    return {**described, "buildings": list(part.buildings)} if part.buildings else described
