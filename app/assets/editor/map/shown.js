// What the panels show on the map: a proposal in parts, a clash with its walls, areas of a row in a list.

import { count, t, withUnit } from "../../sheet/words.js";
import { wallsAround } from "./marks.js";
import { middleOf } from "./plane.js";

/** The marks of the panels on a scene; `paint` repaints, `furniture` numbers places. */
export function makeShown(session, scene, { paint, furniture, go }) {
  let proposal = null;
  let clash = null;
  let highlighted = { moved: [], cut: [] };

  const unitsOf = (ids) => ids.map((id) => session.ground.indexOf.get(id)).filter((unit) => unit !== undefined);
  const draw = () => {
    const parts = scene.shows("proposal") ? (proposal?.parts ?? []) : [];
    const pocket = clash?.units ?? [];
    const repainted = scene.mark({
      moved: highlighted.moved,
      proposal: parts.filter(({ ticked }) => ticked).flatMap(({ units }) => units),
      cut: [...pocket, ...highlighted.cut],
    });
    scene.outline(
      "proposal",
      parts.map(({ units, ticked }) => ({ kind: ticked ? "proposal" : "unticked", units })),
    );
    scene.outline("clash", pocket.length ? [{ kind: "cut", units: pocket }] : []);
    scene.outline("highlight", highlighted.moved.length ? [{ kind: "ledger", units: highlighted.moved }] : []);
    scene.clashWalls = pocket.length ? wallsAround(scene, new Set(pocket)) : [];
    paint.units(repainted);
    paint.marks();
    furniture.number([...partPins(session, parts, go), ...clashPins(session, scene, clash, go)]);
  };
  return {
    /** Take over after a change of ground, by identifiers. */
    renew() {
      if (proposal)
        proposal = {
          result: proposal.result,
          parts: partsOf(proposal.result, proposal.ticked),
          ticked: proposal.ticked,
        };
      if (clash) clash.units = unitsOf(clash.ids);
      highlighted = { moved: [], cut: [] };
      draw();
    },
    /** Show a result of the optimiser; `ticked` are the numbers of the parts to take, all where left out; null ends. */
    showProposal(result, ticked = null) {
      proposal = result ? { result, ticked, parts: partsOf(result, ticked) } : null;
      draw();
    },
    /** Show why it cannot be: `explanation.places` are the pocket's units; null ends. */
    showClash(explanation) {
      clash = explanation ? { ids: explanation.places, units: unitsOf(explanation.places), kind: "hard" } : null;
      draw();
    },
    /** Mark areas of a row: "moved" (ledger) or "cut" (disconnected). */
    highlight(units, kind = "moved") {
      highlighted = { moved: [], cut: [], [kind]: [...units] };
      draw();
    },
    draw,
  };

  function partsOf(result, ticked) {
    return (result.parts ?? []).map((part) => ({
      number: part.part,
      households: part.households,
      units: unitsOf(part.changes.units.map(([id]) => id)),
      ticked: ticked === null || ticked.includes(part.part),
    }));
  }
}

// The area nearest to the middle of some, to stand a number on.
function middleUnit(ground, units) {
  const mean = [0, 1].map(
    (axis) => units.reduce((sum, unit) => sum + ground.places[unit][axis], 0) / units.length,
  );
  const away = (unit) => Math.hypot(...[0, 1].map((axis) => ground.places[unit][axis] - mean[axis]));
  return units.reduce((best, unit) => (away(unit) < away(best) ? unit : best), units[0]);
}

function partPins({ ground }, parts, go) {
  return parts
    .filter(({ units }) => units.length)
    .map(({ number, units, households }) => ({
      at: ground.places[middleUnit(ground, units)],
      kind: "proposal",
      number,
      text: t("editor.map.part", { n: number, households: withUnit(count(households), t("unit.household")) }),
      go: () => go(units),
    }));
}

function clashPins({ ground }, { clashWalls, plane }, clash, go) {
  if (!clash?.units.length) return [];
  const walls = clashWalls.map(({ kind, arcs }, k) => ({
    at: middleOf(ground.arcs.geometry[longest(plane.arcs, arcs)]),
    kind: "hard",
    number: k + 1,
    text: t(`editor.map.wall.${kind}`),
    go: () => go(clash.units),
  }));
  const households = clash.units.reduce((sum, unit) => sum + ground.households[unit], 0);
  const size = t("editor.map.areas", {
    n: count(clash.units.length),
    households: withUnit(count(households), t("unit.household")),
  });
  const pocket = {
    at: ground.places[middleUnit(ground, clash.units)],
    kind: "hard",
    number: walls.length + 1,
    text: size,
    shown: size,
    go: () => go(clash.units),
  };
  return [...walls, pocket];
}

function longest({ boxes }, arcs) {
  const size = (arc) => Math.hypot(boxes[4 * arc + 2] - boxes[4 * arc], boxes[4 * arc + 3] - boxes[4 * arc + 1]);
  return arcs.reduce((best, arc) => (size(arc) > size(best) ? arc : best), arcs[0]);
}
