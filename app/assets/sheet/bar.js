// The bar on top of every page: wordmark, what is shown, language, theme, print.

import { element, iconButton } from "./dom.js";
import { icon, wordmark } from "./marks.js";
import { readerMenu } from "./reader.js";
import { isDark } from "./theme.js";
import { t } from "./words.js";

/** The wordmark; it leads home where there is one. */
export function brand(home) {
  const parts = [wordmark(), element("b", {}, "四至")];
  return home ? element("a", { class: "brand", href: home }, parts) : element("span", { class: "brand" }, parts);
}

/** Buttons for language, theme and, where `print` is given, printing. */
export function switches(state, print = null) {
  const other = state.get("language") === "zh" ? "en" : "zh";
  return element(
    "div",
    { class: "switches" },
    element(
      "button",
      {
        type: "button",
        class: "text",
        lang: other === "zh" ? "zh-CN" : "en",
        on: { click: () => state.set({ language: other }) },
      },
      other === "zh" ? "中文" : "EN",
    ),
    iconButton(t("bar.theme"), icon("theme"), () => state.set({ theme: isDark() ? "light" : "dark" })),
    print && iconButton(t("bar.print"), icon("print"), print),
    readerMenu(state.get("reader")),
  );
}

/** A control with one of several choices pressed. */
export function segments(label, choices, chosen, choose) {
  return element(
    "div",
    { class: "segments", role: "group", "aria-label": label },
    choices.map(([value, text]) =>
      element(
        "button",
        { type: "button", "aria-pressed": String(value === chosen), on: { click: () => choose(value) } },
        text,
      ),
    ),
  );
}
