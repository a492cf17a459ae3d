// Accounts: who signs in, for which organisation, with which rights.

import { element } from "../sheet/dom.js";
import { t } from "../sheet/words.js";
import { choiceField, confirm, day, openForm, rowButton, textField, tickField } from "./fields.js";

/** The section of accounts. */
export function accounts({ state, send, tell }) {
  const organisation = (chosen) =>
    choiceField(t("people.organisation"), (state.get("lists")?.organisations ?? []).map((one) => [one.id, one.name]), chosen);
  const rights = (row) => [
    tickField(t("people.right.planner"), row.is_planner),
    tickField(t("people.right.administrator"), row.is_administrator),
  ];
  const secret = (label) => textField(label, "", { type: "password", maxlength: 200, autocomplete: "new-password" });
  const add = () => {
    const login = textField(t("people.login"));
    const name = textField(t("people.person"));
    const body = organisation();
    const password = secret(t("people.password"));
    const [planner, administrator] = rights({});
    openForm(t("people.add.users"), [login, name, body, password, planner, administrator], () =>
      send("POST", "/users", {
        login: login.value(), name: name.value(), organisation_id: body.value(), password: password.input.value || null,
        is_planner: planner.value(), is_administrator: administrator.value(),
      }),
    );
  };
  const change = (row) => {
    const name = textField(t("people.person"), row.name);
    const body = organisation(row.organisation.id);
    const password = secret(t("people.password.new"));
    const [planner, administrator] = rights(row);
    openForm(row.login, [name, body, password, planner, administrator], () =>
      send("PATCH", `/users/${row.id}`, {
        name: name.value(), organisation_id: body.value(), password: password.input.value || null,
        is_planner: planner.value(), is_administrator: administrator.value(),
      }),
    );
  };
  const close = (row) =>
    confirm(t("people.close"), t("people.close.ask", { name: row.name }), t("people.close"), () =>
      tell("PATCH", `/users/${row.id}`, { is_disabled: true }),
    );
  const open = (row) => tell("PATCH", `/users/${row.id}`, { is_disabled: false });
  return {
    add,
    columns: () => [
      [t("people.login"), (row) => row.login],
      [t("people.person"), (row) => row.name],
      [t("people.organisation"), (row) => row.organisation.name],
      [t("people.rights"), (row) => [row.is_administrator && t("people.right.administrator"), row.is_planner && t("people.right.planner")].filter(Boolean).join(" · ")],
      [t("people.since"), (row) => day(row.created_at)],
      [t("people.state"), (row) => element("span", { class: `chip ${row.disabled_at ? "plain" : "ok"}` }, t(row.disabled_at ? "people.state.closed" : "people.state.open"))],
      ["", (row) => [
        rowButton(t("people.change"), () => change(row), `${t("people.change")} ${row.login}`),
        row.disabled_at
          ? rowButton(t("people.open"), () => open(row), `${t("people.open")} ${row.login}`)
          : rowButton(t("people.close"), () => close(row), `${t("people.close")} ${row.login}`),
      ]],
    ],
  };
}
