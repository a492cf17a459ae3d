// Handing a plan over: to whom, why, and what becomes of it.

import { element } from "../../sheet/dom.js";
import { message, t } from "../../sheet/words.js";
import { field, openDialog } from "./dialog.js";
import { trying } from "./papers.js";

const RECEIVERS = new Set(["street_office", "township", "district_civil_affairs", "planner"]);
const PAGE = 200;

/** Open the dialog for a plan `{ id, name, revision }`; `done(organisation)` hears who has it now. */
export async function handOver({ api, plan, toast, done }) {
  let bodies;
  try {
    bodies = await receivers(api);
  } catch (error) {
    toast.fail(message(error));
    return;
  }
  const choice = element("select", {}, bodies.map((one) => element("option", { value: one.id }, one.name)));
  const reason = element("textarea", { rows: 2, maxlength: 2000 });
  openDialog({
    title: t("plan.hand_over"),
    body: bodies.length
      ? [element("p", {}, t("plan.hand_over.text", { name: plan.name })), field(t("plan.hand_over.to"), choice), field(t("plan.hand_over.reason"), reason)]
      : element("p", { class: "quiet" }, t("plan.hand_over.nobody")),
    actions: bodies.length
      ? [
          {
            text: t("plan.hand_over.do"),
            primary: true,
            act: () =>
              trying(toast)(async () => {
                const body = { organisation_id: choice.value, reason: reason.value.trim() || null };
                const given = await api.request("POST", `/plans/${encodeURIComponent(plan.id)}/hand-over`, { match: plan.revision, body });
                await done(given.organisation);
                return true;
              }),
          },
        ]
      : [],
  });
}

// Those of the own district that draw plans; whether they may see the data says the server.
async function receivers(api) {
  const me = await api.request("GET", "/me");
  const items = [];
  for (let total = 1; items.length < total; ) {
    const page = await api.request("GET", `/organisations?offset=${items.length}&limit=${PAGE}`);
    items.push(...page.items);
    total = page.items.length ? page.total : items.length;
  }
  const { id, district } = me.organisation;
  return items.filter((one) => RECEIVERS.has(one.role) && one.id !== id && (!district || one.district === district));
}
