// When saving is in trouble: the line that is down, the session that has run out, the plan that is gone. Nothing is lost.

import { element } from "../../sheet/dom.js";
import { count, message, t } from "../../sheet/words.js";
import { openDialog } from "./dialog.js";

/** Watch the state of the session and say what has happened; `act` restores a plan that is gone, or saves it anew. */
export function watchTrouble({ session, toast, act }) {
  let before = session.state;
  let open = null;
  const look = () => {
    const { state } = session;
    if (state === before) return;
    const was = before;
    before = state;
    open?.close();
    open = null;
    if (state === "expired") open = expired(session);
    else if (state === "gone") open = gone(session, act);
    else if (state === "offline") toast.fail(t("editor.panel.state.offline.full", { n: count(session.pending) }));
    else if (state === "failed") toast.fail(failedText(session));
    else if (state === "saved" && ["offline", "failed", "expired"].includes(was)) {
      toast.say(session.status.caughtUp ? t("editor.panel.caught_up", { n: count(session.status.caughtUp) }) : t("editor.panel.saved.now"));
    }
  };
  session.on("state", look);
  return {
    /** Ask again what was put off. */
    show() {
      open?.close();
      open = session.state === "expired" ? expired(session) : gone(session, act);
    },
  };
}

function failedText(session) {
  const { error } = session.status;
  const why = error ? message(error) : "";
  return `${t("editor.panel.state.failed.full", { n: count(session.pending) })}${why ? ` ${why}` : ""}`;
}

// Sign in over the page in a window of its own; the work goes on after.
function expired(session) {
  return openDialog({
    title: t("editor.panel.expired.title"),
    body: element("p", {}, t("editor.panel.expired.text", { n: count(session.pending) })),
    actions: [
      { text: t("editor.panel.expired.later"), act: () => {} },
      {
        text: t("editor.panel.expired.sign_in"),
        primary: true,
        act: () => {
          const shown = window.open("/", "sizhi-sign-in", "width=480,height=640");
          const again = () => session.retry();
          if (shown) window.addEventListener("focus", again, { once: true });
          else again();
        },
      },
    ],
  });
}

function gone(session, act) {
  return openDialog({
    title: t("editor.panel.gone.title"),
    body: element("p", {}, t("editor.panel.gone.text", { n: count(session.pending) })),
    actions: [
      { text: t("editor.panel.gone.home"), act: () => location.assign("/") },
      { text: t("editor.panel.gone.restore"), act: act.restore },
      { text: t("editor.panel.gone.copy"), primary: true, act: act.saveAnew },
    ],
  });
}
