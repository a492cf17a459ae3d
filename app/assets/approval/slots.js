// The papers of a case by slot: what is there, what is missing, what was refused; files are dropped onto their slot.

import { when } from "../editor/panels/times.js";
import { element, iconButton } from "../sheet/dom.js";
import { icon, sign, tick } from "../sheet/marks.js";
import { count, headed, message, named, t } from "../sheet/words.js";
import { dayText } from "./dates.js";

/** The paper of a slot that counts, or none. */
export function currentPaper(slot) {
  return slot.papers.find((one) => one.replaced_at === null) ?? null;
}

/** How many slots hold a paper, and how many that are asked for hold none. */
export function slotCounts(slots) {
  return { there: slots.filter(currentPaper).length, missing: slots.filter((one) => one.is_required && !currentPaper(one)).length };
}

/** The slots that are shown: those with a paper, those that are asked for, and, where `all`, the others too. */
export function shownSlots(slots, all) {
  return all ? slots : slots.filter((one) => one.papers.length || one.is_required);
}

/**
 * The section. `state` has `uploads` (slot → share, or the error of it), `unfolded` (a slot), `allSlots`; `act` has `upload`,
 * `unfold`, `showAll`, and `object(slot)` while a return is written.
 */
export function slotSection(of, state, act) {
  const { there, missing } = slotCounts(of.slots);
  const shown = shownSlots(of.slots, state.allSlots);
  const rest = of.slots.length - shownSlots(of.slots, false).length;
  return element(
    "section",
    { class: "papers" },
    element(
      "h2",
      {},
      t("approval.papers"),
      element(
        "span",
        { class: "quiet" },
        t(missing ? "approval.papers.missing" : "approval.papers.count", { n: count(there), missing: count(missing) }),
      ),
      element("span", { class: "spacer" }),
      there ? element("a", { href: act.zip, download: true }, t("approval.papers.all")) : null,
    ),
    element(
      "ul",
      { class: "slots" },
      shown.map((slot) => slotRow(slot, of, state, act)),
    ),
    rest
      ? element(
          "button",
          { type: "button", class: "link fold", "data-key": "all-slots", on: { click: act.showAll } },
          t(state.allSlots ? "approval.papers.fewer" : "approval.papers.more", { n: count(rest) }),
        )
      : null,
  );
}

function slotRow(slot, of, state, act) {
  const paper = currentPaper(slot);
  const isOpen = state.unfolded === slot.id;
  const upload = state.uploads.get(slot.id) ?? null;
  const failed = upload instanceof Error ? upload : null;
  const input = element("input", {
    type: "file",
    hidden: true,
    accept: slot.kinds.map((kind) => `.${kind}`).join(","),
    on: { change: () => input.files.length && act.upload(slot, input.files[0]) },
  });
  const row = element(
    "li",
    {
      class: `slot${failed ? " failed" : ""}${isOpen ? " open" : ""}`,
      "data-slot": slot.id,
      on: {
        dragover: (event) => {
          event.preventDefault();
          row.classList.add("over");
        },
        dragleave: () => row.classList.remove("over"),
        drop: (event) => {
          event.preventDefault();
          event.stopPropagation();
          row.classList.remove("over");
          if (slot.is_mine && event.dataTransfer.files.length) act.upload(slot, event.dataTransfer.files[0]);
        },
      },
    },
    mark(slot, paper),
    element(
      "button",
      {
        type: "button",
        class: "slot-name",
        "aria-expanded": String(isOpen),
        "data-key": `slot ${slot.id}`,
        on: { click: () => act.unfold(isOpen ? null : slot.id) },
      },
      element("span", {}, headed(slot.name)),
      aside(paper),
    ),
    element("span", { class: `slot-state${slot.is_required && !paper ? " soft" : ""}` }, stateWord(slot, paper, of)),
    act.object
      ? iconButton(t("approval.point.of_slot", { slot: named(slot.name) }), icon("flag"), () => act.object(slot), {
          "data-key": `object ${slot.id}`,
        })
      : null,
    !slot.is_mine
      ? null
      : [
          input,
          iconButton(
            t(paper ? "approval.papers.replace" : "approval.papers.bring", { slot: named(slot.name) }),
            icon("plus"),
            () => input.click(),
            { "data-key": `bring ${slot.id}` },
          ),
        ],
    typeof upload === "number" ? element("progress", { max: 1, value: upload, "aria-label": t("data.sending") }) : null,
    failed ? element("p", { class: "refused", role: "alert" }, sign("hard", t("kind.hard")), ` ${message(failed)}`) : null,
    isOpen ? [slot.is_mine ? particulars(slot, act) : null, versions(slot, act)] : null,
  );
  return row;
}

function mark(slot, paper) {
  if (paper) return tick(t("approval.papers.there"));
  if (slot.is_required) return sign("soft", t("approval.papers.wanted"));
  return element("i", { class: "hollow", role: "img", "aria-label": t("approval.papers.none") });
}

function aside(paper) {
  return paper ? element("span", { class: "quiet" }, ` ${paper.number ?? paper.file_name}`) : null;
}

// A paper that the system made agrees with the plan as long as it was made from the newest frozen version.
function stateWord(slot, paper, of) {
  if (!paper)
    return t(slot.is_required ? "approval.papers.wanted" : slot.is_ours ? "approval.papers.ours_later" : "approval.papers.optional");
  if (paper.submission_hash === null) return dayText(paper.dated ?? paper.at.slice(0, 10), document.documentElement.lang);
  return t(paper.submission_hash === of.submission?.hash ? "approval.papers.same" : "approval.papers.older");
}

// Number and date that go along with the next file.
function particulars(slot, act) {
  const told = act.particulars(slot);
  const input = (name, attributes) =>
    element("input", {
      value: told[name] ?? "",
      "aria-label": t(`approval.papers.${name}`),
      placeholder: t(`approval.papers.${name}`),
      "data-key": `${name} ${slot.id}`,
      on: { input: (event) => (told[name] = event.target.value.trim() || null) },
      ...attributes,
    });
  return element("div", { class: "particulars" }, input("number", { type: "text", maxlength: 200 }), input("dated", { type: "date" }));
}

function versions(slot, act) {
  if (!slot.papers.length)
    return element("p", { class: "caption slot-versions" }, t("approval.papers.kinds", { kinds: slot.kinds.join(" ") }));
  return element(
    "ul",
    { class: "slot-versions" },
    slot.papers.map((paper) =>
      element(
        "li",
        { class: paper.replaced_at ? "replaced" : null },
        element("a", { href: act.address(paper), download: paper.file_name }, element("bdi", {}, paper.file_name)),
        element(
          "span",
          { class: "quiet" },
          [
            paper.submission_hash ? t("approval.papers.ours") : paper.by,
            when(paper.at),
            size(paper.size),
            paper.replaced_at ? t("approval.papers.replaced") : null,
          ]
            .filter(Boolean)
            .join(" · "),
        ),
        element("span", { class: "hash", title: paper.sha256 }, paper.sha256.slice(0, 8)),
      ),
    ),
    element("li", { class: "caption" }, t("approval.papers.kinds", { kinds: slot.kinds.join(" ") })),
  );
}

function size(bytes) {
  return bytes < 1024 * 1024 ? `${count(Math.max(1, bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
