// What the page of a dataset asks of the server.

import { createApi } from "../editor/core/api.js";

const PATIENCE_MS = 600_000;

/** Speak with the server about datasets and rule packs; `id` is the dataset that `own` requests mean. */
export function openServer(id = "") {
  const { request, url } = createApi({ plan: "" });
  const own = `/datasets/${encodeURIComponent(id)}`;
  const form = (files, fields = {}) => {
    const body = new FormData();
    [...files].forEach((file) => body.append("files", file, file.name));
    Object.entries(fields).forEach(([key, value]) => value && body.append(key, value));
    return { body, timeout_ms: PATIENCE_MS };
  };
  return {
    url,
    list: (offset = 0, limit = 50) => request("GET", `/datasets?offset=${offset}&limit=${limit}`),
    create: (files, fields) => request("POST", "/datasets", form(files, fields)),
    dataset: () => request("GET", own),
    columns: () => request("GET", `${own}/columns`, { timeout_ms: PATIENCE_MS }),
    change: (revision, body) => request("PATCH", own, { match: revision, body }),
    addFiles: (files) => request("POST", `${own}/files`, form(files)),
    removeFile: (file) => request("DELETE", `${own}/files/${encodeURIComponent(file)}`),
    check: () => request("POST", `${own}/check`),
    sheet: () => request("GET", `${own}/check/sheet`, { timeout_ms: PATIENCE_MS }),
    changes: () => request("GET", `${own}/changes`, { timeout_ms: PATIENCE_MS }),
    freeze: (accept_errors = false) => request("POST", `${own}/freeze`, { body: { accept_errors } }),
    remove: (which) => request("DELETE", `/datasets/${encodeURIComponent(which)}`),
    job: (job) => request("GET", `/jobs/${encodeURIComponent(job)}`),
    cancel: (job) => request("POST", `/jobs/${encodeURIComponent(job)}/cancel`),
    packs: () => request("GET", "/profiles"),
    profile: ({ id: pack, overlays }) =>
      request(
        "GET",
        `/profiles/${encodeURIComponent(pack)}?${overlays.map((one) => `overlay=${encodeURIComponent(one)}`).join("&")}`,
      ),
    addPack: (name, text) => request("POST", "/profiles", { body: { name, text } }),
    createPlan: (dataset_id, name, profile) =>
      request("POST", "/plans", { body: { dataset_id, name, profile, start: "today" } }),
  };
}
