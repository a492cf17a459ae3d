// Name and password, on the page for signing in and over a page whose sign-in is over.

import { element } from "../sheet/dom.js";
import { sign } from "../sheet/marks.js";
import { message, t } from "../sheet/words.js";

/** Make the form; `done` is called once the browser has its cookie, `provider` is a way in through another server. */
export function signInForm({ done, login = "", provider = null, actions = [] }) {
  const name = element("input", { type: "text", name: "login", autocomplete: "username", autocapitalize: "off", spellcheck: "false", required: true, maxlength: 100, value: login });
  const password = element("input", { type: "password", name: "password", autocomplete: "current-password", required: true, maxlength: 200 });
  const problem = element("p", { class: "sign-in-problem", role: "alert" });
  const send = element("button", { type: "submit", class: "primary" }, t("sign_in.send"));
  const form = element(
    "form",
    { class: "sign-in-form", novalidate: true },
    labelled(t("sign_in.login"), name),
    labelled(t("sign_in.password"), password),
    problem,
    element("div", { class: "sign-in-actions" }, send, actions),
    provider && element("a", { class: "secondary provider", href: provider.href, target: provider.target }, t("sign_in.provider", { name: provider.name })),
  );
  const say = (text) => problem.replaceChildren(...(text ? [sign("hard", ""), element("span", {}, text)] : []));

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const empty = [name, password].find((input) => !input.value.trim());
    if (empty) {
      say(t(empty === name ? "sign_in.no_login" : "sign_in.no_password"));
      empty.focus();
      return;
    }
    send.disabled = true;
    say("");
    try {
      const refused = await signIn(name.value, password.value);
      if (!refused) return done();
      say(message(refused) || t("sign_in.failed"));
    } catch {
      say(t("sign_in.offline"));
    } finally {
      send.disabled = false;
    }
    password.value = "";
    password.focus();
  });
  return { element: form, focus: () => (name.value ? password : name).focus() };
}

async function signIn(login, password) {
  const answer = await fetch("/api/v1/session", {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify({ login, password }),
    credentials: "same-origin",
  });
  return answer.ok ? null : answer.json().catch(() => ({}));
}

function labelled(text, input) {
  return element("label", { class: "field" }, element("span", { class: "caption" }, text), input);
}
