// Visits to the place: date, persons, what was seen, photographs; entered on the spot from a telephone as well.

import { button, field } from "../editor/panels/dialog.js";
import { element, iconButton } from "../sheet/dom.js";
import { icon, sign } from "../sheet/marks.js";
import { count, message, t } from "../sheet/words.js";
import { dayText, isoDay } from "./dates.js";

/** The tab; `drafts` keeps the visit that is being entered, `act` has `photo` (sends one, gives the paper) and `visit`. */
export function visitsTab(of, { mayEnter, drafts, act }) {
  return [
    of.visits.length
      ? element(
          "ul",
          { class: "visits" },
          of.visits.map((visit) => visitRow(visit, act)),
        )
      : element("p", { class: "empty" }, t("approval.visits.none")),
    mayEnter ? visitForm({ drafts, act }) : null,
  ];
}

function visitRow(visit, act) {
  return element(
    "li",
    {},
    element("p", {}, element("b", {}, dayText(visit.visited_on, document.documentElement.lang)), ` ${visit.persons.join(t("list"))}`),
    element("p", {}, visit.text),
    element(
      "p",
      { class: "photos" },
      visit.photos.map((id, i) =>
        element("a", { href: act.address({ id }), download: true }, t("approval.visits.photo", { n: count(i + 1) })),
      ),
    ),
  );
}

function visitForm({ drafts, act }) {
  const kept = drafts.get("visit") ?? { day: isoDay(new Date()), persons: "", text: "", photos: [] };
  const keep = () => drafts.set("visit", { day: day.value, persons: persons.value, text: text.value, photos: kept.photos });
  const day = element("input", { type: "date", required: true, value: kept.day, max: isoDay(new Date()), on: { input: keep } });
  const persons = element("input", {
    type: "text",
    required: true,
    value: kept.persons,
    placeholder: t("approval.visits.persons.how"),
    on: { input: keep },
  });
  const text = element("textarea", { rows: 3, required: true, on: { input: keep } }, kept.text);
  const list = element("ul", { class: "photo-list", "aria-live": "polite" });
  const input = element("input", {
    type: "file",
    accept: "image/jpeg,image/png",
    multiple: true,
    hidden: true,
    on: { change: () => [...input.files].forEach(take) },
  });
  const show = () =>
    list.replaceChildren(
      ...kept.photos.map((photo, i) =>
        element(
          "li",
          {},
          element("bdi", {}, photo.name),
          photo.error
            ? element("span", { class: "refused", role: "alert" }, sign("hard", t("kind.hard")), ` ${message(photo.error)}`)
            : photo.id
              ? null
              : element("progress", { max: 1, value: photo.share }),
          iconButton(t("approval.visits.drop", { name: photo.name }), icon("close"), () => {
            kept.photos.splice(i, 1);
            keep();
            show();
          }),
        ),
      ),
    );
  const take = async (file) => {
    const photo = { name: file.name, id: null, share: 0, error: null };
    kept.photos.push(photo);
    show();
    try {
      const paper = await act.photo(file, (share) => {
        photo.share = share;
        show();
      });
      photo.id = paper.id;
    } catch (error) {
      photo.error = error;
    }
    keep();
    show();
  };
  const send = async () => {
    if (![day, persons, text].every((one) => one.reportValidity())) return;
    const photos = kept.photos.map((photo) => photo.id).filter(Boolean);
    const names = persons.value
      .split(/[、，,;；\n]/)
      .map((name) => name.trim())
      .filter(Boolean);
    if (await act.visit({ visited_on: day.value, persons: names, text: text.value.trim(), photos })) drafts.delete("visit");
  };
  show();
  return element(
    "form",
    { class: "entry-form visit-form", on: { submit: (event) => event.preventDefault() } },
    element("h3", {}, t("approval.visits.enter")),
    element("div", { class: "pair" }, field(t("approval.visits.day"), day), field(t("approval.visits.persons"), persons)),
    field(t("approval.visits.text"), text),
    list,
    element(
      "div",
      { class: "foot" },
      input,
      button(t("approval.visits.add_photo"), () => input.click(), "secondary", { "data-key": "photo" }),
      element("span", { class: "spacer" }),
      button(t("approval.visits.do"), send, "primary", { "data-key": "visit" }),
    ),
  );
}
