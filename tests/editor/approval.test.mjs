// What the pages of approval work out by themselves: days, the way of a case, the audit by clause, a decision, the tree.

import assert from "node:assert/strict";
import test from "node:test";

import { asked as askedOf, bodyOf, fitting, usual } from "../../app/assets/approval/bodies.js";
import { clauseLines, findingsOf, limitLines, splitLines } from "../../app/assets/approval/clauses.js";
import { byUrgency, dayText, daysBetween, isRest, shiftMonth, urgencyKind, weeksOf } from "../../app/assets/approval/dates.js";
import { lacks, newPoint, openDrafts, requestOf, takesReason } from "../../app/assets/approval/draft.js";
import { openPoints, passage, roundOf } from "../../app/assets/approval/passage.js";
import { treeSteps } from "../../app/assets/approval/tree.js";

test("the weeks of a month begin on Monday and fill up with the days beside it", () => {
  const weeks = weeksOf("2026-11");
  assert.equal(weeks.length, 6);
  assert.deepEqual([weeks[0][0], weeks[0][6], weeks[5][0]], ["2026-10-26", "2026-11-01", "2026-11-30"]);
  assert.ok(weeks.every((week) => week.length === 7));
  assert.equal(weeksOf("2027-02").length, 4);
});

test("months and days over the end of a year", () => {
  assert.equal(shiftMonth("2026-12", 1), "2027-01");
  assert.equal(shiftMonth("2026-01", -1), "2025-12");
  assert.equal(daysBetween("2026-12-30", "2027-01-02"), 3);
  assert.equal(daysBetween("2026-03-28", "2026-03-30"), 2);
});

test("the year is said only where it is another one", () => {
  assert.equal(dayText("2026-10-15", "zh-CN", "2026-11-23"), "10月15日");
  assert.equal(dayText("2027-02-11", "zh-CN", "2026-11-23"), "2027年2月11日");
  assert.equal(dayText(null, "zh-CN"), "—");
});

test("a made-up Saturday is worked, a holiday on a Wednesday is not", () => {
  const special = new Map([
    ["2026-10-10", "make_up"],
    ["2026-10-07", "holiday"],
  ]);
  assert.equal(isRest("2026-10-10", special), false);
  assert.equal(isRest("2026-10-07", special), true);
  assert.equal(isRest("2026-10-11", special), true);
  assert.equal(isRest("2026-10-12", special), false);
});

test("deadlines come by how near they are, late ones first", () => {
  const due = (case_number, state, due_on) => ({ case_number, state, due_on });
  const groups = byUrgency([
    due("b", "near", "2026-12-10"),
    due("a", "near", "2026-12-01"),
    due("c", "overdue", "2026-11-01"),
    due("d", "done", "2026-10-01"),
  ]);
  assert.deepEqual(
    groups.map(([state, rows]) => [state, rows.map((one) => one.case_number)]),
    [
      ["overdue", ["c"]],
      ["near", ["a", "b"]],
      ["done", ["d"]],
    ],
  );
  assert.deepEqual(["overdue", "close", "near", "open", "done"].map(urgencyKind), ["hard", "soft", null, null, null]);
});

const step = (number, is_return) => ({ number, is_return, at: `2026-10-0${number}T00:00:00Z` });
const state = (id, is_current = false) => ({ state: id, is_current });

test("what was returned stands ahead once more", () => {
  const of = { steps: [step(1, false), step(2, true)], path: [state("draft", true), state("review"), state("approved")], is_end: false };
  assert.deepEqual(
    passage(of).map(({ kind }) => kind),
    ["begun", "done", "returned", "current", "ahead", "ahead"],
  );
});

test("an ended case has nothing ahead", () => {
  const of = { steps: [step(1, false)], path: [state("draft")], is_end: true };
  assert.deepEqual(
    passage(of).map(({ kind }) => kind),
    ["begun", "done", "ended"],
  );
});

test("the newest round of opinions counts", () => {
  const opinion = (round, verdict) => ({ round, verdict });
  const round = roundOf([opinion(1, "object"), opinion(2, "agree"), opinion(2, null)]);
  assert.deepEqual([round.round, round.asked.length, round.given, round.objected], [2, 2, 1, 0]);
  assert.equal(roundOf([]), null);
  assert.equal(openPoints([{ reply: null }, { reply: "好" }]).length, 1);
});

