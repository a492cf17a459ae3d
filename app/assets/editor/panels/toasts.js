// Short messages at the bottom left of the sheet: one at a time, for six seconds; errors stay until they are closed.

import { element, iconButton } from "../../sheet/dom.js";
import { icon, sign } from "../../sheet/marks.js";
import { t } from "../../sheet/words.js";
import { button } from "./dialog.js";

const SHOWN_MS = 6000;

/** Show toasts in `slot`. */
export function makeToasts(slot) {
  let timer = null;
  const clear = () => {
    clearTimeout(timer);
    slot.replaceChildren();
  };
  const show = (text, { kind = "plain", action = null, stays = false } = {}) => {
    clear();
    slot.append(
      element(
        "div",
        { class: `toast float ${kind}`, role: kind === "error" ? "alert" : "status" },
        kind === "error" ? sign("hard", t("kind.hard")) : null,
        element("span", {}, text),
        action &&
          button(
            action.text,
            () => {
              clear();
              action.act();
            },
            "link",
          ),
        iconButton(t("editor.panel.close"), icon("close"), clear),
      ),
    );
    if (!stays) timer = setTimeout(clear, SHOWN_MS);
  };
  return {
    clear,
    say: (text, action = null) => show(text, { action }),
    /** Say what went wrong; it stays until it is closed. */
    fail: (text) => show(text, { kind: "error", stays: true }),
  };
}
