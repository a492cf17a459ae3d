// The sheets of a plan, page by page: map at the left, table, legend and the state before at the right.

import { element, svg } from "../sheet/dom.js";
import { house } from "../sheet/marks.js";
import { count, t } from "../sheet/words.js";
import { rowsOf, todayOf } from "./content.js";
import { inset, mapSheet, scaleBar } from "./mapsheet.js";
import { communityTable, officeTable } from "./tables.js";

const INSET_MM = { width: 108, least: 50, most: 92 };
/** Of the 240 mm beside the map: legend, scale and the gaps between them. */
const FIXED_MM = 77;
const BESIDE_MM = 240;
const TABLE_MM = BESIDE_MM - FIXED_MM - INSET_MM.least;
const HEAD_MM = 13;
const ROW_MM = 5.3;
const LEAST_ROW_MM = 4.2;
const COLUMN_ROWS = 42;
const ONE_COLUMN = 20;

/** All sheets that are wanted, each a `.a3`. */
export function drawPages(plan, state) {
  const subjects = plan.subjects.filter((subject) => !state.get("left_out").includes(subject.key));
  const pages = subjects.flatMap((subject) => sheetsOf(plan, subject));
  if (!pages.length) return [element("p", { class: "print-note" }, t("print.none"))];
  return pages.map((page, i) => frame(plan, page, state, `${t("print.page", { n: count(i + 1), of: count(pages.length) })}`));
}

// The table goes beside the map as far as it fits, the rest on sheets of its own: nothing is left out.
function sheetsOf(plan, subject) {
  const isWhole = subject.office === null;
  const rows = rowsOf(plan, subject.office);
  const today = todayOf(plan, subject.office);
  const room = Math.floor((TABLE_MM + (today.length ? 0 : INSET_MM.least) - HEAD_MM) / LEAST_ROW_MM) - 1;
  const beside = isWhole ? [] : rows.slice(0, room);
  const lines = (isWhole ? plan.subjects.length - 1 : beside.length) + 1;
  const height = rowHeight(lines);
  const table = isWhole ? officeTable(plan, height) : communityTable(plan, beside, { from: 0, total: beside.length === rows.length ? rows : null, row_mm: height });
  const left = BESIDE_MM - FIXED_MM - HEAD_MM - lines * height;
  const sheets = [{ subject, body: mapBody(plan, subject, table, today, Math.max(INSET_MM.least, Math.min(INSET_MM.most, left))) }];
  for (let at = beside.length; at < rows.length; at += 2 * COLUMN_ROWS) {
    const chunk = rows.slice(at, at + 2 * COLUMN_ROWS);
    const isLast = at + chunk.length === rows.length;
    sheets.push({ subject, body: tableBody(plan, chunk, at, isLast ? rows : null) });
  }
  return sheets;
}

function rowHeight(rows) {
  return Math.max(LEAST_ROW_MM, Math.min(ROW_MM, (TABLE_MM - HEAD_MM) / rows));
}

function mapBody(plan, subject, table, today, insetMm) {
  return element(
    "div",
    { class: "sheet-body" },
    element("div", { class: "map-place" }, mapSheet(plan, subject)),
    element(
      "div",
      { class: "beside" },
      table,
      legend(plan),
      today.length ? before(plan, subject, today, insetMm) : null,
      foot(plan, subject),
    ),
  );
}

function tableBody(plan, rows, at, total) {
  const size = rows.length > ONE_COLUMN ? Math.ceil(rows.length / 2) : rows.length;
  const columns = [rows.slice(0, size), rows.slice(size)].filter((column) => column.length);
  return element(
    "div",
    { class: "sheet-body tables" },
    columns.map((column, i) => communityTable(plan, column, { from: at + i * size, total: i === columns.length - 1 ? total : null, row_mm: ROW_MM, office: true })),
  );
}

function legend(plan) {
  const line = (name) => svg("svg", { class: "key-line", viewBox: "0 0 12 3", width: "12mm", height: "3mm" }, svg("path", { d: "M.5 1.5h11", class: name }));
  const entries = [
    ["territory", line("territory")],
    ["border", line("border")],
    ...(plan.sheet.ending ? [["ending", line("ending")]] : []),
    ...(plan.hasToday ? [["moved", element("i", { class: "key-hatch" })]] : []),
    ...(plan.sheet.facilities.length ? [["house", house({ status: "existing" })], ["short", house({ status: "existing", short: true })]] : []),
    ...(plan.sheet.facilities.some((one) => one.status === "planned") ? [["planned", house({ status: "planned" })]] : []),
    ...(plan.sheet.facilities.some((one) => one.status === "candidate") ? [["candidate", house({ status: "candidate" })]] : []),
  ];
  return element(
    "section",
    { class: "box legend-box" },
    element("h2", {}, t("print.legend")),
    element("ul", {}, entries.map(([name, key]) => element("li", {}, element("span", { class: "key" }, key), t(`print.legend.${name}`)))),
  );
}

