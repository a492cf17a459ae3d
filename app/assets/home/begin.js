// Three ways to begin a plan: from a file, from today, or drafted by the optimiser.

import { makePapers } from "../editor/panels/papers.js";
import { element } from "../sheet/dom.js";
import { t } from "../sheet/words.js";

/** The buttons; they begin on the dataset that is chosen at the right. */
export function beginnings({ state, data, api, toast, act }) {
  const dataset = () => data.datasets.find((one) => one.id === state.get("dataset"));
  const begin = (hash) =>
    act.tried(async () => {
      const made = await api.create({ dataset_id: dataset().id, start: "today" });
      location.assign(`/plans/${encodeURIComponent(made.id)}${hash}`);
    });
  const ways = {
    import: () =>
      makePapers({ api, session: null, plan: { id: "", name: dataset().name, dataset: dataset() }, toast }).importPlan(),
    today: () => begin(""),
    solve: () => begin("#solve"),
  };
  return {
    buttons() {
      if (!data.may_write) return [];
      const isOff = dataset()?.state !== "ready" || state.get("busy");
      return Object.entries(ways).map(([name, run]) =>
        element(
          "button",
          {
            type: "button",
            class: "secondary",
            disabled: isOff,
            title: t(isOff ? "home.begin.not_ready" : `home.begin.${name}.full`),
            "data-key": `begin ${name}`,
            on: { click: run },
          },
          t(`home.begin.${name}`),
        ),
      );
    },
  };
}
