// Walking minutes from each unit to each anchor, and to each other unit, street office by street office.

const UNREACHABLE = 65535;

/** Open the tables of minutes: tenths, as unsigned 16-bit numbers in base64. */
export function openWalks({ walk, subdistricts }, count) {
  const tables = walk?.minutes ?? {};
  const column = new Int32Array(count).fill(-1);
  const table = new Int32Array(count).fill(-1);
  const offices = (subdistricts ?? []).map((name, office) => {
    const told = tables[name];
    if (!told) return null;
    told.units.forEach((unit, row) => {
      column[unit] = row;
      table[unit] = office;
    });
    const between = walk.unit_walk?.[name] ?? null;
    return {
      anchorAt: new Map(told.anchors.map((anchor, k) => [anchor, k])),
      anchors: told.anchors.length,
      units: told.units.length,
      toAnchor: later(told.minutes),
      toUnit: between === null ? null : later(between.minutes),
    };
  });
  return {
    /** The office whose table holds a unit, −1 for none. */
    officeOf: (unit) => table[unit],
    /** Tenths of a minute from a unit to an anchor; `undefined` where the table does not say. */
    toAnchor(unit, anchor) {
      const office = offices[table[unit]];
      const k = office?.anchorAt.get(anchor);
      return k === undefined ? undefined : office.toAnchor()[column[unit] * office.anchors + k];
    },
    /** Tenths of a minute from unit to unit of one office; `undefined` where the office has no such table. */
    toUnit(from, to) {
      const office = offices[table[from]];
      if (!office?.toUnit || table[from] !== table[to]) return undefined;
      return office.toUnit()[column[from] * office.units + column[to]];
    },
    unreachable: UNREACHABLE,
  };
}

// Unpacked when it is first asked for: of a district of many street offices most are never looked at.
function later(text) {
  let table = null;
  return () => (table ??= tenths(text));
}

function tenths(text) {
  const bytes = atob(text);
  const table = new Uint16Array(bytes.length / 2);
  for (let k = 0; k < table.length; k += 1) table[k] = bytes.charCodeAt(2 * k) | (bytes.charCodeAt(2 * k + 1) << 8);
  return table;
}
