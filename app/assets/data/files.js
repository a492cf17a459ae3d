// The files of a dataset: what each part is, what could be read of it, and what is still missing.

import { element, iconButton } from "../sheet/dom.js";
import { icon, sign } from "../sheet/marks.js";
import { count, knows, message, t } from "../sheet/words.js";
import { mayChange } from "./decisions.js";

export const ROLES = ["areas", "roads", "barriers", "facilities", "subdistricts", "buildings", "adjacency"];
const USEFUL = ["roads", "facilities", "subdistricts", "buildings"];

/** The section on files; `act` adds, removes and gives roles. */
export function filesSection(state, act) {
  const [dataset, columns] = [state.get("dataset"), state.get("columns")];
  const isOpen = mayChange(dataset);
  const held = new Map((columns?.items ?? []).map((file) => [file.file_id, file.parts]));
  return element(
    "section",
    { class: "files" },
    element(
      "h2",
      {},
      t("data.files"),
      isOpen ? chooser(t("data.add"), act.add, { "data-key": "add" }) : null,
    ),
    element(
      "ul",
      {},
      dataset.files.map((file) => fileRow(file, held.get(file.file_id), { dataset, isOpen, act })),
    ),
    isOpen ? missing(dataset, act) : null,
  );
}

/** A button that opens the browser's choice of files; `take` gets them. */
export function chooser(text, take, attributes = {}) {
  const input = element("input", {
    type: "file",
    multiple: true,
    hidden: true,
    on: { change: () => input.files.length && take(input.files) },
  });
  return element(
    "span",
    {},
    input,
    element("button", { type: "button", class: "link", on: { click: () => input.click() }, ...attributes }, text),
  );
}

function fileRow(file, parts, { dataset, isOpen, act }) {
  const broken = parts?.length === 1 && parts[0].message_zh;
  return element(
    "li",
    { class: "file" },
    element(
      "div",
      { class: "file-head" },
      broken ? sign("hard", t("kind.hard")) : icon("file"),
      element("b", { title: file.name }, element("bdi", {}, file.name)),
      parts?.length === 1 && !broken ? element("span", { class: "quiet" }, amount(parts[0])) : null,
      isOpen
        ? iconButton(t("data.remove", { name: file.name }), icon("close"), () => act.remove(file), {
            "data-key": `remove ${file.file_id}`,
          })
        : null,
    ),
    parts
      ? parts.map((part) => partRow(file, part, { dataset, isOpen, act, alone: parts.length === 1 }))
      : element("p", { class: "facts" }, t("data.reading")),
  );
}

function partRow(file, part, { dataset, isOpen, act, alone }) {
  if (part.message_zh)
    return element("p", { class: "facts wrong" }, alone ? null : element("bdi", {}, `${part.part}：`), message(part));
  const facts = [...file.beside.length && alone ? [suffixes(file)] : [], part.encoding?.toUpperCase(), part.crs];
  const role = element(
    "select",
    {
      "aria-label": t("data.role_of", { name: part.part ?? file.name }),
      "data-key": `role ${part.reference}`,
      class: part.role ? null : "unset",
      disabled: !isOpen,
      on: { change: () => act.role(part, role.value || null) },
    },
    element("option", { value: "" }, t("data.role.none")),
    ROLES.map((one) => element("option", { value: one, selected: one === part.role }, t(`data.role.${one}`))),
  );
  return element(
    "div",
    { class: "part" },
    alone ? null : element("span", { class: "part-name", title: part.part }, element("bdi", {}, part.part)),
    role,
    element(
      "span",
      { class: "facts", title: facts.filter(Boolean).join(" · ") },
      alone ? facts.filter(Boolean).join(" · ") : amount(part),
    ),
  );
}

function suffixes(file) {
  return [file.name, ...file.beside].map((name) => name.split(".").at(-1).toLowerCase()).join(" ");
}

/** How much a part holds, in the unit of its geometry. */
export function amount(part) {
  const [kind] = Object.keys(part.shapes);
  const unit = !kind ? "rows" : kind.includes("Polygon") ? "polygons" : kind.includes("Line") ? "lines" : "points";
  return t(`data.amount.${unit}`, { n: count(part.rows) });
}

// What nobody has handed in, and what for: quiet, for most of it is optional.
function missing(dataset, act) {
  const roles = [...(dataset.roles.areas ? [] : ["areas"]), ...USEFUL.filter((role) => !dataset.roles[role])];
  return element(
    "ul",
    { class: "missing" },
    roles.map((role) =>
      element(
        "li",
        { class: role === "areas" ? "wanted" : null },
        element(
          "div",
          { class: "file-head" },
          icon("file"),
          element("span", {}, role === "areas" ? t("data.role.areas") : t("data.optional", { role: t(`data.role.${role}`) })),
          chooser(t("data.add_one"), act.add, { "data-key": `add ${role}`, "aria-label": t("data.add_role", { role: t(`data.role.${role}`) }) }),
        ),
        knows(`data.why.${role}`) ? element("p", { class: "facts" }, t(`data.why.${role}`)) : null,
      ),
    ),
  );
}
