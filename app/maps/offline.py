"""A Folium map, and the figure around it, that ask no other host for anything.

Folium's own pages load scripts and styles from content delivery networks. These name files of ``app/assets``;
an element that asks for anything else raises, so a new plug-in breaks a test and not an office without internet.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import folium
from branca.element import CssLink, Element, Figure, JavascriptLink
from folium.template import Template

from app.maps.pages import PAGE_DATA, Assets, render_page


class OfflineMap(folium.Map):
    """A Folium map without tiles, drawn on canvas, under a fixed name so that equal input gives an equal page."""

    default_js: ClassVar = [("leaflet", "vendor/leaflet/leaflet.js")]
    default_css: ClassVar = [("leaflet_css", "vendor/leaflet/leaflet.css")]
    _template = Template(
        """
        {% macro html(this, kwargs) %}<div class="folium-map" id="{{ this.get_name() }}"></div>{% endmacro %}
        {% macro script(this, kwargs) %}
        const {{ this.get_name() }} = L.map({{ this.get_name()|tojson }}, {
            center: {{ this.location|tojson }}, crs: L.CRS.{{ this.crs }}, ...{{ this.options|tojavascript }}
        });
        {% endmacro %}
        """
    )

    def __init__(self, **options: Any) -> None:
        super().__init__(location=[0, 0], tiles=None, prefer_canvas=True, zoom_control=False, **options)
        self._id = "sheet"


class OfflineFigure(Figure):
    """The page around one map.

    Parameters
    ----------
    assets
        Linked or embedded.
    title
        Title of the page.
    styles
        Style sheets of ours, in order, laid over those that the map's elements ask for.
    data
        What the page draws.
    entry
        ES module whose ``start(map, data)`` takes over once the map is there.
    """

    def __init__(
        self, assets: Assets, *, title: str, styles: tuple[str, ...], data: Mapping[str, Any], entry: str
    ) -> None:
        super().__init__(title=title)
        self.header = Element()
        self.header._parent = self
        self.assets = assets
        self.styles = styles
        self.data = data
        self.entry = entry

    def render(self, **kwargs: Any) -> str:
        """Render the page; raise :class:`OutsideAddressError` where an element asks for an outside address."""
        for child in self._children.values():
            child.render(**kwargs)
        (chart,) = self._children.values()
        return render_page(
            self.assets,
            title=self.title,
            styles=self.styles,
            data=self.data,
            head=[self._local(element) for element in self.header._children.values()],
            body=self.html.render(),
            code=self.script.render() + self.assets.start(self.entry, f"start({chart.get_name()}, {PAGE_DATA})"),
        )

    def _local(self, element: Element) -> str:
        if isinstance(element, JavascriptLink):
            return self.assets.script(element.url)
        if isinstance(element, CssLink):
            return self.assets.style(element.url)
        return str(element.render())
