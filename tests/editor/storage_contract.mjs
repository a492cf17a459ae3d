// What any store of the editor must do: run under Node for memory, in a browser for its database.

const DAY_MS = 24 * 3600 * 1000;

const entry = (id, plan = "p1", tab = "t1") => ({
  plan,
  tab,
  base: 3,
  at: 7,
  command: { command_id: id, kind: "move" },
});
const names = (entries) => entries.map(({ command }) => command.command_id).join(" ");

/** Put a fresh store to every use; answers what it did, name by name, beside what it should have done. */
export async function storageContract(store) {
  const seen = [];
  const see = (what, found, wanted) => seen.push([what, JSON.stringify(found), JSON.stringify(wanted)]);

  for (const id of ["c", "a", "b"]) await store.append(entry(id));
  await store.append(entry("x", "p2"));
  see("entries come in the order in which they were made", names(await store.entries("p1")), "c a b");
  see(
    "an entry keeps all that it was told",
    (({ seq, ...rest }) => rest)((await store.entries("p2"))[0]),
    entry("x", "p2"),
  );
  await store.remove("p1", ["a", "unknown"]);
  see("what the server has is forgotten", names(await store.entries("p1")), "c b");
  await store.remove("p1", ["x"]);
  see("another plan's are left alone", names(await store.entries("p2")), "x");

  await store.append(entry("d", "p1", "t2"));
  const [first, second] = await Promise.all([store.adopt("p1", "t1", "t3"), store.adopt("p1", "t1", "t4")]);
  see("only one of two takes a queue over", [names(first), names(second)].sort(), ["", "c b"]);
  see(
    "what is taken over stays in its order",
    names((await store.entries("p1")).filter(({ tab }) => tab !== "t2")),
    "c b",
  );

  const taker = first.length ? "t3" : "t4";
  const copy = { id: "copy", plan: "p1", at: 1000 * DAY_MS, drawing: { units: { a: null } } };
  await store.replace("p1", taker, [entry("e", "p1", taker)], copy);
  see("a queue is replaced, that of another tab is not", names(await store.entries("p1")), "d e");
  see("a drawing is set aside with it", await store.rescued("p1", 1000 * DAY_MS), [copy]);
  await store.rescue({ ...copy, id: "newer", at: 1001 * DAY_MS });
  await store.rescue({ ...copy, id: "other", plan: "p2", at: 1001 * DAY_MS });
  see(
    "the newest comes first",
    (await store.rescued("p1", 1002 * DAY_MS)).map(({ id }) => id),
    ["newer", "copy"],
  );
  see(
    "after 30 days it goes",
    (await store.rescued("p1", 1030 * DAY_MS + 1)).map(({ id }) => id),
    ["newer"],
  );
  see("another plan's is not this plan's", (await store.rescued("p2", 1002 * DAY_MS)).length, 1);
  see(
    "for good",
    (await store.rescued("p1", 1002 * DAY_MS)).map(({ id }) => id),
    ["newer"],
  );
  await store.forget("newer");
  see("or at once", await store.rescued("p1", 1002 * DAY_MS), []);
  await store.rescued("p1", 1032 * DAY_MS);
  see("old ones go, of whatever plan", await store.rescued("p2", 1002 * DAY_MS), []);
  return seen;
}
