// Keys of machines: for which organisation, how far they go, until when, when last used.

import { openDialog } from "../editor/panels/dialog.js";
import { element } from "../sheet/dom.js";
import { t } from "../sheet/words.js";
import { choiceField, confirm, day, openForm, rowButton, textField, tickField } from "./fields.js";

/** The section of keys. */
export function keys({ state, data, send, tell }) {
  const add = () => {
    const name = textField(t("people.name"));
    const body = choiceField(t("people.organisation"), (state.get("lists")?.organisations ?? []).map((one) => [one.id, one.name]));
    const ticks = data.scopes.map((scope) => ({ scope, ...tickField(scope) }));
    const scopes = {
      input: ticks[0].input,
      element: element("fieldset", { class: "scopes" }, element("legend", { class: "caption" }, t("people.scopes")), ticks.map((one) => one.element)),
    };
    const until = textField(t("people.expires"), "", { type: "date" });
    openForm(t("people.add.keys"), [name, body, scopes, until], async () => {
      const made = await send("POST", "/api-keys", {
        name: name.value(), organisation_id: body.value(), scopes: ticks.filter((one) => one.value()).map((one) => one.scope),
        expires_at: until.value() ? new Date(`${until.value()}T23:59:59`).toISOString() : null,
      });
      showSecret(made);
    });
  };
  const revoke = (row) =>
    confirm(t("people.revoke"), t("people.revoke.ask", { name: row.name }), t("people.revoke"), () => tell("DELETE", `/api-keys/${row.id}`));
  return {
    add,
    columns: () => [
      [t("people.name"), (row) => row.name],
      [t("people.organisation"), (row) => row.organisation.name],
      [t("people.prefix"), (row) => element("code", {}, `${row.prefix}…`)],
      [t("people.scopes"), (row) => element("span", { class: "scope-list" }, row.scopes.join("  "))],
      [t("people.expires"), (row) => day(row.expires_at) || t("people.expires.never")],
      [t("people.used"), (row) => day(row.used_at) || t("people.used.never")],
      [t("people.state"), (row) => element("span", { class: `chip ${stateOf(row) === "open" ? "ok" : "plain"}` }, t(`people.state.${stateOf(row)}`))],
      ["", (row) => (row.revoked_at ? "" : rowButton(t("people.revoke"), () => revoke(row), `${t("people.revoke")} ${row.name}`))],
    ],
  };
}

function stateOf(row) {
  if (row.revoked_at) return "revoked";
  return row.expires_at && new Date(row.expires_at) <= new Date() ? "over" : "open";
}

function showSecret({ name, secret }) {
  const shown = element("input", { type: "text", readonly: true, value: secret, "aria-label": name });
  const said = element("span", { role: "status", class: "caption" });
  const copy = element(
    "button",
    {
      type: "button",
      class: "secondary",
      on: {
        click: async () => {
          shown.select();
          await navigator.clipboard?.writeText(secret);
          said.textContent = t("people.copied");
        },
      },
    },
    t("people.copy"),
  );
  openDialog({
    title: name,
    body: element("div", { class: "people-form" }, element("p", {}, t("people.secret")), element("div", { class: "address" }, shown, copy), said),
    actions: [{ text: t("people.done"), act: () => {}, primary: true }],
  });
  shown.select();
}