const finding = (rule, status, more = {}) => ({
  rule,
  status,
  severity: "soft",
  community_id: null,
  area_id: null,
  clause: `${rule}条`,
  measured: null,
  limit: null,
  unit: "m2",
  ...more,
});

test("the audit by clause: kept of judged, the worst named, what was not judged apart", () => {
  const lines = clauseLines([
    finding("LH-7.1", "pass", { measured: 900, limit: 600 }),
    finding("LH-7.1", "fail", { measured: 500, limit: 600, community_id: "a" }),
    finding("LH-7.1", "fail", { measured: 100, limit: 600, community_id: "b" }),
    finding("LH-7.1", "unknown"),
    finding("LH-10.1", "unknown"),
    finding("LH-7.3", "not_applicable"),
    finding("PL-5", "fail", { severity: "hard" }),
  ]);
  assert.deepEqual(
    lines.map(({ rule }) => rule),
    ["LH-7.1", "LH-10.1", "PL-5"],
  );
  const [floor] = lines;
  assert.deepEqual([floor.judged, floor.kept, floor.unknown, floor.kind, floor.worst.community_id], [3, 1, 1, "soft", "b"]);
  assert.deepEqual([floor.measured.least, floor.measured.most], [100, 900]);
  assert.deepEqual([lines[2].kind, lines[2].kept], ["hard", 0]);
  const { judged, open } = splitLines(lines);
  assert.deepEqual([judged.length, open.map(({ rule }) => rule)], [2, ["LH-10.1"]]);
});

test("a street office sees findings of its own communities and of the whole plan", () => {
  const audit = {
    findings: [
      finding("a", "pass", { community_id: "own" }),
      finding("b", "pass", { community_id: "other" }),
      finding("c", "pass"),
      finding("d", "pass", { area_id: "far" }),
    ],
  };
  assert.deepEqual(
    findingsOf(audit, { subdistricts: ["新街"], communities: ["own"], areas: ["near"] }).map(({ rule }) => rule),
    ["a", "c"],
  );
});

test("where the audit tells the street offices, a gap of another is not shown, and one at the seam is", () => {
  const audit = {
    findings: [
      finding("gap", "fail", { subdistricts: ["旧街"] }),
      finding("seam", "fail", { subdistricts: ["新街", "旧街"] }),
      finding("whole", "fail", { subdistricts: [] }),
    ],
  };
  assert.deepEqual(
    findingsOf(audit, { subdistricts: ["新街"], communities: [], areas: [] }).map(({ rule }) => rule),
    ["seam", "whole"],
  );
});

test("what is waived is not kept: a note, with its place, and no tick", () => {
  const [line] = clauseLines([
    finding("PL-4", "pass", { community_id: "a", measured: 1, limit: 1 }),
    finding("PL-4", "waived", { community_id: "b", measured: 2, limit: 1, severity: "hard" }),
  ]);
  assert.deepEqual([line.judged, line.kept, line.kind, line.worst.community_id], [2, 1, "note", "b"]);
});

test("communities whose limits are unclear come first", () => {
  const community = (community_id) => ({ community_id, four_bounds: {} });
  const lines = limitLines(
    [community("a"), community("b")],
    [finding("PL-3", "pass", { community_id: "a" }), finding("PL-3", "fail", { community_id: "b" })],
  );
  assert.deepEqual(
    lines.map((line) => [line.community.community_id, line.kind]),
    [
      ["b", "soft"],
      ["a", null],
    ],
  );
});

const offer = (more = {}) => ({
  action: "return_papers",
  is_return: true,
  asks_reason: true,
  missing_papers: [],
  failed_guards: [],
  ...more,
});

test("a return without a reason gives its points, and empty points are left out", () => {
  const draft = { reason: " ", points: [newPoint({ text: "补证明 ", slot: "application" }), newPoint()] };
  assert.deepEqual(requestOf(draft, offer()), {
    action: "return_papers",
    reason: "1. 补证明",
    points: [{ text: "补证明", slot: "application", place: null }],
  });
  assert.deepEqual(lacks({ reason: "", points: [] }, offer()), ["reason"]);
  assert.deepEqual(lacks(draft, offer()), []);
});

