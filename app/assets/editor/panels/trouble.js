// When saving is in trouble: the line that is down, the plan that is gone. Nothing is lost.
// Where the sign-in has run out, the request itself asks for another over the page (sign_in/identity.js).

import { stopPuttingOff } from "../../sign_in/identity.js";
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
    if (state === "gone") open = gone(session, act);
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
      open = null;
      if (session.state === "gone") open = gone(session, act);
      else {
        stopPuttingOff();
        session.retry();
      }
    },
  };
}

function failedText(session) {
  const { error } = session.status;
  const why = error ? message(error) : "";
  return `${t("editor.panel.state.failed.full", { n: count(session.pending) })}${why ? ` ${why}` : ""}`;
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
