"""The point from which the people of a unit walk."""

from __future__ import annotations

import shapely

from geodata.shape import places
from tests.geodata.land_frames import as_units, placed


def test_a_point_stands_where_it_was_given_and_a_polygon_inside_itself():
    drawn = placed({"point": shapely.Point(7, 3), "polygon": shapely.box(20, 0, 30, 10)})
    units = as_units(drawn).set_geometry([shapely.box(0, 0, 20, 10), shapely.box(20, 0, 30, 10)], crs=drawn.crs)
    assert places(units, drawn).tolist() == [[7, 3], [25, 5]]


def test_pieces_of_a_point_stand_inside_themselves():
    drawn = placed({"point": shapely.Point(7, 3)})
    units = as_units(drawn).assign(split=True).set_geometry([shapely.box(0, 0, 20, 10)], crs=drawn.crs)
    assert places(units, drawn).tolist() == [[10, 5]]


def test_without_areas_every_unit_stands_inside_itself():
    units = as_units(placed({"a": shapely.box(0, 0, 20, 10)}))
    assert places(units, None).tolist() == [[10, 5]]
