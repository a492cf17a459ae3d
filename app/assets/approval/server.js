// What the pages of approval ask of the server.

import { createApi } from "../editor/core/api.js";

const PATIENCE_MS = 180_000;

/** An address with those of some values that are there. */
export function queryOf(path, values) {
  const pairs = Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== "" && value !== false);
  return pairs.length ? `${path}?${new URLSearchParams(pairs)}` : path;
}

/** Speak with the server about people, lists and new cases. */
export function openOffice() {
  const api = createApi({ plan: "" });
  const { request } = api;
  return {
    request,
    url: api.url,
    me: () => request("GET", "/me"),
    /** The organisations that can be asked or named; null on a server without accounts. */
    async bodies(me) {
      if (!me.accounts) return null;
      const items = [];
      for (let total = 1; items.length < total; ) {
        const page = await request("GET", `/organisations?offset=${items.length}&limit=200`);
        items.push(...page.items);
        total = page.items.length ? page.total : items.length;
      }
      return items;
    },
    cases: (filters) => request("GET", queryOf("/cases", filters)),
    plans: () => request("GET", "/plans?limit=200"),
    judgement: (plan) => request("GET", `/plans/${encodeURIComponent(plan)}/sheet`, { timeout_ms: PATIENCE_MS }),
    submit: (wanted, key) =>
      request("POST", "/submissions", { body: wanted, headers: { "Idempotency-Key": key }, timeout_ms: PATIENCE_MS }),
    open: (path, wanted, key) => request("POST", path, { body: wanted, headers: { "Idempotency-Key": key } }),
    deadlines: (filters) => request("GET", queryOf("/deadlines", filters)),
    trail: (id) => request("GET", `/cases/${encodeURIComponent(id)}/trail?limit=200`),
    calendar: (year) => request("GET", `/calendar?year=${year}`),
    /** The datasets in use. */
    async datasets() {
      const page = await request("GET", "/datasets?limit=200");
      return page.items.filter((one) => one.state === "ready");
    },
    registry: (filters) => request("GET", queryOf("/registry", filters)),
    amend: (entry, columns) => request("PATCH", `/registry/${encodeURIComponent(entry.id)}`, { match: entry.revision, body: columns }),
    history: (id) => request("GET", `/registry/${encodeURIComponent(id)}/history`),
    draft: (kind, period) => request("GET", queryOf("/reports/draft", { kind, period })),
    reports: (filters) => request("GET", queryOf("/reports", filters)),
    report: (id) => request("GET", `/reports/${encodeURIComponent(id)}`),
    send: (wanted, key) => request("POST", "/reports", { body: wanted, headers: { "Idempotency-Key": key } }),
  };
}

/** Speak with the server about one case; `revision()` is what was read last. */
export function openCase(id, revision) {
  const { request, url } = createApi({ plan: "" });
  const own = `/cases/${encodeURIComponent(id)}`;
  const write = (method, path, body, options = {}) => request(method, own + path, { match: revision(), body, ...options });
  return {
    url: (path) => url(own + path),
    read: () => request("GET", own),
    /** Take a step; `leaving` sends it even as the page goes away. */
    act: (wanted, key, leaving = false) =>
      write("POST", "/actions", wanted, { headers: { "Idempotency-Key": key }, timeout_ms: PATIENCE_MS, keepalive: leaving }),
    reply: (point, reply) => write("PUT", `/points/${encodeURIComponent(point)}`, { reply }),
    ask: (wanted) => write("POST", "/opinions", wanted),
    answer: (opinion, given) => write("PUT", `/opinions/${encodeURIComponent(opinion)}`, given),
    visit: (wanted) => write("POST", "/visits", wanted),
    record: (name, value) => write("PUT", `/records/${encodeURIComponent(name)}`, value),
    freeze: (wanted) =>
      request("POST", `/submissions/${encodeURIComponent(id)}/freeze`, { match: revision(), body: wanted, timeout_ms: PATIENCE_MS }),
    sheet: (number) => request("GET", `${own}/submissions/${number}/sheet`, { timeout_ms: PATIENCE_MS }),
    difference: (number) => request("GET", `${own}/submissions/${number}/difference`, { timeout_ms: PATIENCE_MS }),
    outlook: () => request("GET", `/transfers/${encodeURIComponent(id)}`),
  };
}
