// What this browser keeps for a plan: commands that the server has not taken yet, and drawings that were set aside.

import { createMemory, RESCUE_MS } from "./memory.js";

const NAME = "sizhi-editor";

/** Open the browser's database; in a locked-down browser memory stands in, and `kind` says so: "disk" or "memory". */
export async function openStorage(indexedDB = globalThis.indexedDB) {
  try {
    return createDisk(await opened(indexedDB));
  } catch {
    return createMemory();
  }
}

function opened(indexedDB) {
  return new Promise((resolve, reject) => {
    const asking = indexedDB.open(NAME, 1);
    asking.onupgradeneeded = () => {
      asking.result.createObjectStore("queue", { keyPath: "seq", autoIncrement: true }).createIndex("plan", "plan");
      asking.result.createObjectStore("rescued", { keyPath: "id" });
    };
    asking.onsuccess = () => resolve(asking.result);
    asking.onerror = () => reject(asking.error);
    asking.onblocked = () => reject(new Error("blocked"));
  });
}

function createDisk(database) {
  // A newer page may want to change the database: this one makes way and goes on without it being blocked.
  database.onversionchange = () => database.close();
  const run = (stores, mode, work) =>
    new Promise((resolve, reject) => {
      const transaction = database.transaction(stores, mode, { durability: "strict" });
      let result;
      transaction.oncomplete = () => resolve(result);
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error ?? new Error("aborted"));
      work(
        (name) => transaction.objectStore(name),
        (value) => (result = value),
      );
    });
  const rows = (store, plan, then) => {
    const asking = store.index("plan").getAll(plan);
    asking.onsuccess = () => then(asking.result);
  };

  return {
    kind: "disk",
    /** Keep a command of a tab, `base` being the version that the server had. */
    append: (entry) => run(["queue"], "readwrite", (store) => store("queue").add(entry)),
    /** All entries of a plan, in the order in which they were made. */
    entries: (plan) =>
      run(["queue"], "readonly", (store, give) => rows(store("queue"), plan, (found) => give(inOrder(found)))),
    /** Forget commands that the server has. */
    remove: (plan, commandIds) =>
      run(["queue"], "readwrite", (store) => {
        const gone = new Set(commandIds);
        rows(store("queue"), plan, (found) =>
          found.filter(({ command }) => gone.has(command.command_id)).forEach(({ seq }) => store("queue").delete(seq)),
        );
      }),
    /** Take over entries of a tab that is gone: at one stroke, so that only one tab gets them. */
    adopt: (plan, from, to) =>
      run(["queue"], "readwrite", (store, give) =>
        rows(store("queue"), plan, (found) => {
          const own = inOrder(found.filter(({ tab }) => tab === from)).map((entry) => ({ ...entry, tab: to }));
          own.forEach((entry) => store("queue").put(entry));
          give(own);
        }),
      ),
    /** Put other entries in the place of those of a tab, at one stroke, and set a drawing aside where one is told. */
    replace: (plan, tab, entries, copy = null) =>
      run(["queue", "rescued"], "readwrite", (store) => {
        rows(store("queue"), plan, (found) => {
          found.filter((entry) => entry.tab === tab).forEach(({ seq }) => store("queue").delete(seq));
          entries.forEach((entry) => store("queue").add(entry));
        });
        if (copy) store("rescued").put(copy);
      }),
    /** Set a drawing aside. */
    rescue: (copy) => run(["rescued"], "readwrite", (store) => store("rescued").put(copy)),
    /** Drawings of a plan set aside, the newest first; what is older than 30 days goes, of whatever plan. */
    rescued: (plan, now = Date.now()) =>
      run(["rescued"], "readwrite", (store, give) => {
        const asking = store("rescued").getAll();
        asking.onsuccess = () => {
          const isOld = ({ at }) => now - at > RESCUE_MS;
          asking.result.filter(isOld).forEach(({ id }) => store("rescued").delete(id));
          give(asking.result.filter((copy) => copy.plan === plan && !isOld(copy)).sort((a, b) => b.at - a.at));
        };
      }),
    forget: (id) => run(["rescued"], "readwrite", (store) => store("rescued").delete(id)),
  };
}

function inOrder(entries) {
  return entries.sort((a, b) => a.seq - b.seq);
}
