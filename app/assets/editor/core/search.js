// Find areas, communities, facilities and roads by a part of their name or number.

const MOST = 20;

/** Matches `{kind, name, id?, units?, place?, line?}`: names that begin with the text first, then by kind and name. */
export function find({ ground, drawing }, text, most = MOST) {
  const wanted = fold(text);
  if (!wanted) return [];
  const found = [];
  const look = (kind, rank, name, id, make) => {
    const texts = [fold(name), fold(id)];
    const at = Math.min(...texts.map((each) => each.indexOf(wanted)).filter((k) => k >= 0));
    if (at === Infinity) return;
    const fit = texts.includes(wanted) ? 0 : at === 0 ? 1 : 2;
    found.push({ order: [fit, rank, name ?? id], match: { kind, name: name || id, ...make() } });
  };
  drawing.records.forEach(({ name }, id) =>
    look("community", 0, name, id, () => ({ id, units: [...drawing.unitsOf(id)].sort((a, b) => a - b) })),
  );
  ground.ids.forEach((id, unit) =>
    look("unit", 1, ground.names[unit], id, () => ({ id, units: [unit], place: ground.places[unit] })),
  );
  (ground.facilities ?? []).forEach(({ name, facility_id: id, geometry }) =>
    look("facility", 2, name, id, () => ({ id, place: geometry?.coordinates })),
  );
  roads(ground.lines ?? []).forEach((lines, name) => look("road", 3, name, null, () => ({ lines })));
  return found
    .sort((a, b) => compare(a.order, b.order))
    .slice(0, most)
    .map(({ match }) => match);
}

function roads(lines) {
  const named = new Map();
  lines.forEach((line) => line.name && named.set(line.name, [...(named.get(line.name) ?? []), line.geometry]));
  return named;
}

function fold(text) {
  return (text ?? "").normalize("NFKC").trim().toLowerCase();
}

function compare(a, b) {
  const k = a.findIndex((value, at) => value !== b[at]);
  return k < 0 ? 0 : a[k] < b[k] ? -1 : 1;
}
