// Files in and out: a version in a format of choice, and a plan out of any file with a community column.

import { element } from "../../sheet/dom.js";
import { count, message, t } from "../../sheet/words.js";
import { field, openDialog } from "./dialog.js";
import { followEvents } from "./events.js";
import { trying } from "./papers.js";

const FORMATS = ["gpkg", "geojson", "shapefile", "csv", "folder", "report", "tables", "sheets", "papers"];

/** The dialogs for files of one plan. */
export function makeExchange({ api, session, plan, toast }) {
  const own = `/plans/${encodeURIComponent(plan.id)}`;
  const tried = trying(toast);

  const exportPlan = () => {
    const format = select(FORMATS, "editor.panel.export");
    const progress = element("p", { class: "quiet", role: "status" });
    openDialog({
      title: t("editor.panel.export"),
      body: [field(t("editor.panel.export.format"), format), element("p", { class: "quiet" }, t("editor.panel.export.text", { n: count(session.base) })), progress],
      actions: [
        {
          text: t("editor.panel.export.make"),
          primary: true,
          act: () =>
            tried(async () => {
              progress.textContent = t("editor.panel.export.making");
              const asked = `${own}/export?format=${encodeURIComponent(format.value)}&version=${session.base}`;
              const job = await finished(await api.request("GET", asked));
              if (job.state !== "done") throw job.error;
              element("a", { href: api.url(`/jobs/${encodeURIComponent(job.id)}/file`), download: true }).click();
              return true;
            }).finally(() => (progress.textContent = "")),
        },
      ],
    });
  };
  const finished = async (job) => {
    const path = `/jobs/${encodeURIComponent(job.id)}`;
    if (!["done", "failed", "cancelled"].includes(job.state)) await followEvents(api.url(`${path}/events`), { tell: () => {} });
    return api.request("GET", path);
  };

  const importPlan = () => {
    const file = element("input", { type: "file", accept: ".csv,.xlsx,.xls,.gpkg,.geojson,.json,.zip,.shp" });
    const column = element("input", { type: "text", placeholder: t("editor.panel.import.guess") });
    const name = element("input", { type: "text", value: `${plan.name} ${t("editor.panel.import.name")}` });
    const report = element("div", { class: "import-report", role: "status" });
    openDialog({
      title: t("editor.panel.import"),
      kind: "wide",
      body: [
        element("p", { class: "quiet" }, t("editor.panel.import.text")),
        field(t("editor.panel.import.file"), file),
        field(t("editor.panel.import.column"), column),
        field(t("editor.panel.import.called"), name),
        report,
      ],
      actions: [
        {
          text: t("editor.panel.import.read"),
          primary: true,
          act: () =>
            tried(async () => {
              if (!file.files.length) {
                file.focus();
                return false;
              }
              const form = new FormData();
              form.append("file", file.files[0]);
              form.append("dataset_id", plan.dataset.id);
              form.append("name", name.value.trim());
              if (column.value.trim()) form.append("community_column", column.value.trim());
              report.replaceChildren(element("p", { class: "quiet" }, t("editor.panel.import.reading")));
              const read = async () => finished(await api.request("POST", "/plans/import", { body: form, timeout_ms: 120_000 }));
              const job = await read().finally(() => report.replaceChildren());
              if (job.state !== "done") throw job.error;
              report.replaceChildren(...importReport(job.result));
              return false;
            }),
        },
      ],
    });
  };

  return { exportPlan, importPlan };
}

function select(values, prefix) {
  return element("select", {}, values.map((value) => element("option", { value }, t(`${prefix}.${value}`))));
}

function importReport({ plan, rows, taken, left_out: leftOut }) {
  return [
    element("p", {}, t("editor.panel.import.taken", { taken: count(taken), left: count(leftOut) })),
    rows.length
      ? element(
          "ul",
          { class: "import-rows scroll" },
          rows.map((row) => element("li", {}, element("bdi", {}, message(row)))),
        )
      : null,
    plan ? element("a", { class: "primary", href: `/plans/${encodeURIComponent(plan)}` }, t("editor.panel.import.open")) : null,
  ].filter(Boolean);
}
