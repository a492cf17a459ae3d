"""The printed sheet: in metres, at the largest round scale that fits the paper."""

from __future__ import annotations

import pytest

from app.papers.frame import fit
from tests.app import drawn_grid as grid


@pytest.mark.parametrize(("width_m", "height_m", "scale", "bar_m"), [
    (900, 900, 4000, 100),  # 900 m × 1.06 on 240 mm of paper: 1 : 3,975
    (3600, 3000, 15_000, 500),  # 3,600 m × 1.06 on 260 mm: 1 : 14,677; 40 mm are 600 m
    (200, 10, 1000, 20),  # 1 : 815
    (45_000, 9000, 200_000, 5000),
])
def test_the_largest_round_scale_that_fits(width_m, height_m, scale, bar_m):
    frame = fit((0, 0, width_m, height_m))
    assert (frame.scale, frame.bar_m, frame.centre) == (scale, bar_m, (width_m / 2, height_m / 2))
    assert width_m / frame.scale * 1000 <= frame.width_mm
    assert height_m / frame.scale * 1000 <= frame.height_mm


def test_the_sheet_is_in_metres_with_what_stands_in_its_margins(client, plan):
    told = client.get(f"/api/v1/plans/{plan['id']}/print").json()
    assert told["frame"]["scale"] == 4000
    assert told["frame"]["centre"] == pytest.approx([grid.WEST_M + 450, grid.SOUTH_M + 450], abs=0.01)
    assert told["sheet"]["is_local"] is True
    corner = told["sheet"]["communities"][0]["geometry"]["coordinates"][0][0]
    assert grid.WEST_M - 1 <= corner[0] <= grid.WEST_M + 901
    assert told["crs"]["central_meridian"] == 108.0
    assert "China Geodetic Coordinate System 2000" in told["crs"]["datum"]
    # 0.9° east of the central meridian at 34.26° N: grid north lies east of true north by 0.9° × sin 34.26°
    assert told["north_deg"] == pytest.approx(-0.51, abs=0.01)
    assert (told["version"], told["profile"]["id"], len(told["hash"])) == (0, "lianhu-2024", 64)


def test_fitted_to_one_street_office(client, plan):
    address = f"/api/v1/plans/{plan['id']}/print"
    assert client.get(address, params={"subdistrict": "新街"}).json()["subdistrict"] == "新街"
    answer = client.get(address, params={"subdistrict": "远方"})
    assert (answer.status_code, answer.json()["code"]) == (404, "plans.office_unknown")
