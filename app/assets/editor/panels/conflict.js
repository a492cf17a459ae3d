// Two people drew on one plan: both drawings side by side, three ways on, none of them chosen for the planner.

import { element } from "../../sheet/dom.js";
import { count, message, t } from "../../sheet/words.js";
import { button, openDialog } from "./dialog.js";
import { differingUnits, drawSides } from "./sidemap.js";
import { clock } from "./times.js";

/** Watch for a conflict and offer the three ways. */
export function watchConflict({ session, toast }) {
  let open = null;
  const look = () => {
    if (session.state === "conflict") show();
    else if (open) {
      open.close();
      open = null;
    }
  };
  const show = async () => {
    if (open) return;
    open = { close() {} };
    try {
      open = conflictDialog(session, await session.conflict(), { toast, closed: () => (open = null) });
    } catch (error) {
      open = null;
      toast.fail(message(error));
    }
  };
  session.on("state", look);
  look();
  return { show };
}

function conflictDialog(session, sides, { toast, closed }) {
  const { mine, theirs } = sides;
  const canDraw = Boolean(mine.ground && theirs.ground);
  const places = [element("div", { class: "side-map" }), element("div", { class: "side-map" })];
  const run = async (how) => {
    try {
      const made = await session.resolve(how, how === "fork" ? { name: `${session.plan.name} ${t("editor.panel.conflict.copy_name")}` } : undefined);
      if (how === "fork") toast.say(t("editor.panel.conflict.forked"), opener(made.plan));
      if (how === "take") toast.say(t("editor.panel.conflict.taken"));
      dialog.close();
    } catch (error) {
      toast.fail(message(error));
    }
  };
  const way = (how) =>
    element(
      "div",
      { class: "way-on" },
      button(t(`editor.panel.conflict.${how}`), () => run(how), "secondary", { "data-way": how }),
      element("p", { class: "quiet" }, t(`editor.panel.conflict.${how}.full`)),
    );
  let maps = null;
  const dialog = openDialog({
    title: t("editor.panel.conflict.title"),
    kind: "conflict",
    body: [
      element("p", {}, sentence(theirs)),
      canDraw ? element("p", { class: "quiet" }, differing(mine, theirs)) : null,
      element(
        "div",
        { class: "sides" },
        side(t("editor.panel.conflict.mine"), t("editor.panel.conflict.mine.steps", { n: count(mine.commands.length) }), places[0]),
        side(t("editor.panel.conflict.theirs"), t("editor.panel.version.n", { n: count(theirs.head) }), places[1]),
      ),
      element("div", { class: "ways-on" }, ["keep", "take", "fork"].map(way)),
      element("p", { class: "quiet" }, element("kbd", {}, "Esc"), ` ${t("editor.panel.conflict.later")}`),
    ],
    closed: () => {
      maps?.remove();
      closed();
    },
  });
  // No way is the first: the focus waits on the dialog itself.
  dialog.element.tabIndex = -1;
  dialog.element.focus();
  if (canDraw) maps = drawSides(places, [mine, theirs], session.ground.is_local);
  return dialog;
}

function opener(plan) {
  return { text: t("editor.panel.conflict.open_copy"), act: () => location.assign(`/plans/${encodeURIComponent(plan)}`) };
}

function side(name, aside, place) {
  return element("figure", { class: "side" }, element("figcaption", {}, element("b", {}, name), element("span", { class: "quiet" }, aside)), place);
}

function sentence({ author, at, head }) {
  return t("editor.panel.conflict.who", {
    name: author || t("editor.panel.conflict.somebody"),
    time: at ? clock(at).slice(0, 5) : "—",
    n: count(head),
  });
}

function differing(mine, theirs) {
  const units = differingUnits(mine, theirs);
  const households = units.reduce((sum, id) => sum + mine.ground.households[mine.ground.indexOf.get(id)], 0);
  return t("editor.panel.conflict.differ", { n: count(units.length), households: count(households) });
}
