// All cases that this person may see, with filters that stay in the address; new ones begin here.

import { button } from "../editor/panels/dialog.js";
import { element } from "../sheet/dom.js";
import { count, t } from "../sheet/words.js";
import { caseTable } from "./caselist.js";
import { CASE_KINDS, openButton } from "./opening.js";
import { reading } from "./tasks.js";
import { choice, fromAddress, heading, keepInAddress, openWork, searchField, whoseChoice } from "./workpage.js";

const FILTERS = ["kind", "open", "mine", "subdistrict", "q"];
const PAGE = 50;

/** Draw the page that app/maps/work_page.py made. */
export function start(data) {
  const asked = fromAddress(FILTERS);
  if (!new URLSearchParams(location.search).has("open")) asked.open = "1";
  openWork(data, "cases", { ...asked, items: [], total: 0, next: null, places: [] }, { draw, load });
}

function wanted(state) {
  return {
    kind: state.get("kind"),
    open: state.get("open") === "1" ? "true" : state.get("open") === "0" ? "false" : "",
    mine: state.get("mine") ? "true" : "",
    subdistrict: state.get("subdistrict"),
    q: state.get("q"),
    limit: PAGE,
  };
}

async function load({ state, office }) {
  const found = await office.cases(wanted(state));
  const places = new Set([...state.get("places"), ...found.items.map((one) => one.subdistrict).filter(Boolean)]);
  return { items: found.items, total: found.total, next: found.next, places: [...places].sort((a, b) => a.localeCompare(b, "zh-CN")) };
}

function draw(work) {
  const { state, office, show, reload } = work;
  const filter = (changes) => {
    state.set(changes);
    keepInAddress({ ...Object.fromEntries(FILTERS.map((name) => [name, state.get(name)])), ...(state.get("open") ? {} : { open: "any" }) });
    reload();
  };
  const more = () =>
    show(async () => {
      const next = await office.cases({ ...wanted(state), cursor: state.get("next") });
      return { items: [...state.get("items"), ...next.items], next: next.next, total: next.total };
    });
  return {
    main: [
      heading(
        t("home.section.cases"),
        state.get("loaded") ? count(state.get("total")) : "",
        openButton(work),
      ),
      element(
        "div",
        { class: "filters", role: "search" },
        choice(
          t("approval.list.kind"),
          "kind",
          [["", t("approval.any")], ...CASE_KINDS.map((kind) => [kind, t(`approval.kind.${kind}`)])],
          state.get("kind"),
          (kind) => filter({ kind }),
        ),
        choice(
          t("approval.list.state"),
          "open",
          [
            ["1", t("approval.open_ones")],
            ["0", t("approval.ended_ones")],
            ["", t("approval.any")],
          ],
          state.get("open") === "any" ? "" : state.get("open"),
          (open) => filter({ open }),
        ),
        whoseChoice(state.get("mine"), filter),
        choice(
          t("approval.filter.subdistrict"),
          "subdistrict",
          [["", t("approval.any")], ...state.get("places").map((name) => [name, name])],
          state.get("subdistrict"),
          (subdistrict) => filter({ subdistrict }),
        ),
        searchField(t("approval.filter.q"), state.get("q"), (q) => filter({ q })),
      ),
      state.get("loaded") ? caseTable(state.get("items"), t("approval.list.none")) : reading(),
      state.get("next") ? button(t("home.more"), more, "secondary", { "data-key": "more" }) : null,
    ],
  };
}
