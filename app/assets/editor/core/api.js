// The server: every request in one place, and what an answer means.

import { mayAskAgain, pageToken } from "../../sign_in/identity.js";

/** An answer that says no: `status`, `code`, both messages, and the whole problem document. */
export class ApiError extends Error {
  constructor(status, problem) {
    super(problem.message_en ?? problem.detail ?? `HTTP ${status}`);
    Object.assign(this, { name: "ApiError", status, code: problem.code ?? `http.${status}`, problem });
    this.message_zh = problem.message_zh ?? `HTTP ${status}`;
    this.message_en = this.message;
  }
}

/** No answer at all: the line, or the server behind it, is down. */
export class OfflineError extends Error {
  constructor(cause) {
    super("The server does not answer", { cause });
    this.name = "OfflineError";
    this.code = "offline";
    this.message_zh = "服务器没有回应";
    this.message_en = this.message;
  }
}

/** Speak with the server about one plan; `request` is for everything that has no name here. */
export function createApi({ plan, root = "/api/v1", fetch = globalThis.fetch.bind(globalThis), timeout_ms = 30_000 }) {
  const request = async (method, path, given = {}) => {
    try {
      return await ask(method, path, given);
    } catch (error) {
      if (!(error instanceof ApiError) || !(await mayAskAgain(error.status, error.code))) throw error;
      return ask(method, path, given);
    }
  };
  const ask = async (method, path, { body, match, ...options }) => {
    const isForm = typeof FormData !== "undefined" && body instanceof FormData;
    const headers = { Accept: "application/json", ...options.headers };
    if (body !== undefined && !isForm) headers["Content-Type"] = "application/json";
    if (match !== undefined) headers["If-Match"] = `"${match}"`;
    if (method !== "GET" && pageToken()) headers["X-CSRF-Token"] = pageToken();
    let answer;
    let text;
    try {
      const signal = options.signal ?? AbortSignal.timeout(options.timeout_ms ?? timeout_ms);
      const sent = isForm || body === undefined ? body : JSON.stringify(body);
      answer = await fetch(root + path, { method, headers, body: sent, signal, credentials: "same-origin", keepalive: options.keepalive ?? false });
      text = await answer.text();
    } catch (error) {
      throw new OfflineError(error);
    }
    const told = read(text);
    if (!answer.ok) throw new ApiError(answer.status, told ?? {});
    // A page of a proxy or a sign-in form is no answer of ours.
    if (text && told === undefined) throw new ApiError(502, { code: "http.not_json" });
    return told;
  };
  const own = `/plans/${encodeURIComponent(plan)}`;
  /** All commands after a version, page by page. */
  const commands = async (after) => {
    const items = [];
    for (let last = after; ; last = items.at(-1).number) {
      const page = await request("GET", `${own}/commands?after=${last}`);
      items.push(...page.items);
      if (!page.items.length || items.at(-1).number >= page.head) return { items, head: page.head };
    }
  };
  const at = (version) => (version === undefined ? "" : `?version=${version}`);
  return {
    plan,
    request,
    /** The address under which something is asked for that is no JSON: a file, a stream of events. */
    url: (path) => root + path,
    /** The same server, another plan. */
    at: (other) => createApi({ plan: other, root, fetch, timeout_ms }),
    detail: () => request("GET", own),
    ground: (version) => request("GET", `${own}/ground${at(version)}`, { timeout_ms: 120_000 }),
    drawing: (version) => request("GET", `${own}/drawing${at(version)}`),
    commands,
    send: (head, commands) => request("POST", `${own}/commands`, { match: head, body: { commands } }),
    judgement: (version) => request("GET", `${own}/judgement${at(version)}`, { timeout_ms: 120_000 }),
    nameVersion: (version, name) => request("PUT", `${own}/versions/${version}/name`, { body: { name } }),
    split: (head, unit, line) => request("POST", `${own}/splits`, { match: head, body: { unit_id: unit, line } }),
    previewSplit: (unit, line) => request("POST", `${own}/splits/preview`, { body: { unit_id: unit, line } }),
    copy: (wanted) => request("POST", `${own}/copy`, { body: wanted }),
    create: (wanted) => request("POST", "/plans", { body: wanted }),
  };
}

function read(text) {
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return undefined;
  }
}
