"""Plans and checks as maps: Folium pages that ask no other host for anything."""

from app.maps.pages import EMBEDDED, Assets
from app.maps.palette import colour_communities
from app.maps.render import render_check, render_plan
from app.maps.sheet import Band, CheckSheet, PlanSheet, sheet_from_folder

__all__ = [
    "EMBEDDED",
    "Assets",
    "Band",
    "CheckSheet",
    "PlanSheet",
    "colour_communities",
    "render_check",
    "render_plan",
    "sheet_from_folder",
]
