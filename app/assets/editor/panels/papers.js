// What a plan is passed on by: read-only addresses, copies, names of versions, drawings that were set aside.

import { element, iconButton } from "../../sheet/dom.js";
import { icon } from "../../sheet/marks.js";
import { count, message, t } from "../../sheet/words.js";
import { button, field, openDialog } from "./dialog.js";
import { when } from "./times.js";

/** The dialogs of one plan. */
export function makePapers({ api, session, plan, toast }) {
  const own = `/plans/${encodeURIComponent(plan.id)}`;
  const tried = trying(toast);

  const share = async () => {
    const list = element("ul", { class: "share-list" });
    const fresh = element("div", { class: "share-new" });
    const load = async () => {
      const { items } = await api.request("GET", `${own}/shares`);
      list.replaceChildren(...items.filter((one) => !one.revoked_at).map(row));
    };
    const row = (one) =>
      element(
        "li",
        {},
        element("span", {}, t(one.version == null ? "editor.panel.share.newest" : "editor.panel.share.version", { n: count(one.version) })),
        element("span", { class: "quiet" }, when(one.created_at)),
        element("span", { class: "spacer" }),
        button(t("editor.panel.share.revoke"), () => tried(async () => {
          await api.request("DELETE", `${own}/shares/${encodeURIComponent(one.id)}`);
          fresh.replaceChildren();
          await load();
        }), "link"),
      );
    const make = (version) =>
      tried(async () => {
        const made = await api.request("POST", `${own}/shares`, { body: { version } });
        const address = element("input", { type: "text", readonly: true, value: new URL(made.url, location.href).href, "aria-label": t("editor.panel.share.address") });
        const copy = button(t("editor.panel.share.copy"), () => navigator.clipboard?.writeText(address.value).then(() => (copy.textContent = t("editor.panel.share.copied"))));
        fresh.replaceChildren(element("p", {}, t("editor.panel.share.once")), element("div", { class: "address" }, address, copy));
        address.select();
        await load();
        return false;
      });
    openDialog({
      title: t("editor.panel.share"),
      body: [element("p", { class: "quiet" }, t("editor.panel.share.text")), list, fresh],
      actions: [
        { text: t("editor.panel.share.make_version", { n: count(session.base) }), act: () => make(session.base) },
        { text: t("editor.panel.share.make"), primary: true, act: () => make(null) },
      ],
    });
    await tried(load);
  };

  const copy = (version) => {
    const name = element("input", { type: "text", value: `${plan.name} ${t("editor.panel.copy.suffix")}` });
    openDialog({
      title: t("editor.panel.copy"),
      body: [element("p", { class: "quiet" }, t("editor.panel.copy.text", { n: count(version ?? session.base) })), field(t("editor.panel.copy.name"), name)],
      actions: [
        {
          text: t("editor.panel.copy.make"),
          primary: true,
          act: () =>
            tried(async () => {
              const made = await api.copy({ version: version ?? session.base, name: name.value.trim() });
              location.assign(`/plans/${encodeURIComponent(made.id)}`);
              return true;
            }),
        },
      ],
    });
    name.select();
  };

  const nameVersion = ({ number, name: before }) => {
    const name = element("input", { type: "text", value: before ?? "", maxlength: 80 });
    openDialog({
      title: t("editor.panel.version.name_n", { n: count(number) }),
      body: field(t("editor.panel.version.name"), name),
      actions: [
        {
          text: t("editor.panel.version.keep_name"),
          primary: true,
          act: () =>
            tried(async () => {
              if (!name.value.trim()) return false;
              await session.nameVersion(number, name.value.trim());
              return true;
            }),
        },
      ],
    });
    name.select();
  };

  /** Drawings that were set aside in this browser: kept until somebody has looked at them. */
  const rescued = async () => {
    const copies = await session.rescued();
    const row = (one) =>
      element(
        "li",
        {},
        element("span", {}, t("editor.panel.rescued.of", { n: count(one.commands.length), base: count(one.base) })),
        element("span", { class: "quiet" }, when(one.at)),
        element("span", { class: "spacer" }),
        button(t("editor.panel.rescued.save"), () => download(`${plan.name}-${one.base}.json`, one), "link"),
        iconButton(t("editor.panel.rescued.forget"), icon("close"), async (event) => {
          await session.forget(one.id);
          event.target.closest("li").remove();
        }),
      );
    openDialog({
      title: t("editor.panel.rescued"),
      body: copies.length ? element("ul", { class: "share-list" }, copies.map(row)) : element("p", { class: "quiet" }, t("editor.panel.rescued.none")),
    });
  };

  return { share, copy, nameVersion, rescued };
}

/** Run something for a dialog: what goes wrong is said, and the dialog stays (false). */
export function trying(toast) {
  return async (run) => {
    try {
      return await run();
    } catch (error) {
      toast.fail(message(error));
      return false;
    }
  };
}

/** Hand JSON over as a file. */
export function download(name, content) {
  const address = URL.createObjectURL(new Blob([JSON.stringify(content)], { type: "application/json" }));
  element("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
