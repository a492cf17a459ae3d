// One's own account: who one is, and a new password.

import { createApi } from "../editor/core/api.js";
import { brand, switches } from "../sheet/bar.js";
import { element } from "../sheet/dom.js";
import { openPage } from "../sheet/shell.js";
import { message, t } from "../sheet/words.js";
import { textField } from "./fields.js";

/** Draw the page; `data` is made in app/maps/sign_in_page.py. */
export function start(data) {
  const state = openPage(data, {});
  const { request } = createApi({ plan: "" });
  const page = element("div", { class: "people-page" });
  document.body.prepend(page);
  const render = () => {
    document.title = `${t("account.title")} · 四至`;
    page.replaceChildren(
      element("header", { class: "bar" }, brand(data.home), element("h1", {}, t("account.title")), element("span", { class: "spacer" }), switches(state)),
      element("main", { class: "narrow" }, facts(data.me, state.get("language")), data.me.accounts ? passwordForm(request) : element("p", { class: "quiet" }, t("account.none"))),
    );
  };
  state.on(render);
  render();
}

function facts(me, language) {
  const body = me.organisation;
  const rights = [body[`role_name_${language}`], me.is_planner && t("people.right.planner"), me.is_administrator && t("people.right.administrator")];
  const rows = [
    [t("account.name"), me.name],
    [t("account.organisation"), body.name],
    [t("account.rights"), rights.filter(Boolean).join(" · ")],
    [t("account.place"), [body.district, body.subdistrict].filter(Boolean).join(" · ") || "—"],
  ];
  return element("dl", { class: "facts" }, rows.map(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]));
}

function passwordForm(request) {
  const hidden = (label, autocomplete) => textField(label, "", { type: "password", maxlength: 200, autocomplete });
  const old = hidden(t("account.old"), "current-password");
  const fresh = hidden(t("account.new"), "new-password");
  const again = hidden(t("account.again"), "new-password");
  const said = element("p", { role: "status" });
  const form = element(
    "form",
    { class: "people-form" },
    [old, fresh, again].map((one) => one.element),
    said,
    element("button", { type: "submit", class: "primary" }, t("account.change")),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (fresh.input.value !== again.input.value) {
      said.textContent = t("account.differ");
      return;
    }
    try {
      await request("PUT", "/me/password", { body: { old: old.input.value, new: fresh.input.value } });
      const me = await request("GET", "/me");
      document.querySelector('meta[name="csrf-token"]').content = me.csrf;
      said.textContent = t("account.changed");
      [old, fresh, again].forEach((one) => (one.input.value = ""));
    } catch (error) {
      said.textContent = message(error);
    }
  });
  return form;
}
