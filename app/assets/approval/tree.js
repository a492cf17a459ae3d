// The decision tree for the form in which a quarter is received (rules.md 5.2), as questions with the answers given. Pure.

/**
 * The questions in their order, each `{ question, clause, answer, leads }`: `answer` is null for one that is not reached,
 * `leads` says that its answer decides. The server decides; this only shows the way.
 */
export function treeSteps(quarter, decision) {
  const line = decision.stand_alone_from;
  const asked = [
    { question: "family_committee", clause: "LQ-3.1, CQ-2.2", answer: quarter.family_committee },
    { question: "households", clause: "LQ-3.7, CQ-2.3", answer: quarter.households >= line, values: { n: quarter.households, line } },
    { question: "independent", clause: "LQ-3.8", answer: quarter.relatively_independent },
  ];
  const first = asked.findIndex((one) => one.answer);
  const steps = asked.map((one, i) => ({ ...one, answer: first >= 0 && i > first ? null : one.answer, leads: i === first }));
  const isOwn = first >= 0;
  const isOver = isOwn && decision.households_max !== null && quarter.households > decision.households_max;
  const last = {
    question: "over_max",
    clause: "LQ-3.10, LQ-3.5",
    answer: isOwn && decision.households_max !== null ? isOver : null,
    leads: isOver,
    values: { max: decision.households_max },
  };
  return [...steps.map((one) => ({ ...one, leads: one.leads && !isOver })), last];
}
