"""OGC 18-058r1, annex A: systems by their URI, with the order of axes that EPSG gives them."""

from __future__ import annotations

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from app.ogc.systems import CRS84, place_in, uri_of
from tests.app import drawn_grid as grid
from tests.app.ogc.ground import CGCS2000, CGCS2000_ZONE, Served
from tests.app.ogc.ground import CRS84 as TOLD_CRS84

SOUTH_WEST = (grid.SOUTH_M, grid.WEST_M)
"""Of the nine squares: EPSG:4545 counts northing first."""


def corner(feature: dict) -> tuple[float, float]:
    return shapely.geometry.shape(feature["geometry"]).bounds[:2]


def test_crs_md_the_systems_of_a_collection(served: Served):
    assert CRS84 == TOLD_CRS84
    for collection in (served.areas, served.units, served.communities, served.facilities, served.frozen):
        told = served.get(f"/collections/{collection}").json()
        assert told["crs"] == [CRS84, CGCS2000_ZONE]
        assert told["storageCrs"] == CGCS2000_ZONE
    told = served.get("/collections/registry").json()
    assert told["crs"] == [CRS84]
    assert "storageCrs" not in told


def test_default_crs_and_content_crs(served: Served):
    answer = served.get(f"/collections/{served.areas}/items/a3")
    assert answer.headers["content-crs"] == f"<{CRS84}>"
    lon, lat = corner(answer.json())
    assert (lon, lat) == pytest.approx((108.9, 34.26), abs=1e-4)


def test_crs_parameter_gives_northing_first(served: Served):
    for path in (f"/collections/{served.areas}/items", f"/collections/{served.frozen}/items",
                 f"/collections/{served.units}/items/a3"):
        answer = served.get(path, crs=CGCS2000_ZONE)
        assert answer.headers["content-crs"] == f"<{CGCS2000_ZONE}>"
        told = answer.json()
        cell = next(each for each in told.get("features", [told]) if each["id"] == "a3")
        assert corner(cell) == pytest.approx(SOUTH_WEST, abs=1e-3)


def test_crs_stays_on_the_way_to_the_next_page(served: Served):
    told = served.items(served.areas, crs=CGCS2000_ZONE, limit=3)
    (onward,) = (each["href"] for each in told["links"] if each["rel"] == "next")
    assert served.client.get(onward).headers["content-crs"] == f"<{CGCS2000_ZONE}>"


def test_bbox_crs_parameter(served: Served):
    south, west = SOUTH_WEST
    box = f"{south + 10},{west + 10},{south + 250},{west + 350}"
    for collection in (served.areas, served.units, served.frozen):
        assert served.ids(collection, **{"bbox": box, "bbox-crs": CGCS2000_ZONE}) == ["a3", "b3"]
    everything = f"{south + 1},{west + 1},{south + 899},{west + 899}"
    assert len(served.ids(served.areas, **{"bbox": everything, "bbox-crs": CGCS2000_ZONE})) == 9


def test_a_box_in_degrees_of_cgcs2000_has_latitude_first():
    place = place_in(CGCS2000, (34.26, 108.9, 34.27, 108.92))
    assert place.outer == place.inner == pytest.approx((108.9, 34.26, 108.92, 34.27))


@given(
    x=st.floats(2e6, 5e6), y=st.floats(3e5, 7e5), high=st.floats(1, 1e5), wide=st.floats(1, 1e5),
)
@settings(max_examples=40, deadline=None)
def test_what_is_inside_a_bent_box_is_inside_for_certain(x, y, high, wide):
    place = place_in(CGCS2000_ZONE, (x, y, x + high, y + wide))
    assert shapely.box(*place.outer).covers(place.shape)
    assert place.inner is None or place.shape.covers(shapely.box(*place.inner))


@pytest.mark.parametrize(("system", "uri"), [
    ("EPSG:4545", CGCS2000_ZONE), ("EPSG:4490", CGCS2000), ('PROJCS["own"]', None), ("local:1,1", None), (None, None),
])
def test_crs_uri(system, uri):
    assert uri_of(system) == uri
