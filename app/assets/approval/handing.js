// Send a plan or a matter in and go on to its case; where an open case holds the plan already, lead there instead.

import { newId } from "../editor/core/identifiers.js";
import { element } from "../sheet/dom.js";
import { sign } from "../sheet/marks.js";
import { message, t } from "../sheet/words.js";

const OPEN_ALREADY = "approval.open_already";
const address = (id) => `/cases/${encodeURIComponent(id)}`;

/**
 * What was refused, as a line of a dialog, and the way to send: `send(ask)` sends `ask(key, more)` and goes to the case that
 * it makes. It is true where one was made; else the line says why. Another case about a plan in an open one is begun by
 * whoever says so there: `more` then has `again`.
 */
export function handing() {
  const problem = element("div", { class: "refused", role: "alert", hidden: true });
  const key = newId();
  const say = (...parts) => {
    problem.replaceChildren(sign("hard", t("kind.hard")), ...parts);
    problem.hidden = false;
  };
  const already = (error) => {
    const box = element("input", { type: "checkbox", name: "again" });
    say(
      ` ${t("approval.submit.already", { number: error.problem.case_number })} `,
      element("a", { href: address(error.problem.case_id) }, t("approval.submit.already.open")),
      element("label", { class: "again" }, box, ` ${t("approval.submit.already.again")}`),
    );
  };
  return {
    problem,
    /** What was refused was another request: listens to the form. */
    changed(event) {
      if (event.target.name === "again") return;
      problem.replaceChildren();
      problem.hidden = true;
    },
    async send(ask) {
      const isAgain = problem.querySelector("[name=again]")?.checked ?? false;
      try {
        const made = await ask(key, isAgain ? { again: true } : {});
        location.assign(address(made.id));
        return true;
      } catch (error) {
        if (error.code === OPEN_ALREADY) already(error);
        else say(` ${message(error)}`);
        return false;
      }
    },
  };
}
