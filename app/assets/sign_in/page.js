// The page for signing in.

import { switches } from "../sheet/bar.js";
import { element } from "../sheet/dom.js";
import { wordmark } from "../sheet/marks.js";
import { openPage } from "../sheet/shell.js";
import { message, t } from "../sheet/words.js";
import { signInForm } from "./form.js";

/** Draw the page; `data` is made in app/maps/sign_in_page.py. */
export function start(data) {
  const state = openPage(data, {});
  const page = element("div", { class: "sign-in-page" });
  document.body.prepend(page);
  const render = () => {
    const typed = page.querySelector("input[name=login]")?.value ?? "";
    const form = signInForm({ login: typed, provider: provider(data), done: () => location.assign(ours(data.next)) });
    page.replaceChildren(
      element("header", { class: "bar" }, element("span", { class: "spacer" }), switches(state)),
      element(
        "main",
        { class: "sheet-frame" },
        element("div", { class: "sign-in-head" }, wordmark(), element("h1", {}, "四至"), element("p", {}, t("sign_in.what"))),
        data.problem && element("p", { class: "sign-in-problem", role: "alert" }, message(data.problem)),
        form.element,
        element("p", { class: "caption help" }, t("sign_in.help")),
      ),
    );
    document.title = `${t("sign_in.title")} · 四至`;
    form.focus();
  };
  state.on(render);
  render();
}

function provider(data) {
  return data.provider && { name: data.provider, href: `/sign-in/oidc?next=${encodeURIComponent(ours(data.next))}` };
}

/** Only an address of this server: a link from elsewhere must not lead on to elsewhere. */
function ours(next) {
  try {
    const address = new URL(next || "/", location.origin);
    return address.origin === location.origin ? address.pathname + address.search + address.hash : "/";
  } catch {
    return "/";
  }
}
