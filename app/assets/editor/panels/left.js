// The left column: tools, the legend that is the list of layers, versions, comments, and what the figures rest on.

import { element } from "../../sheet/dom.js";
import { houseKey, legend } from "../../sheet/legend.js";
import { redraw } from "../../sheet/redraw.js";
import { count, t } from "../../sheet/words.js";
import { BASE_MAP } from "../map/basemap.js";
import { EDITOR_LAYERS } from "../map/layers.js";
import { makeComments } from "./comments.js";
import { makeTools } from "./tools.js";
import { makeVersions } from "./versions.js";

/** Fill the left column. */
export function makeLeft(desk) {
  const { data, view, session, plan, slots } = desk;
  const tools = makeTools(desk);
  const versions = makeVersions(desk);
  const comments = makeComments(desk);
  const layers = element("section", { class: "layers" });
  const basis = element("section", { class: "basis" });
  slots.left.replaceChildren(tools.element, layers, versions.element, comments.element, basis);

  const toggle = (name) => {
    const hidden = view.get("hidden");
    view.set({ hidden: hidden.includes(name) ? hidden.filter((n) => n !== name) : [...hidden, name] });
  };
  const renderLayers = () =>
    redraw(
      layers,
      element("h2", {}, t("editor.panel.legend")),
      legend(data.base_map ? [...EDITOR_LAYERS, BASE_MAP] : EDITOR_LAYERS, new Set(view.get("hidden")), toggle),
      session.ground.facilities?.length ? houseKey() : null,
    );
  const renderBasis = () => {
    const facts = session.ground.facts_zh_en ?? {};
    const said = facts[`basis_${document.documentElement.lang === "en" ? "en" : "zh"}`];
    const rules = session.ground.rules?.profile ?? plan.profile ?? {};
    const overlays = (rules.overlays ?? []).map((o) => o.id ?? o);
    basis.replaceChildren(
      element(
        "p",
        {},
        `${t("editor.panel.rules")} ${[rules.id, rules.version].filter(Boolean).join(" ")}`,
        overlays.length ? t("editor.panel.rules.over", { names: overlays.join(t("list")) }) : "",
      ),
      element("p", {}, `${t("editor.panel.basis")} ${said ?? t("editor.panel.basis.unknown")}`),
    );
  };
  return {
    comments,
    /** What leads back from an older version. */
    oldVersion: () =>
      element(
        "p",
        { class: "old-version", role: "note" },
        t("editor.panel.version.looking", { n: count(session.head) }),
        " ",
        element("a", { href: location.pathname }, t("editor.panel.version.back")),
      ),
    renderTools: tools.render,
    renderVersions: versions.render,
    render() {
      tools.render();
      renderLayers();
      versions.render();
      comments.render();
      renderBasis();
    },
  };
}
