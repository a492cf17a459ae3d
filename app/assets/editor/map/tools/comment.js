// Comment on a place: a click says where.

/** The tool; `comment({ place, unit })` is what the page does with it. */
export function makeComment({ session, comment }) {
  return {
    key: "KeyG",
    start() {},
    move() {},
    end: ({ place, unit }) => comment({ place, unit }),
    cancel() {},
    enter: ({ unit }) => comment({ place: session.ground.places[unit], unit }),
  };
}
