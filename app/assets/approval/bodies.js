// Organisations by what they are: whom a case is about, and who is asked, is found by name; who has no account comes on paper.

/** Who is asked for an opinion. */
export const DEPARTMENTS = ["related_departments", "planning_branch", "housing_bureau", "daxing_committee"];
/** Who has a territory; a township has the rights of a street office (rules.md 0.5). */
export const STREETS = ["street_office", "township"];

/** Those of some roles that work in a district; an enterprise works in none, and everywhere. */
export function fitting(bodies, roles, district = null) {
  return bodies.filter((one) => roles.includes(one.role) && (!district || !one.district || one.district === district));
}

/** The one body of this name, or null: what is told twice is nobody. */
export function bodyOf(bodies, name, told = (one) => one.name) {
  const found = bodies.filter((one) => told(one) === name.trim());
  return name.trim() && found.length === 1 ? found[0] : null;
}

/** How a department is asked: by its account, or by its name alone. */
export function asked(bodies, name) {
  const body = bodyOf(bodies, name);
  return body ? { organisation_id: body.id } : { name: name.trim() };
}

/** The usual departments, each by its full name where a body of the district ends with it. */
export function usual(bodies, names) {
  return names.map((name) => bodies.find((one) => one.name.endsWith(name))?.name ?? name);
}
