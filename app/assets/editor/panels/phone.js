// On a telephone the plan is read: the map, and one sheet at the bottom with the community that was touched.

import { limitsText } from "../../sheet/community.js";
import { element, iconButton } from "../../sheet/dom.js";
import { gauge, gaugeScale, scaleEnd, standing } from "../../sheet/gauge.js";
import { icon, sign } from "../../sheet/marks.js";
import { floorMargin } from "../../sheet/table.js";
import { count, large, percent, signed, t } from "../../sheet/words.js";
import { button } from "./dialog.js";
import { currentFindings } from "./findings.js";

const NARROW = window.matchMedia("(max-width: 767px)");
const WIDTH = 320;

/** Whether the page is read on a telephone. */
export function isPhone() {
  return NARROW.matches;
}

/** The sheet at the bottom; `rows()` as for the table, `comment()` begins a remark. */
export function makePhoneSheet({ view, session, rows, act, host, comment }) {
  const root = element("section", { class: "phone-sheet", hidden: true });
  host.append(root);
  const render = () => {
    const community = rows().find((row) => row.community_id === view.get("selected"));
    root.hidden = !NARROW.matches;
    if (root.hidden) return root.replaceChildren();
    return root.replaceChildren(
      element("i", { class: "grip", "aria-hidden": "true" }),
      ...(community ? whole(community) : plan()),
      element(
        "div",
        { class: "phone-actions" },
        button(t("editor.panel.comment.add"), comment, "secondary"),
        button(t("editor.panel.phone.next"), () => act.nextFinding(currentFindings(session)), "secondary"),
      ),
    );
  };
  const plan = () => {
    const r = session.readings();
    return [
      element("header", {}, element("h2", {}, element("bdi", {}, session.plan.name)), element("span", { class: "chip plain" }, t("editor.panel.phone.read"))),
      figures([
        [t("readings.communities"), count(r.communities), ""],
        [t("readings.in_band"), count(r.inBand), `/ ${count(r.communities)}`],
        [t("readings.changed"), count(r.householdsChanged), t("unit.household")],
        [t("readings.floor"), count(r.floorMissing), "m²"],
      ]),
    ];
  };
  const whole = (c) => {
    const { band } = session.ground;
    const where = standing(c.households, band);
    const end = scaleEnd(band, [c.households]);
    const margin = floorMargin(c);
    const limits = limitsText(c.four_bounds);
    return [
      element(
        "header",
        {},
        c.unassigned
          ? element("i", { class: "swatch cross" })
          : element("i", { class: "swatch", css: { background: `var(--c${c.colour})` } }),
        element("h2", {}, element("bdi", {}, c.name)),
        where === "in" || where === "unknown" ? null : element("span", { class: `chip ${c.mark === "hard" ? "hard" : "soft"}` }, sign(c.mark === "hard" ? "hard" : "soft", ""), t(`editor.panel.phone.${where}`)),
        element("span", { class: "spacer" }),
        iconButton(t("editor.panel.close"), icon("close"), () => act.pick(null)),
      ),
      element(
        "p",
        { class: "big" },
        element("b", { class: where }, `${count(c.households)}${c.preview ? "*" : ""}`),
        ` ${t("unit.household")} `,
        element("span", { class: "quiet" }, beyond(c.households, band, where), c.population == null ? "" : ` · ${large(c.population, t("unit.person"))}`),
      ),
      element("div", { class: "phone-gauge" }, gauge({ households: c.households, today: c.today_households, band, end, width: WIDTH, label: c.name }), gaugeScale(band, end, WIDTH)),
      figures([
        [t("head.walk"), percent(c.walk_coverage), "%"],
        [t("head.floor"), signed(margin), "", margin < 0],
        [t("head.seats"), count(c.committee_seats), ""],
        [t("editor.panel.phone.moved"), count(c.moved_in ?? c.households), t("unit.household")],
      ]),
      limits ? element("p", { class: "limits" }, element("span", { class: "quiet" }, `${t("detail.limits")} `), limits) : null,
    ].filter(Boolean);
  };
  NARROW.addEventListener("change", render);
  return { render };
}

function figures(rows) {
  return element(
    "div",
    { class: "phone-figures" },
    rows.map(([name, figure, unit, short]) =>
      element(
        "div",
        {},
        element("span", { class: "caption" }, name),
        element("div", {}, element("b", { class: short ? "short" : null }, figure), element("span", { class: "unit" }, ` ${unit}`)),
      ),
    ),
  );
}

function beyond(households, band, where) {
  if (where === "over") return t("editor.panel.phone.over_by", { n: count(households - band.max) });
  if (where === "under") return t("editor.panel.phone.under_by", { n: count(band.min - households) });
  return "";
}
