// Everything written on the map, laid out around each other: houses, community labels, street names. One canvas.

import { metresPerPixel } from "../../sheet/frame.js";
import { findPlace } from "../../sheet/labels.js";
import { byName, findNames } from "../../sheet/streetnames.js";
import { drawDot, drawHouse, drawLabel, drawStreetName, drawTag } from "./lettering.js";

const HOUSE = 8;
const HOUSES_FROM = 7;
const REST_MS = 80;

/** Lay out and paint what is written; `boxes()` are those of the pins, `repaint()` asks for the canvas. */
export function makeWriting(map, session, scene, { labels, boxes, repaint }) {
  const { ground } = session;
  const streets = byName(ground.lines ?? []);
  let houses = [];
  let placed = [];
  let names = [];
  let tags = [];
  let waiting = null;
  let stale = true;
  let namedAt = null;

  const lay = () => {
    houses = (ground.facilities ?? [])
      .filter(({ geometry }) => geometry?.type === "Point")
      .map((facility) => ({
        facility,
        place: scene.plane.project(...facility.geometry.coordinates),
        look: facility.kind && facility.kind !== "service" ? "dot" : lookOf(facility),
      }));
  };
  const shownHouses = () =>
    scene.shows("houses") && metresPerPixel(map, ground.is_local) <= HOUSES_FROM ? houses : [];

  // From the plane to pixels of the container.
  const toMap = () => {
    const k = 2 ** (map.getZoom() - scene.plane.base);
    const corner = map.layerPointToContainerPoint(scene.plane.middle.multiplyBy(k).subtract(map.getPixelOrigin()));
    return { k, x: corner.x, y: corner.y };
  };
  const arrange = () => {
    const { k, x, y } = toMap();
    const size = map.getSize();
    const at = ([px, py]) => ({ x: px * k + x, y: py * k + y });
    const taken = [
      ...boxes(),
      ...shownHouses().map(({ place }) => boxAt(at(place), HOUSE)),
      ...tags.map(({ place }) => boxAt(at(place), 16)),
    ];
    const rows = [];
    for (const label of scene.shows("labels") ? labels.all.values() : []) {
      const [left, top] = [label.box[0] * k + x, label.box[1] * k + y];
      const [right, bottom] = [label.box[2] * k + x, label.box[3] * k + y];
      if (right < 0 || bottom < 0 || left > size.x || top > size.y) continue;
      rows.push({ label, spot: at(label.place), extent: right - left, left, top, right, bottom });
    }
    rows.sort((a, b) => b.extent - a.extent);
    placed = [];
    for (const { label, spot, extent, left, top, right, bottom } of rows) {
      const found = findPlace({
        at: spot,
        extent,
        widths: () => label.widths,
        isInside: (px, py) => px >= left && px <= right && py >= top && py <= bottom,
        taken,
      });
      if (!found) continue;
      taken.push(found.box);
      placed.push({ label, dx: found.dx, dy: found.dy, withCount: found.withCount });
    }
    stale = false;
    clearTimeout(waiting);
    // Street names go around everything else and can wait for the hand to rest.
    waiting = setTimeout(() => nameStreets(taken), REST_MS);
  };
  const nameStreets = (taken) => {
    const { k, x, y } = toMap();
    const found = scene.shows("names") ? findNames(map, streets, taken, metresPerPixel(map, ground.is_local)) : [];
    names = found.map(({ name, spot }) => ({
      name,
      angle: spot.angle,
      place: [(spot.x - x) / k, (spot.y - y) / k],
    }));
    namedAt = map.getZoom();
    repaint();
  };
  lay();
  return {
    lay,
    /** The painter of the canvas. */
    paint: (pen, { k, x, y }) => {
      if (stale) arrange();
      const at = ([px, py]) => [px * k + x, py * k + y];
      const { inks } = scene;
      if (namedAt === map.getZoom()) {
        names.forEach(({ name, angle, place }) => drawStreetName(pen, name, ...at(place), angle, inks));
      }
      for (const { place, look } of shownHouses()) {
        if (look === "dot") drawDot(pen, ...at(place), inks);
        else drawHouse(pen, look, ...at(place), inks);
      }
      for (const { label, dx, dy, withCount } of placed) {
        const [lx, ly] = at(label.place);
        drawLabel(pen, label, { x: lx + dx, y: ly + dy, withCount }, inks);
      }
      tags.forEach(({ kind, text, place }) => drawTag(pen, text, ...at(place), inks, kind));
    },
    /** Lay everything out anew at the next painting. */
    arrange() {
      stale = true;
      repaint();
    },
    /** Figures in amber at places of the plane. */
    tag(list) {
      tags = list;
      stale = true;
      repaint();
    },
    /** The facility whose house stands at a spot of the map, or null. */
    facilityAt(spot) {
      const { k, x, y } = toMap();
      const near = shownHouses().find(
        ({ place: [px, py] }) => Math.hypot(px * k + x - spot.x, py * k + y - spot.y) <= HOUSE,
      );
      return near?.facility ?? null;
    },
    /** What is written of the communities now, for whoever reads the map otherwise. */
    read: () => placed.map(({ label, withCount }) => (withCount ? `${label.name} ${label.figure}` : label.name)),
  };
}

function lookOf({ status, short }) {
  if (status === "candidate" || status === "planned") return status;
  return short === true ? "short" : "full";
}

function boxAt({ x, y }, half) {
  return { left: x - half, right: x + half, top: y - half, bottom: y + half };
}
