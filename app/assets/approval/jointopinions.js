// The joint round: which departments were asked, what each answered, beside each other; ask another round, answer one's own.

import { when } from "../editor/panels/times.js";
import { button } from "../editor/panels/dialog.js";
import { element } from "../sheet/dom.js";
import { sign, tick } from "../sheet/marks.js";
import { count, t } from "../sheet/words.js";
import { askForm } from "./askform.js";
import { dayText } from "./dates.js";
import { roundOf } from "./passage.js";

const VERDICTS = ["agree", "remarks", "object"];
const SIGNS = { remarks: "soft", object: "hard" };

/** The tab; `isNow` whether opinions are taken, `mayAsk` whether this person may ask, `bodies` whom by an account; `drafts` keeps what is being written, `act` has `ask` and `answer`. */
export function opinionsTab(of, { isNow, mayAsk, bodies, drafts, act }) {
  const round = roundOf(of.opinions);
  return [
    round
      ? [
          summary(round),
          element(
            "ul",
            { class: "opinions" },
            [...of.opinions].sort((a, b) => b.round - a.round).map((one) => opinionRow(one, { isNow, bodies, drafts, act })),
          ),
        ]
      : element("p", { class: "empty" }, t("approval.opinions.none")),
    mayAsk ? askForm({ bodies, drafts, act }) : null,
  ];
}

function summary({ asked, given, objected }) {
  return element(
    "p",
    { class: "lead" },
    t("approval.opinions.given", { given: count(given), asked: count(asked.length) }),
    objected ? element("span", { class: "chip hard" }, sign("hard", ""), t("approval.opinions.objected", { n: count(objected) })) : null,
  );
}

function opinionRow(one, { isNow, bodies, drafts, act }) {
  const due = one.due_on && !one.verdict ? t("approval.opinions.due", { day: dayText(one.due_on, document.documentElement.lang) }) : "";
  return element(
    "li",
    {},
    one.verdict === "agree"
      ? tick(t("approval.verdict.agree"))
      : one.verdict
        ? sign(SIGNS[one.verdict], t(`approval.verdict.${one.verdict}`))
        : sign("note", t("approval.opinions.waits")),
    element(
      "div",
      {},
      element(
        "p",
        {},
        element("b", {}, one.department),
        " ",
        element(
          "span",
          { class: "quiet" },
          one.verdict
            ? `${t(`approval.verdict.${one.verdict}`)} · ${one.answered_by} ${when(one.answered_at)}`
            : [t("approval.opinions.waits"), due, bodies && !one.organisation_id ? t("approval.body.paper") : ""].filter(Boolean).join(" · "),
        ),
      ),
      one.text
        ? element(
            "p",
            {},
            one.text,
            one.paper_id
              ? [" ", element("a", { href: act.address({ id: one.paper_id }), download: true }, t("approval.opinions.scan"))]
              : null,
          )
        : null,
      isNow && one.is_mine && !one.verdict ? answerForm(one, { drafts, act }) : null,
    ),
  );
}

function answerForm(one, { drafts, act }) {
  const key = `opinion ${one.id}`;
  const kept = drafts.get(key) ?? { verdict: "agree", text: "" };
  const keep = () => drafts.set(key, { verdict: form.elements.verdict.value, text: text.value });
  const text = element(
    "textarea",
    {
      rows: 2,
      required: true,
      "aria-label": t("approval.opinions.text", { who: one.department }),
      placeholder: t("approval.opinions.what"),
      "data-key": key,
      on: { input: () => keep() },
    },
    kept.text,
  );
  const file = element("input", {
    type: "file",
    "aria-label": t("approval.opinions.paper", { who: one.department }),
    "data-key": `paper ${key}`,
  });
  const form = element(
    "form",
    { class: "answer", on: { submit: (event) => event.preventDefault() } },
    element(
      "div",
      { class: "flags", role: "radiogroup", "aria-label": t("approval.opinions.verdict", { who: one.department }) },
      VERDICTS.map((verdict) =>
        element(
          "label",
          { class: "flag" },
          element("input", {
            type: "radio",
            name: "verdict",
            value: verdict,
            checked: verdict === kept.verdict,
            on: { change: () => keep() },
          }),
          t(`approval.verdict.${verdict}`),
        ),
      ),
    ),
    text,
    element("label", { class: "caption" }, t("approval.opinions.paper", { who: one.department }), " ", file),
    button(
      t("approval.opinions.give"),
      async () => {
        if (!text.reportValidity()) return;
        if (await act.answer(one, { verdict: form.elements.verdict.value, text: text.value.trim() }, file.files[0])) drafts.delete(key);
      },
      "secondary",
      { "data-key": `send ${key}` },
    ),
  );
  return form;
}
