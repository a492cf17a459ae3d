// A paper on its way to the server: how much of it is there, and what the server says of it.

import { ApiError, OfflineError } from "../editor/core/api.js";
import { mayAskAgain, pageToken } from "../sign_in/identity.js";

/** Send a form with one file; `progress(share)` hears how much has gone. Resolves with what the server answers. */
export async function upload(method, address, form, options = {}) {
  try {
    return await send(method, address, form, options);
  } catch (error) {
    if (!(error instanceof ApiError) || !(await mayAskAgain(error.status, error.code))) throw error;
    return send(method, address, form, options);
  }
}

function send(method, address, form, { match, key, progress = () => {} }) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, address);
    request.setRequestHeader("Accept", "application/json");
    if (match !== undefined) request.setRequestHeader("If-Match", `"${match}"`);
    if (key) request.setRequestHeader("Idempotency-Key", key);
    if (pageToken()) request.setRequestHeader("X-CSRF-Token", pageToken());
    request.upload.addEventListener("progress", (event) => event.lengthComputable && progress(event.loaded / event.total));
    request.addEventListener("error", () => reject(new OfflineError(new Error("upload"))));
    request.addEventListener("load", () => {
      const told = parsed(request.responseText);
      if (request.status >= 200 && request.status < 300) resolve(told);
      else reject(new ApiError(request.status, told ?? {}));
    });
    request.send(form);
  });
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The form of a paper: the file, and its number and date where they are told. */
export function paperForm(file, { number = null, dated = null } = {}) {
  const form = new FormData();
  form.append("file", file, file.name);
  if (number) form.append("number", number);
  if (dated) form.append("dated", dated);
  return form;
}
