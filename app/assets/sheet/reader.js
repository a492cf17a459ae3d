// Who reads the page: name and organisation in the bar, and what one does with one's sign-in.

import { element } from "./dom.js";
import { t } from "./words.js";

/** The menu of whoever is signed in; nothing on a server without accounts. */
export function readerMenu(reader) {
  if (!reader) return null;
  const menu = element(
    "details",
    { class: "reader" },
    element("summary", { title: `${reader.name} · ${reader.organisation}` }, element("b", {}, reader.name), element("span", { class: "body" }, ` · ${reader.organisation}`)),
    element(
      "ul",
      {},
      reader.is_administrator && element("li", {}, element("a", { href: "/people" }, t("bar.people"))),
      element("li", {}, element("a", { href: "/account" }, t("bar.account"))),
      element("li", {}, element("button", { type: "button", on: { click: signOut } }, t("bar.sign_out"))),
    ),
  );
  menu.addEventListener("keydown", (event) => event.key === "Escape" && close(menu));
  menu.addEventListener("focusout", ({ relatedTarget }) => relatedTarget && !menu.contains(relatedTarget) && close(menu));
  return menu;
}

function close(menu) {
  menu.open = false;
}

async function signOut() {
  const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
  await fetch("/api/v1/session", { method: "DELETE", headers: { "X-CSRF-Token": token }, credentials: "same-origin" });
  location.assign("/sign-in");
}
