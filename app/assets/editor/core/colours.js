// Six fills for communities: neighbours never look alike, and a community keeps its fill while the plan is open.

const FILLS = 6;
const TOO_ALIKE = [
  [0, 2],
  [0, 5],
  [3, 5],
];

/** Whether two fills may not lie side by side. */
export function clash(a, b) {
  return a === b || TOO_ALIKE.some(([x, y]) => (a === x && b === y) || (a === y && b === x));
}

/** Communities that share a border with a community, by number. */
export function neighboursOf(drawing, number) {
  const { start, to } = drawing.ground.touching;
  const found = new Set();
  for (const unit of drawing.members[number] ?? []) {
    for (let k = start[unit]; k < start[unit + 1]; k += 1) found.add(drawing.community[to[k]]);
  }
  found.delete(number);
  found.delete(-1);
  return found;
}

/** Rows for the communities whose edit made a forbidden pair, and only those; `before`: their neighbours until then. */
export function recoloured(drawing, before) {
  const rows = [];
  for (const [number, old] of before) {
    const id = drawing.list[number];
    const record = drawing.records.get(id);
    if (!record) continue;
    const fillOf = (other) => drawing.records.get(drawing.list[other]).colour;
    const around = neighboursOf(drawing, number);
    const isNew = old === null;
    const clashes = [...around].some((other) => (isNew || !old.has(other)) && clash(record.colour, fillOf(other)));
    if (!isNew && !clashes) continue;
    const colour = chosen([...around].map(fillOf), used(drawing, id));
    if (colour === record.colour) continue;
    const after = { ...record, colour };
    rows.push([id, record, after]);
    drawing.records.set(id, after);
  }
  return rows;
}

function used(drawing, without) {
  const counts = new Array(FILLS).fill(0);
  for (const [id, { colour }] of drawing.records) if (id !== without) counts[colour] += 1;
  return counts;
}

// The least used fill that clashes with no neighbour; where there is none, one that differs from all; else from most.
function chosen(around, counts) {
  const fills = [...counts.keys()];
  const free = fills.filter((fill) => !around.some((other) => clash(fill, other)));
  const same = (fill) => around.filter((other) => other === fill).length;
  return (free.length ? free : fills).sort((a, b) => same(a) - same(b) || counts[a] - counts[b] || a - b)[0];
}
