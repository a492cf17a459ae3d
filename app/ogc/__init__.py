"""OGC API – Features, read only: areas, plans, what was frozen and the registry for GIS clients, under ``/ogc``."""
