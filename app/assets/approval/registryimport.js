// Communities approved before this software: a table, a dataset, or both; tried first, then all of them entered or none.

import { newId } from "../editor/core/identifiers.js";
import { button, field, openDialog } from "../editor/panels/dialog.js";
import { element } from "../sheet/dom.js";
import { sign, tick } from "../sheet/marks.js";
import { count, headed, message, t } from "../sheet/words.js";
import { queryOf } from "./server.js";
import { upload } from "./upload.js";

/** Open the dialog; what is entered is in the list at once. */
export async function openImport({ office, run, reload, toast }) {
  const datasets = await run(() => office.datasets());
  if (!datasets) return;
  const file = element("input", { type: "file", accept: ".csv,.xlsx", name: "file" });
  const dataset = element(
    "select",
    { name: "dataset_id" },
    element("option", { value: "" }, t("approval.registry.import.no_dataset")),
    datasets.map((one) => element("option", { value: one.id }, one.name)),
  );
  const outcome = element("div", { class: "import-outcome", role: "status" });
  const key = newId();
  let tried = null;
  const send = async (query) => {
    try {
      return await upload("POST", office.url(queryOf("/registry/import", query)), asked(file, dataset), { key });
    } catch (error) {
      outcome.replaceChildren(refused(error));
      return null;
    }
  };
  const enter = button(t("approval.registry.import.do"), async () => {
    enter.disabled = true;
    const made = await send({});
    if (!made) return;
    dialog.close();
    toast.say(t("approval.registry.import.done", { n: count(made.total) }));
    reload();
  }, "primary", { disabled: true });
  const look = async () => {
    if (!file.files.length && !dataset.value) {
      outcome.replaceChildren(element("p", { class: "refused" }, t("approval.registry.import.missing")));
      return;
    }
    const mine = (tried = {});
    enter.disabled = true;
    outcome.replaceChildren(element("p", { class: "quiet" }, t("approval.reading")));
    const found = await send({ dry_run: true });
    if (mine !== tried || !found) return;
    outcome.replaceChildren(...told(found));
    enter.disabled = found.problems.length > 0 || found.total === 0;
  };
  // What was tried is no longer what would be entered.
  const changed = () => {
    tried = null;
    enter.disabled = true;
    outcome.replaceChildren();
  };
  for (const input of [file, dataset]) input.addEventListener("change", changed);
  const dialog = openDialog({
    title: t("approval.registry.import"),
    kind: "wide-dialog",
    body: [
      element(
        "p",
        { class: "quiet" },
        t("approval.registry.import.text"),
        " ",
        element("a", { href: office.url("/registry/template.csv"), download: true }, t("approval.registry.import.template")),
      ),
      element("form", { class: "import-sources", on: { submit: (event) => event.preventDefault() } },
        field(t("approval.registry.import.file"), file),
        field(t("approval.registry.import.dataset"), dataset),
      ),
      outcome,
      element("div", { class: "import-steps" }, button(t("approval.registry.import.try"), look), enter),
    ],
  });
}

function asked(file, dataset) {
  const form = new FormData();
  if (file.files.length) form.append("file", file.files[0], file.files[0].name);
  form.append("dataset_id", dataset.value);
  return form;
}

function refused(error) {
  const problems = error.problem?.problems;
  return problems ? element("div", {}, ...problemTable(problems)) : element("p", { class: "refused" }, sign("hard", t("kind.hard")), ` ${message(error)}`);
}

function told(found) {
  const passed = found.passed_over.length
    ? element("p", { class: "quiet" }, t("approval.registry.import.passed", { n: count(found.passed_over.length), names: found.passed_over.join("、") }))
    : null;
  if (found.problems.length) return problemTable(found.problems);
  if (!found.total) return [element("p", {}, t("approval.registry.import.nothing")), passed].filter(Boolean);
  return [
    element("p", { class: "import-said" }, tick(""), t("approval.registry.import.ready", { n: count(found.total) })),
    passed,
    table(
      [["row", "number"], ["name"], ["subdistrict"], ["state"], ["households", "number"], ["certificate"], ["predecessors"]],
      found.items.map((one) => [
        one.row ?? "",
        one.name,
        one.subdistrict,
        headed(one.state_name),
        one.households === null ? "" : count(one.households),
        one.certificate_number ?? "",
        one.predecessors.join("、"),
      ]),
    ),
  ].filter(Boolean);
}

function problemTable(problems) {
  return [
    element("p", { class: "refused import-said" }, sign("hard", t("kind.hard")), t("approval.registry.import.problems", { n: count(problems.length) })),
    table(
      [["row", "number"], ["name"], ["column"], ["trouble", "words"]],
      problems.map((one) => [one.row ?? "", one.name ?? "", one.column ?? "", message(one)]),
    ),
  ];
}

function table(heads, rows) {
  const looks = heads.map(([, look]) => look ?? null);
  return element(
    "div",
    { class: "report-table" },
    element(
      "table",
      { class: "import-table" },
      element("thead", {}, element("tr", {}, heads.map(([name, look]) => element("th", { scope: "col", class: look ?? null }, t(`approval.registry.import.col.${name}`))))),
      element("tbody", {}, rows.map((row) => element("tr", {}, row.map((cell, i) => element("td", { class: looks[i] }, element("bdi", {}, String(cell))))))),
    ),
  );
}
