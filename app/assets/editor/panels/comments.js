// Remarks on places of the plan: listed, shown on the map, resolved.

import { element, iconButton, svg } from "../../sheet/dom.js";
import { redraw } from "../../sheet/redraw.js";
import { count, message, t } from "../../sheet/words.js";
import { button, field, openDialog } from "./dialog.js";
import { when } from "./times.js";

/** The remarks of one plan; `act` has `spot()`, where a new one goes, and `go(place)`. */
export function makeComments({ api, session, plan, act, toast, seen }) {
  const root = element("section", { class: "comments" });
  const url = `/plans/${encodeURIComponent(plan.id)}/comments`;
  let items = [];
  let withResolved = false;

  const load = async () => {
    items = (await api.request("GET", url)).items;
    changed();
  };
  const changed = () => {
    render();
    const shown = items.filter((c) => withResolved || !c.resolved_at);
    seen().showComments(shown.map(pinOf));
  };
  const render = () => {
    const open = items.filter((c) => !c.resolved_at);
    const shown = withResolved ? items : open;
    redraw(
      root,
      element(
        "h2",
        {},
        `${t("editor.panel.comments")} ${open.length ? count(open.length) : ""}`,
        button(t("editor.panel.comment.add"), () => add(), "link", { "aria-keyshortcuts": "G", title: "G" }),
      ),
      element("ul", { class: "comment-list" }, shown.map(row)),
      ...(items.length > open.length ? [toggle(items.length - open.length)] : []),
    );
  };
  const toggle = (n) =>
    button(
      t(withResolved ? "editor.panel.comment.hide" : "editor.panel.comment.show", { n: count(n) }),
      () => {
        withResolved = !withResolved;
        changed();
      },
      "link older",
    );
  const row = (comment) =>
    element(
      "li",
      { class: comment.resolved_at ? "resolved" : null },
      element(
        "button",
        { type: "button", class: "comment", "data-comment": comment.id, on: { click: () => act.go([comment.x, comment.y]) } },
        flag(comment),
        element("bdi", { class: "text" }, comment.text),
        element("span", { class: "quiet" }, [comment.author, when(comment.at)].filter(Boolean).join(" · ")),
      ),
      comment.resolved_at
        ? null
        : iconButton(t("editor.panel.comment.resolve"), svgTick(), () => resolve(comment)),
    );
  const resolve = (comment) =>
    tried(async () => {
      await api.request("PATCH", `${url}/${encodeURIComponent(comment.id)}`, { body: { resolved: true } });
      await load();
    });
  const tried = async (run) => {
    try {
      await run();
    } catch (error) {
      toast.fail(message(error));
      return false;
    }
    return true;
  };
  const add = (spot = act.spot()) => {
    const { ground } = session;
    const isUnit = spot.unit >= 0;
    const where = isUnit ? ground.names[spot.unit] || ground.ids[spot.unit] : t("editor.panel.comment.middle");
    const text = element("textarea", { rows: 4, maxlength: 2000, required: true });
    openDialog({
      title: t("editor.panel.comment.new"),
      body: [
        element("p", { class: "quiet" }, element("bdi", {}, where)),
        field(t("editor.panel.comment.text"), text),
      ],
      actions: [
        {
          text: t("editor.panel.comment.send"),
          primary: true,
          act: () => {
            if (!text.value.trim()) {
              text.focus();
              return false;
            }
            const [x, y] = spot.place;
            const comment = { x, y, unit_id: isUnit ? ground.ids[spot.unit] : null, version: session.base, text: text.value.trim() };
            return tried(async () => {
              await api.request("POST", url, { body: comment });
              await load();
            });
          },
        },
      ],
    });
    text.focus();
  };
  return {
    element: root,
    render,
    load,
    add,
    /** Bring a remark into view in the list. */
    reveal(id) {
      const row = root.querySelector(`[data-comment="${CSS.escape(id)}"]`);
      row?.scrollIntoView({ block: "nearest" });
      row?.focus();
    },
  };
}

// A remark as the map shows it.
function pinOf({ id, x, y, number, resolved_at: resolved, text }) {
  return { id, place: [x, y], number, resolved: Boolean(resolved), text };
}

/** The flag of a remark with its number; an outline where it is resolved. */
export function flag({ number, resolved_at: resolved }) {
  return svg(
    "svg",
    { class: `comment-flag${resolved ? " resolved" : ""}`, viewBox: "0 0 18 18", "aria-hidden": "true" },
    svg("path", { class: "pole", d: "M3 17V2" }),
    svg("path", { class: "cloth", d: "M3 2h13l-2.500 4.500L16 11H3Z" }),
    svg("text", { x: 8, y: 9.5, "text-anchor": "middle" }, String(number)),
  );
}

function svgTick() {
  return svg("svg", { class: "line-icon", viewBox: "0 0 16 16", "aria-hidden": "true" }, svg("path", { d: "M3 8.500 6.500 12 13 4.500" }));
}
