// The bar: where we are, what the plan is called, which version it is, what else can be seen of it, whether it is saved.

import { brand, switches } from "../../sheet/bar.js";
import { element, iconButton } from "../../sheet/dom.js";
import { icon, sign, tick } from "../../sheet/marks.js";
import { drawAtRest } from "../../sheet/redraw.js";
import { drawerButton } from "../../sheet/shell.js";
import { count, t } from "../../sheet/words.js";
import { makeMenu } from "./menu.js";
import { clock } from "./times.js";

const ASKING = new Set(["conflict", "expired", "gone"]);

/** Make the bar; `menu()` gives the entries of the menu. */
export function makeBar({ view, session, plan, slots, data, act, menu }) {
  let renaming = false;
  let isSaved = true;
  let savedAt = plan.updated_at ?? null;
  const saved = element("div", { class: "saved", role: "status" });

  // A menu that is open, and a name that is being written, are not taken away: the bar is drawn anew when they close.
  const render = () => {
    drawAtRest(slots.bar, () => slots.bar.replaceChildren(...parts()), () => renaming);
    renderSaved();
  };
  const parts = () => [
    brand(data.home),
    element("nav", { class: "crumbs", "aria-label": t("editor.panel.crumbs") }, crumb(plan), name()),
    versionChip(session),
    element("span", { class: "spacer" }),
    tabs(plan, data.submits.length ? () => act.submit(data.submits) : null),
    element("span", { class: "spacer" }),
    saved,
    switches(view),
    makeMenu(icon("more"), t("editor.panel.menu"), menu),
    drawerButton(slots.page),
  ];
  const name = () =>
    element(
      "h1",
      {},
      session.frozen
        ? element("bdi", {}, plan.name)
        : element(
            "button",
            { type: "button", class: "name", title: t("editor.panel.rename"), on: { click: beginRename } },
            element("bdi", {}, plan.name),
          ),
    );
  const beginRename = () => {
    const input = element("input", { class: "name", value: plan.name, "aria-label": t("editor.panel.rename") });
    const end = (keep) => {
      if (!renaming) return;
      renaming = false;
      const wanted = input.value.trim();
      if (keep && wanted && wanted !== plan.name) act.renamePlan(wanted).then(render);
      render();
      slots.bar.querySelector("button.name")?.focus();
    };
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      event.stopPropagation();
      if (event.code !== "Enter" && event.code !== "Escape") return;
      event.preventDefault();
      end(event.code === "Enter");
    });
    input.addEventListener("blur", () => end(true));
    renaming = true;
    slots.bar.querySelector("h1").replaceChildren(input);
    input.select();
  };
  const renderSaved = () => {
    const { state, pending, frozen, status } = session;
    if (state === "saving") isSaved = false;
    else if (state === "saved" && !isSaved) [isSaved, savedAt] = [true, Date.now()];
    const { kind, text, detail } = savedState({ state, pending, frozen, status, savedAt });
    saved.className = `saved ${kind}`;
    saved.title = detail ?? "";
    const said = ASKING.has(state)
      ? element("button", { type: "button", on: { click: () => act.settle() } }, text)
      : element("span", {}, text);
    saved.replaceChildren(kind === "ok" ? tick("") : kind === "plain" ? "" : sign(kind, ""), said);
  };
  return { render, renderSaved };
}

function crumb(plan) {
  const { dataset } = plan;
  if (!dataset) return null;
  return [
    element("a", { href: `/datasets/${encodeURIComponent(dataset.id)}` }, element("bdi", {}, dataset.name)),
    element("span", { class: "slash", "aria-hidden": "true" }, "/"),
  ];
}

function versionChip(session) {
  if (session.frozen)
    return element("span", { class: "chip plain" }, t("editor.panel.version.read_only", { n: count(session.head) }));
  return element("span", { class: "chip plain" }, t("editor.panel.version.draft", { n: count(session.head) }));
}

// Draw is here; the others are pages of their own; submitting, for whom it is allowed, asks what for.
function tabs(plan, submit) {
  const id = encodeURIComponent(plan.id);
  const pages = [
    ["draw", null],
    ["compare", `/compare?a=${id}`],
    ["audit", `/api/v1/plans/${id}/map`],
    ["print", `/plans/${id}/print`],
  ];
  return element(
    "nav",
    { class: "views", "aria-label": t("editor.panel.views") },
    pages.map(([name, href]) =>
      href === null
        ? element("span", { class: "view", "aria-current": "page" }, t(`editor.panel.view.${name}`))
        : element("a", { class: "view", href }, t(`editor.panel.view.${name}`)),
    ),
    submit ? element("button", { type: "button", class: "view", on: { click: submit } }, t("approval.submit")) : null,
  );
}

/** What is said of the work's safety: kind of sign, words, and more on hover. */
export function savedState({ state, pending, savedAt, frozen, status }) {
  const n = count(pending);
  if (frozen && state === "saved") return { kind: "plain", text: "" };
  if (state === "saved")
    return { kind: "ok", text: savedAt ? t("editor.panel.saved", { time: clock(savedAt) }) : t("editor.panel.saved.now") };
  if (state === "saving") return { kind: "plain", text: t("editor.panel.saving") };
  const kind = state === "offline" || state === "expired" ? "soft" : "hard";
  const key = state === "offline" && status.kept === "memory" ? "editor.panel.state.offline.memory" : `editor.panel.state.${state}.full`;
  return { kind, text: t(`editor.panel.state.${state}`, { n }), detail: t(key, { n }) };
}
