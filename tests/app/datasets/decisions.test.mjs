// What waits for a decision, what was mended, what is only to be known: the order and numbers of the report.

import assert from "node:assert/strict";
import test from "node:test";

import { asksBasis, byHeading, datumDoubt, decisions, forPage, stepOf, titled, waiting } from "../../../app/assets/data/decisions.js";

const finding = (code, severity, more = {}) => ({ code, severity, message_zh: code, message_en: code, ...more });
const check = {
  sources: [{ role: "areas", file: "小区.csv" }],
  groups: [],
  findings: [
    finding("areas.far_away", "note"),
    finding("areas.gap", "repaired"),
    finding("areas.household_basis_assumed", "assumed"),
    finding("areas.overlap", "warning"),
    finding("areas.households_unreadable", "error"),
    finding("areas.households_unreadable", "error"),
  ],
};
const dataset = (more) => ({ open: [], accepted: [], basis_open: false, ...more });
const error = { code: "areas.households_unreadable", can_stand: true };

test("what is open comes first, then what was mended by how grave it is, then what is only to be known", () => {
  const groups = decisions(check, dataset({ open: [error] }));
  assert.deepEqual(
    groups.map(({ number, code, heading, kind }) => [number, code, heading, kind]),
    [
      [1, "areas.households_unreadable", "decide", "hard"],
      [2, "areas.overlap", "mended", "soft"],
      [3, "areas.gap", "mended", "soft"],
      [4, "areas.household_basis_assumed", "mended", "soft"],
      [5, "areas.far_away", "known", "note"],
    ],
  );
  assert.equal(groups[0].count, 2);
  assert.deepEqual(byHeading(groups).map((one) => one.groups.length), [1, 3, 1]);
});

test("an open question on households is a decision, whatever its severity", () => {
  const [first] = decisions(check, dataset({ basis_open: true }));
  assert.equal(first.code, "areas.household_basis_assumed");
  assert.ok(asksBasis(first));
  assert.equal(waiting(dataset({ basis_open: true, open: [error] })), 2);
});

test("what was let stand is among the mended, and says so", () => {
  const groups = decisions(check, dataset({ accepted: ["areas.households_unreadable"] }));
  const stands = groups.find(({ code }) => code === error.code);
  assert.deepEqual([stands.heading, stands.accepted, stands.canStand], ["mended", true, false]);
});

test("the figures of a layer that fits better in another datum", () => {
  const found = finding("datum.fit_differs", "warning", { file: "小区.csv", feature: "GCJ-02", measured: "512.0 m, 41%, 98%" });
  const doubt = datumDoubt(check, decisions({ ...check, findings: [found] }, dataset()));
  assert.deepEqual(
    [doubt.datum, doubt.shift_m, doubt.before, doubt.after, doubt.isConverted, doubt.ofAreas],
    ["GCJ-02", 512, 0.41, 0.98, false, true],
  );
  assert.equal(datumDoubt(check, decisions(check, dataset())), null);
});

test("a message loses the name of its file and is cut after its first clause", () => {
  assert.deepEqual(titled("小区.csv：3 行没有坐标；请改正", "小区.csv"), ["3 行没有坐标", "请改正"]);
  assert.deepEqual(titled("a.csv: 3 rows; correct them", "a.csv"), ["3 rows", "correct them"]);
  assert.deepEqual(titled("甲与乙重叠", null), ["甲与乙重叠", ""]);
});

test("options of the command line become words of the page", () => {
  assert.equal(forPage("没有户数；请写 --map households=字段名", (option) => `<${option}>`), "没有户数；<map>");
  assert.equal(forPage("no households; write --map x=Y", (option) => `<${option}>`), "no households; <map>");
  assert.equal(forPage("没有户数", () => "?"), "没有户数");
  assert.equal(forPage("没有坐标系；请写 --crs EPSG:代码；或 --crs local", (option) => `<${option}>`), "没有坐标系；<crs>");
});

test("a dataset is at its files, at its columns, or in use", () => {
  assert.equal(stepOf({ state: "draft", roles: {} }), 1);
  assert.equal(stepOf({ state: "checked", roles: { areas: ["1"] } }), 2);
  assert.equal(stepOf({ state: "ready", roles: { areas: ["1"] } }), 3);
});
