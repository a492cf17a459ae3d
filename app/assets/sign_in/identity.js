// Who is signed in on this page: the token that goes along with what is written, and what to do when it no longer holds.

const PUT_OFF_MS = 5_000;

let asking = null;
let putOffAt = -Infinity;

/** The token of this page, for the header `X-CSRF-Token`; null on a server without accounts, and outside a browser. */
export function pageToken() {
  return globalThis.document?.querySelector('meta[name="csrf-token"]')?.content || null;
}

/**
 * Whether a request that was refused may be sent again: after signing in over the page, or with the present token.
 *
 * Many requests may be refused at once: they wait for the same answer. Whoever says later is left in peace for a while.
 */
export async function mayAskAgain(status, code) {
  if (!globalThis.document) return false;
  if (status === 403 && code === "people.csrf") return renew();
  if (status !== 401 || code !== "people.sign_in" || Date.now() - putOffAt < PUT_OFF_MS) return false;
  asking ??= import("./again.js")
    .then(({ askToSignIn }) => askToSignIn())
    .then(async (isIn) => {
      if (!isIn) putOffAt = Date.now();
      return isIn && renew();
    })
    .finally(() => (asking = null));
  return asking;
}

/** Ask at once, whatever was put off before. */
export function stopPuttingOff() {
  putOffAt = -Infinity;
}

// Another tab, or the dialog over this page, has signed in: take its token. Another person needs another page.
async function renew() {
  const answer = await fetch("/api/v1/me", { headers: { Accept: "application/json" }, credentials: "same-origin" });
  if (!answer.ok) return false;
  const me = await answer.json();
  const meta = document.querySelector('meta[name="csrf-token"]');
  if (!meta || !me.csrf) return false;
  if (meta.dataset.person !== me.id) {
    location.reload();
    return false;
  }
  const isNew = meta.content !== me.csrf;
  meta.content = me.csrf;
  return isNew;
}
