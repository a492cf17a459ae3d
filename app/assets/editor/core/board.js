// The ground with what is drawn on it and its figures: the only place where a drawing changes.

import { apply, openDrawing } from "./drawing.js";
import { isEmpty, joined, listed } from "./changes.js";
import { countFigures } from "./figures.js";
import { completed } from "./gestures.js";
import { neighboursOf, recoloured } from "./colours.js";
import { changed } from "./replant.js";

/** Open a drawing (JSON) on a ground; grounds of other cuts are remembered, so that undoing a cut needs no server. */
export function openBoard(ground, json, territory = null) {
  return new Board(ground, json, territory);
}

class Board {
  constructor(ground, json, territory) {
    this.grounds = new Map();
    this.territory = territory;
    this.put(ground, json);
  }

  /** Lay a drawing on a ground, both anew. */
  put(ground, json) {
    this.ground = ground;
    this.drawing = openDrawing(ground, json, this.territory);
    this.figures = countFigures(this.drawing);
    this.grounds.set(cutsOf(this.drawing.toJson()), ground);
  }

  /** Make changes as they are; false where a ground is asked for that this page has not seen. */
  make(changes) {
    if (listed(changes, "splits").length === 0) {
      const touched = apply(this.drawing, changes);
      this.figures.moved(touched.units);
      return { ...touched, communities: [...touched.communities], ground: false };
    }
    const json = changed(this.drawing.toJson(), changes);
    const ground = this.grounds.get(cutsOf(json));
    if (!ground) return null;
    this.put(ground, json);
    return this.everything();
  }

  /** Make changes of a gesture: communities left empty end, and forbidden pairs of fills are avoided. */
  draw(changes) {
    const [units, records] = [listed(changes, "units"), listed(changes, "communities")];
    const whole = completed(this.drawing, { units, communities: records });
    if (isEmpty(whole)) return null;
    const before = this.growing(whole);
    const touched = this.make(whole);
    const rows = recoloured(this.drawing, before);
    const communities = new Set([...touched.communities, ...rows.map(([id]) => id)]);
    return { ...touched, communities: [...communities], changes: joined([whole, { communities: rows }]) };
  }

  /** What is touched where everything is: after a change of ground. */
  everything() {
    return { units: [...this.ground.ids.keys()], communities: [...this.drawing.records.keys()], ground: true };
  }

  // Communities that gain units, with their neighbours until now; `null` for those that begin.
  growing(changes) {
    const ids = new Set(
      listed(changes, "units")
        .map(([, , after]) => after)
        .filter((id) => id !== null),
    );
    const rows = [...ids].map((id) => {
      const number = this.drawing.number(id);
      return [number, this.drawing.records.has(id) ? neighboursOf(this.drawing, number) : null];
    });
    return new Map(rows);
  }
}

/** Two drawings with the same cuts have the same units, and so the same ground. */
export function cutsOf(json) {
  return JSON.stringify(
    Object.entries(json.splits ?? {})
      .map(([unit, { parts }]) => [unit, parts])
      .sort(),
  );
}
