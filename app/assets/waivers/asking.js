// Asking that a hard breach be waived, or writing down why a soft one stays: one dialog for one finding.

import { field, openDialog } from "../editor/panels/dialog.js";
import { trying } from "../editor/panels/papers.js";
import { element } from "../sheet/dom.js";
import { message, t } from "../sheet/words.js";
import { reasonField, remedyField } from "./fields.js";

/** What is done about a finding: `ask` for a waiver, `justify` it, or nothing where it cannot be waived. */
export function wayFor(finding, waivable) {
  if (finding.status !== "fail" || !(finding.community_id || finding.area_id)) return null;
  if (finding.severity !== "hard") return finding.severity === "soft" ? "justify" : null;
  return waivable.has(finding.rule) ? "ask" : null;
}

/** Open the dialog; `done()` hears that it was asked. */
export function askFor({ api, planId, version, finding, way, term, toast, done }) {
  const reason = reasonField(t(`waiver.${way}.reason`));
  const remedy = term?.needs_remedy ? remedyField() : null;
  openDialog({
    title: t(`waiver.${way}`),
    body: [
      element("p", { class: "waiver-breach" }, message(finding)),
      element("p", { class: "quiet" }, t(`waiver.${way}.text`, { n: version })),
      reason.node,
      remedy && field(t("waiver.remedy"), remedy),
    ],
    actions: [
      {
        text: t(`waiver.${way}.send`),
        primary: true,
        act: () =>
          trying(toast)(async () => {
            if (!reason.value()) return reason.miss();
            const { rule, community_id, area_id } = finding;
            const body = { rule, community_id, area_id, reason: reason.value(), version, ...(remedy ? { remedy: remedy.value } : {}) };
            await api.request("POST", `/plans/${encodeURIComponent(planId)}/waivers`, { body, timeout_ms: 120_000 });
            await done();
            return true;
          }),
      },
    ],
  });
}
