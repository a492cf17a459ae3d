// Six fills; c0 and c2, c0 and c5, c3 and c5 look too much alike (look.md section 5).

import assert from "node:assert/strict";
import test from "node:test";

import { clash, neighboursOf } from "../../app/assets/editor/core/colours.js";
import { give, LABEL, openPage, units } from "./opened.mjs";
import { smallDrawing } from "./small_ground.mjs";

const fills = (session) => Object.fromEntries([...session.drawing.records].map(([id, { colour }]) => [id, colour]));

// Pairs of neighbours whose fills clash.
function clashes({ drawing }) {
  return drawing.list.flatMap((id, number) =>
    drawing.records.has(id)
      ? [...neighboursOf(drawing, number)]
          .filter(
            (other) =>
              other > number && clash(drawing.records.get(id).colour, drawing.records.get(drawing.list[other]).colour),
          )
          .map((other) => [id, drawing.list[other]])
      : [],
  );
}

test("the forbidden pairs", () => {
  const pairs = [0, 1, 2, 3, 4, 5].flatMap((a) =>
    [0, 1, 2, 3, 4, 5].filter((b) => a < b && clash(a, b)).map((b) => [a, b]),
  );
  assert.deepEqual(pairs, [
    [0, 2],
    [0, 5],
    [3, 5],
  ]);
  assert.ok(clash(4, 4));
});

test("an edit that makes no forbidden pair recolours nobody", async () => {
  const { session } = await openPage();
  const before = fills(session);
  const command = give(session, ["b1"], "甲一");
  assert.deepEqual(fills(session), before);
  assert.deepEqual(command.changes.communities, []);
});

test("the community that comes to lie beside its like takes another fill, and only that one", async () => {
  // 甲一 and 乙二 are both c0; with b3, 甲一 meets 乙二 in c3.
  const { session } = await openPage();
  const before = fills(session);
  const command = give(session, ["b3"], "甲一");
  const after = fills(session);
  assert.deepEqual(
    Object.keys(after).filter((id) => after[id] !== before[id]),
    ["甲一"],
  );
  assert.deepEqual(
    command.changes.communities.map(([id]) => id),
    ["甲一"],
  );
  assert.deepEqual(clashes(session), []);
});

test("taking it back gives the fill back too", async () => {
  const { session } = await openPage();
  const before = session.drawing.toJson();
  give(session, ["b3"], "甲一");
  session.undo();
  assert.deepEqual(session.drawing.toJson(), before);
});

test("a new community takes the least used fill that no neighbour is like", async () => {
  const { session } = await openPage();
  session.commit("new", LABEL, session.newCommunity(units("b2")));
  // b2 touches 甲一 (c0), 甲二 (c1) and 乙一 (c3): c0, c1, c2, c3 and c5 are forbidden.
  assert.equal(fills(session)["甲街道+1"], 4);
});

test("where no fill is free, it at least differs from every neighbour's", async () => {
  const drawing = smallDrawing();
  // b2 alone, with neighbours c0 (甲一), c1 (甲二), c3 (乙一) and c4 (b3's).
  drawing.units.b3 = "甲三";
  drawing.communities["甲三"] = { ...drawing.communities["甲二"], name: "甲三", colour: 4 };
  const { session } = await openPage({ drawing });
  session.commit("new", LABEL, session.newCommunity(units("b2")));
  assert.ok([2, 5].includes(fills(session)["甲街道+1"]));
});

test("a clash that was there before is left alone by an edit elsewhere", async () => {
  const drawing = smallDrawing();
  drawing.communities["甲二"].colour = 0;
  const { session } = await openPage({ drawing });
  give(session, ["c2"], null);
  assert.deepEqual(clashes(session), [
    ["甲一", "甲二"],
    ["甲二", "乙二"],
  ]);
});
