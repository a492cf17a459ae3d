// Whether units hang together: connected pieces over the pairs that count as neighbours.

const stamps = new WeakMap();

// Marks that need no clearing: each search takes fresh numbers.
function marker(ground) {
  if (!stamps.has(ground)) stamps.set(ground, { mark: new Int32Array(ground.count), now: 0 });
  return stamps.get(ground);
}

/** Connected pieces of some units: most households first, then most units, then the smallest unit number. */
export function piecesOf(ground, units) {
  const pool = marker(ground);
  const { mark } = pool;
  pool.now += 2;
  const [member, seen] = [pool.now - 1, pool.now];
  for (const unit of units) mark[unit] = member;
  const { start, to } = ground.neighbours;
  const pieces = [];
  for (const first of units) {
    if (mark[first] !== member) continue;
    mark[first] = seen;
    const piece = [first];
    for (let k = 0; k < piece.length; k += 1) {
      for (let n = start[piece[k]]; n < start[piece[k] + 1]; n += 1) {
        if (mark[to[n]] !== member) continue;
        mark[to[n]] = seen;
        piece.push(to[n]);
      }
    }
    pieces.push(piece);
  }
  return pieces.length > 1 ? ranked(ground, pieces) : pieces;
}

/** What comes loose when a community goes from some units to others. */
export function loosened(ground, before, after) {
  const pieces = piecesOf(ground, after);
  if (pieces.length < 2) return { cutOff: [], apart: [] };
  const label = new Map();
  piecesOf(ground, before).forEach((piece, k) => piece.forEach((unit) => label.set(unit, k)));
  const whole = new Set();
  const cutOff = [];
  const apart = [];
  pieces.forEach((piece) => {
    const old = piece.map((unit) => label.get(unit)).find((k) => k !== undefined);
    if (old === undefined) apart.push(piece);
    // The first piece of what hung together is its largest; the others are cut off from it.
    else if (whole.has(old)) cutOff.push(piece);
    else whole.add(old);
  });
  return { cutOff, apart: before.length ? apart : apart.slice(1) };
}

/** Households of some units. */
export function householdsOf(ground, units) {
  let sum = 0;
  for (const unit of units) sum += ground.households[unit];
  return sum;
}

function ranked(ground, pieces) {
  const rank = (piece) => ({ piece, households: householdsOf(ground, piece), first: Math.min(...piece) });
  return pieces
    .map(rank)
    .sort((a, b) => b.households - a.households || b.piece.length - a.piece.length || a.first - b.first)
    .map(({ piece }) => piece);
}
