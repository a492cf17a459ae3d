// A dialog over the page: the rest waits, Escape closes, the focus comes back to where it was.

import { element, iconButton } from "../../sheet/dom.js";
import { icon } from "../../sheet/marks.js";
import { t } from "../../sheet/words.js";

let last = 0;

/**
 * Open a dialog. `actions` are `{ text, act, primary, busy }`; an action that returns false keeps it open. While one is at
 * work none can be taken, and its button says `busy` where it takes a while.
 */
export function openDialog({ title, body, actions = [], closed = () => {}, kind = "" }) {
  const id = `dialog-${(last += 1)}`;
  const dialog = element("dialog", { class: `dialog ${kind}`, "aria-labelledby": id });
  const close = () => dialog.close();
  dialog.append(
    element(
      "header",
      {},
      element("h2", { id }, title),
      element("span", { class: "spacer" }),
      iconButton(t("editor.panel.close"), icon("close"), close),
    ),
    element("div", { class: "dialog-body" }, body),
  );
  if (actions.length) dialog.append(actionRow(actions, close));
  dialog.addEventListener("close", () => {
    dialog.remove();
    closed();
  });
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  document.body.append(dialog);
  dialog.showModal();
  return { element: dialog, close };
}

function actionRow(actions, close) {
  let isBusy = false;
  const take = async ({ text, act, busy }, taken) => {
    if (isBusy) return;
    isBusy = true;
    tell(taken, busy ?? text);
    try {
      if ((await act?.()) !== false) close();
    } finally {
      isBusy = false;
      tell(taken, text);
    }
  };
  // Not `disabled`: the focus stays where it is.
  const tell = (taken, text) => {
    buttons.forEach((one) => one.setAttribute("aria-disabled", String(isBusy)));
    taken.setAttribute("aria-busy", String(isBusy));
    taken.textContent = text;
  };
  const buttons = actions.map((action) =>
    button(action.text, (event) => take(action, event.currentTarget), action.primary ? "primary" : "secondary"),
  );
  return element("footer", {}, buttons);
}

/** A button with words on it; one primary button a panel. */
export function button(text, act, look = "secondary", attributes = {}) {
  return element("button", { type: "button", class: look, on: { click: act }, ...attributes }, text);
}

/** A labelled field. */
export function field(label, input) {
  return element("label", { class: "field" }, element("span", { class: "caption" }, label), input);
}
