// A drawing on the ground: the community of each unit, the record of each community, the units that were cut.

import { BeforeError, check, invert, listed } from "./changes.js";

export { invert };

/** No community. */
export const NOWHERE = -1;

/**
 * Open a drawing (JSON) on the ground; units that it does not name are unassigned. Whoever is bound to a territory, a
 * street office, finds the communities of the others as if they were locked.
 */
export function openDrawing(ground, json, territory = null) {
  const drawing = new Drawing(ground, json, territory);
  Object.entries(json.units).forEach(([id, community]) => {
    const unit = ground.indexOf.get(id);
    if (unit === undefined) throw new BeforeError("units", id, community, undefined);
    if (community !== null) drawing.put(unit, drawing.number(community));
  });
  return drawing;
}

/** Change a drawing in place; nothing changes where a `before` does not hold (BeforeError). Splits: see replant. */
export function apply(drawing, changes) {
  check(drawing.read, changes);
  const touched = { units: [], communities: new Set() };
  listed(changes, "communities").forEach(([id, , after]) => {
    if (after !== null) drawing.records.set(id, after);
    else drawing.records.delete(id);
    drawing.number(id);
    touched.communities.add(id);
  });
  listed(changes, "units").forEach(([id, before, after]) => {
    const unit = drawing.ground.indexOf.get(id);
    drawing.put(unit, after === null ? NOWHERE : drawing.number(after));
    touched.units.push(unit);
    [before, after].forEach((community) => community !== null && touched.communities.add(community));
  });
  return touched;
}

class Drawing {
  constructor(ground, { communities, splits }, territory) {
    this.ground = ground;
    this.territory = territory;
    /** Community of each unit as a number in `list`, −1 unassigned. */
    this.community = new Int32Array(ground.count).fill(NOWHERE);
    /** Every community that this drawing has had; those that exist have a record. */
    this.list = [];
    this.numbers = new Map();
    /** Units of each community, in no order; `members[-1]` those of none. */
    this.members = [];
    this.members[NOWHERE] = Array.from({ length: ground.count }, (_, unit) => unit);
    this.slot = Int32Array.from({ length: ground.count }, (_, unit) => unit);
    this.records = new Map(Object.entries(communities));
    this.splits = new Map(Object.entries(splits ?? {}));
    Object.keys(communities).forEach((id) => this.number(id));
    this.read = {
      unit: (id) => {
        const unit = ground.indexOf.get(id);
        return unit === undefined ? undefined : this.communityOf(unit);
      },
      record: (id) => this.records.get(id) ?? null,
      split: (id) => this.splits.get(id) ?? null,
    };
  }

  /** The number of a community, −1 where the drawing has never had it. */
  indexOf(id) {
    return this.numbers.get(id) ?? NOWHERE;
  }

  /** The number of a community, a fresh one where it is new. */
  number(id) {
    if (!this.numbers.has(id)) {
      this.numbers.set(id, this.list.length);
      this.members[this.list.length] = [];
      this.list.push(id);
    }
    return this.numbers.get(id);
  }

  /** Identifier of the community of a unit, `null` unassigned. */
  communityOf(unit) {
    return this.community[unit] === NOWHERE ? null : this.list[this.community[unit]];
  }

  /** Units of a community, or of none (`null`), in no order; not to be changed. */
  unitsOf(id) {
    return id === null ? this.members[NOWHERE] : (this.members[this.indexOf(id)] ?? []);
  }

  isLocked(id) {
    return id !== null && (Boolean(this.records.get(id)?.locked) || this.isElsewhere(id));
  }

  /** Whether a community is outside the territory of whoever draws. */
  isElsewhere(id) {
    return this.territory !== null && this.records.has(id) && this.records.get(id).subdistrict !== this.territory;
  }

  /** Whether a unit is within the territory of whoever draws. */
  isOurs(unit) {
    return this.territory === null || this.ground.subdistricts[this.ground.subdistrict[unit]] === this.territory;
  }

  /** Put a unit into a community by number. */
  put(unit, to) {
    const from = this.members[this.community[unit]];
    const last = from.pop();
    if (last !== unit) {
      from[this.slot[unit]] = last;
      this.slot[last] = this.slot[unit];
    }
    this.slot[unit] = this.members[to].push(unit) - 1;
    this.community[unit] = to;
  }

  /** The drawing as the server writes it. */
  toJson() {
    const units = Object.fromEntries(this.ground.ids.map((id, unit) => [id, this.communityOf(unit)]));
    return structuredClone({
      units,
      communities: Object.fromEntries(this.records),
      splits: Object.fromEntries(this.splits),
    });
  }
}
