// Server-sent events of a job, read so that a line that breaks is taken up where it broke.

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15000;
const LAST = new Set(["done", "failed", "cancelled"]);

/** Take whole events out of `text`; returns them and what is left over. */
export function parseEvents(text) {
  const half = text.endsWith("\r") ? "\r" : ""; // Its line feed may still be on the way.
  const blocks = text.slice(0, text.length - half.length).replace(/\r\n?/g, "\n").split("\n\n");
  const rest = blocks.pop() + half;
  const events = blocks.map(parseBlock).filter((event) => event.data !== "");
  return { events, rest };
}

function parseBlock(block) {
  const event = { id: null, kind: "message", data: "" };
  const data = [];
  for (const line of block.split("\n")) {
    const at = line.indexOf(":");
    if (at === 0) continue;
    const [name, value] = at < 0 ? [line, ""] : [line.slice(0, at), line.slice(at + 1).replace(/^ /, "")];
    if (name === "data") data.push(value);
    else if (name === "id") event.id = value;
    else if (name === "event") event.kind = value;
  }
  event.data = data.join("\n");
  return event;
}

/** Follow a job until it ends: `tell(kind, data)` for each event, `line(isUp)` when the connection goes and comes back.
 * Resolves when the last event has come or `signal` aborts; rejects where the server refuses (4xx). */
export async function followEvents(url, { tell, line = () => {}, signal, ask = fetch, pause = sleep }) {
  let lastId = null;
  let wait = FIRST_WAIT_MS;
  while (!signal?.aborted) {
    try {
      const headers = { Accept: "text/event-stream", ...(lastId === null ? {} : { "Last-Event-ID": lastId }) };
      const response = await ask(url, { headers, signal, cache: "no-store" });
      if (response.status >= 400 && response.status < 500) throw new EventsRefusedError(response);
      if (!response.ok) throw new TypeError(`status ${response.status}`);
      line(true);
      for await (const event of readEvents(response.body)) {
        if (event.id !== null) lastId = event.id;
        wait = FIRST_WAIT_MS;
        tell(event.kind, JSON.parse(event.data));
        if (LAST.has(event.kind)) return;
      }
    } catch (error) {
      if (signal?.aborted) return;
      if (error instanceof EventsRefusedError || error instanceof SyntaxError) throw error;
    }
    line(false);
    await pause(wait, signal);
    wait = Math.min(LONGEST_WAIT_MS, wait * 2);
  }
}

/** The server will not give the events of this job. */
export class EventsRefusedError extends Error {
  constructor(response) {
    super(`events refused: ${response.status}`);
    this.status = response.status;
  }
}

async function* readEvents(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const { events, rest } = parseEvents(text + value);
    text = rest;
    yield* events;
  }
}

function sleep(ms, signal) {
  return new Promise((wake) => {
    const timer = setTimeout(wake, ms);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      wake();
    });
  });
}
