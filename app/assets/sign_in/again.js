// Signing in over the page: what is on it stays, and goes on after.

import { element } from "../sheet/dom.js";
import { t } from "../sheet/words.js";
import { signInForm } from "./form.js";

const STYLE = "/assets/sign_in/sign_in.css";

/** Ask for name and password; true once signed in, false where the reader puts it off. */
export function askToSignIn() {
  if (!document.querySelector(`link[href="${STYLE}"]`)) {
    document.head.append(element("link", { rel: "stylesheet", href: STYLE }));
  }
  const before = document.activeElement;
  const provider = document.querySelector('meta[name="csrf-token"]')?.dataset.provider ?? null;
  return new Promise((resolve) => {
    let isIn = false;
    const close = () => dialog.close();
    const enter = () => {
      isIn = true;
      close();
    };
    const form = signInForm({
      provider: provider && { name: provider, href: "/sign-in/oidc?next=/account", target: "_blank" },
      done: enter,
      actions: [element("button", { type: "button", class: "secondary", on: { click: close } }, t("sign_in.later"))],
    });
    const dialog = element(
      "dialog",
      { class: "sign-in-again", "aria-labelledby": "sign-in-again" },
      element("h2", { id: "sign-in-again" }, t("sign_in.over")),
      element("p", {}, t("sign_in.kept")),
      form.element,
    );
    dialog.addEventListener("keydown", (event) => event.stopPropagation());
    // Back from the provider's page in another tab.
    const look = async () => provider && (await isSignedIn()) && enter();
    window.addEventListener("focus", look);
    dialog.addEventListener("close", () => {
      window.removeEventListener("focus", look);
      dialog.remove();
      before?.focus?.();
      resolve(isIn);
    });
    document.body.append(dialog);
    dialog.showModal();
    form.focus();
  });
}

async function isSignedIn() {
  const answer = await fetch("/api/v1/me", { headers: { Accept: "application/json" }, credentials: "same-origin" });
  return answer.ok;
}