test("a step onward sends no points", () => {
  const wanted = requestOf(
    { reason: "", points: [newPoint({ text: "x" })] },
    offer({ is_return: false, asks_reason: false, action: "agree" }),
  );
  assert.deepEqual(wanted, { action: "agree" });
});

test("only the special report may be passed over with a reason", () => {
  const certify = offer({ is_return: false, asks_reason: false, failed_guards: [{ id: "special_report" }] });
  assert.equal(takesReason(certify), true);
  assert.deepEqual(lacks({ reason: "", points: [] }, certify), ["guards"]);
  assert.deepEqual(lacks({ reason: "明年一并报送", points: [] }, certify), []);
  assert.deepEqual(lacks({ reason: "急", points: [] }, offer({ failed_guards: [{ id: "elected" }] })), ["guards"]);
});

test("a decision is kept until it is taken, in the store or, where there is none, with the page", () => {
  const held = new Map();
  const store = {
    getItem: (key) => held.get(key) ?? null,
    setItem: (key, text) => held.set(key, text),
    removeItem: (key) => held.delete(key),
  };
  const drafts = openDrafts(store, () => "now");
  drafts.keep("c1", { ...drafts.of("c1"), action: "agree", reason: "好" });
  assert.equal(openDrafts(store).of("c1").reason, "好");
  assert.equal(openDrafts(store).of("c2").action, null);
  drafts.forget("c1");
  assert.equal(held.size, 0);
  const full = openDrafts({
    getItem: () => {
      throw new Error("no store");
    },
    setItem: () => {
      throw new Error("full");
    },
    removeItem() {},
  });
  full.keep("c1", { action: "agree" });
  assert.equal(full.of("c1").action, "agree");
});

const asked = (quarter, decision = {}) =>
  treeSteps(
    { households: 420, family_committee: false, relatively_independent: false, ...quarter },
    { stand_alone_from: 500, households_max: null, ...decision },
  );

test("the tree: the first yes leads, what comes after is not asked", () => {
  assert.deepEqual(
    asked({}).map((one) => [one.answer, one.leads]),
    [
      [false, false],
      [false, false],
      [false, false],
      [null, false],
    ],
  );
  assert.deepEqual(
    asked({ households: 500 }).map((one) => one.answer),
    [false, true, null, null],
  );
  assert.deepEqual(asked({ family_committee: true, households: 300 }).map((one) => [one.answer, one.leads])[0], [true, true]);
  assert.deepEqual(
    asked({ relatively_independent: true }).map((one) => one.leads),
    [false, false, true, false],
  );
});

test("a quarter of its own that is larger than the limit is divided", () => {
  const steps = asked({ households: 6000 }, { households_max: 5000 });
  assert.deepEqual(
    steps.map((one) => [one.answer, one.leads]),
    [
      [false, false],
      [true, false],
      [null, false],
      [true, true],
    ],
  );
});

test("a department is asked by its account where the district has one of that name, else by name", () => {
  const bodies = [
    { id: "a", name: "莲湖区财政局", role: "related_departments", district: "莲湖区" },
    { id: "b", name: "雁塔区财政局", role: "related_departments", district: "雁塔区" },
    { id: "c", name: "第一机床厂", role: "enterprise", district: null },
  ];
  const near = fitting(bodies, ["related_departments"], "莲湖区");
  assert.deepEqual(near.map((one) => one.id), ["a"]);
  assert.deepEqual(fitting(bodies, ["enterprise"], "莲湖区").map((one) => one.id), ["c"]);
  assert.deepEqual(askedOf(near, " 莲湖区财政局 "), { organisation_id: "a" });
  assert.deepEqual(askedOf(near, "城管局"), { name: "城管局" });
  assert.deepEqual(usual(near, ["财政局", "住建局"]), ["莲湖区财政局", "住建局"]);
  assert.equal(bodyOf([...near, ...near], "莲湖区财政局"), null);
  assert.equal(bodyOf(bodies, " "), null);
});