function before(plan, subject, today, height) {
  return element(
    "section",
    { class: "box before" },
    element("h2", {}, t("print.before_n", { n: count(today.length) })),
    inset(plan, today, INSET_MM.width, height),
  );
}

function foot(plan, subject) {
  const { frame, north } = subject;
  return element(
    "section",
    { class: "facts" },
    element(
      "div",
      {},
      scaleBar(frame),
      element("p", {}, element("b", {}, `1 : ${count(frame.scale)}`), t("print.full_size")),
      element("p", {}, system(plan.crs)),
      element("p", {}, t("print.approval"), t("print.colon"), element("span", { class: "blank", "data-field": "approval" })),
    ),
    arrow(north),
  );
}

/** Datum, projection and central meridian in words. */
export function system(crs) {
  if (crs.is_local) return t("print.local");
  const known = { "China Geodetic Coordinate System 2000": "CGCS2000", "World Geodetic System 1984": "WGS 84", "World Geodetic System 1984 ensemble": "WGS 84", "SVY21": "SVY21" };
  const parts = [
    known[crs.datum] ?? crs.datum ?? crs.name,
    crs.projection && (crs.projection === "Transverse Mercator" ? t("print.transverse_mercator") : crs.projection),
    crs.central_meridian === null ? null : t("print.meridian", { degrees: degrees(crs.central_meridian) }),
  ].filter(Boolean);
  return parts.join(" · ");
}

function degrees(value) {
  return `${Number(Math.abs(value).toFixed(4))}°${value < 0 ? "W" : "E"}`;
}

// The map is drawn to grid north; the arrow says true north and by how much they differ.
function arrow(north) {
  const turn = north ?? 0;
  const off = north === null || Math.abs(north) < 0.005 ? null : t("print.convergence", { degrees: Math.abs(north).toFixed(2), side: t(north < 0 ? "print.west" : "print.east") });
  return element(
    "div",
    { class: "north" },
    svg(
      "svg",
      { viewBox: "0 0 12 20", width: "9mm", height: "15mm", role: "img", "aria-label": t("print.north") },
      svg("g", { transform: `rotate(${turn} 6 10)` }, svg("path", { d: "M6 .5 10.500 18.500 6 15Z", class: "half-full" }), svg("path", { d: "M6 .5 1.500 18.500 6 15Z", class: "half-empty" })),
    ),
    element("b", {}, t("print.north")),
    off ? element("small", {}, off) : null,
  );
}

function frame(plan, { subject, body }, state, page) {
  const typed = (name) => state.get(`print_${name}`).trim();
  const basis = plan.household_basis ? t(`data.basis.${plan.household_basis}`) : t("home.ground.basis_open");
  const rules = document.documentElement.lang === "en" ? plan.profile.title_en : plan.profile.title_zh;
  const data = t("print.data", { name: plan.dataset.name, n: count(plan.dataset.issue) });
  const node = element(
    "article",
    { class: "a3 white-paper", "data-subject": subject.key },
    element(
      "header",
      {},
      element("div", {}, element("p", {}, element("bdi", {}, subject.office ?? plan.dataset.name)), element("h1", {}, typed("title") || t("print.heading"))),
      element("div", { class: "aside" }, element("p", {}, typed("annex") || " "), element("p", {}, [`${t("print.basis")} ${basis}`, data, `${t("print.rules")} ${rules}`].join(t("print.comma")))),
    ),
    body,
    element(
      "footer",
      {},
      element("span", {}, t("print.compiled"), " ", blank(typed("compiled")), "　", t("print.checked"), " ", blank(typed("checked")), "　", new Date().toLocaleDateString(document.documentElement.lang, { year: "numeric", month: "long", day: "numeric" })),
      element("span", {}, element("bdi", {}, plan.title), " · ", t("home.version", { n: count(plan.version) }), " · ", t("print.hash"), " ", element("code", {}, plan.hash.slice(0, 12).replace(/(.{4})(?=.)/g, "$1 ")), " · ", t("print.one_plan")),
      element("span", {}, "四至　", page),
    ),
  );
  const approval = node.querySelector('[data-field="approval"]');
  if (approval) approval.replaceWith(blank(typed("approval")));
  return node;
}

function blank(text) {
  return text ? element("bdi", {}, text) : element("span", { class: "blank" });
}
