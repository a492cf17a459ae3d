// What a case is about where it is no plan: an undecided area, a facility under joint review, the quarter of an enterprise.

import { field } from "../editor/panels/dialog.js";
import { element } from "../sheet/dom.js";
import { t } from "../sheet/words.js";
import { fitting, STREETS } from "./bodies.js";
import { bodyField } from "./bodyfield.js";

function input(name, attributes = {}) {
  return element("input", { type: "text", name, maxlength: 200, ...attributes });
}

const word = (name) => t(`approval.field.${name}`);
const value = (node) => node.value.trim() || null;

// Street offices are found by their territory, the others by their name; of the district of whoever asks.
function choosers({ bodies, me }) {
  const some = (roles) => bodies && fitting(bodies, roles, me.organisation.district);
  return {
    street: (label, node) => bodyField(label, node, some(STREETS), (one) => one.subdistrict),
    body: (label, node, role) => bodyField(label, node, some([role])),
    own: me.organisation.subdistrict ?? "",
  };
}

function reader(nodes, read) {
  return () => (nodes.every((node) => node.reportValidity()) ? read() : null);
}

/** Fields for a ruling on an undecided area (rules.md 5.3). */
export function rulingFields(who) {
  const { street, own } = choosers(who);
  const of = {
    title: input("title", { required: true }),
    name: input("name", { required: true }),
    unit: input("unit_id"),
    place: input("subdistrict", { required: true, value: own }),
    other: input("other_subdistrict"),
    district: input("other_district"),
    text: element("textarea", { rows: 3, required: true }),
  };
  return {
    nodes: [
      field(word("title"), of.title),
      pair(field(word("area_name"), of.name), field(word("unit_id"), of.unit)),
      pair(street(t("approval.filter.subdistrict"), of.place).node, street(word("other_subdistrict"), of.other).node),
      field(word("other_district"), of.district),
      field(word("description"), of.text),
    ],
    read: reader([of.title, of.name, of.place, of.text], () => ({
      title: value(of.title),
      area: {
        unit_id: value(of.unit),
        name: value(of.name),
        subdistrict: value(of.place),
        other_subdistrict: value(of.other),
        other_district: value(of.district),
        description: value(of.text),
      },
    })),
  };
}

/** Fields for the joint review of a facility (rules.md 5.5). */
export function facilityFields(who) {
  const { street, body } = choosers(who);
  const of = {
    title: input("title", { required: true }),
    name: input("name", { required: true }),
    address: input("address"),
    area: input("floor_area_m2", { type: "number", min: 1, step: "any" }),
    place: input("subdistrict", { required: true }),
    developer: input("developer"),
  };
  const developer = body(word("developer"), of.developer, "developer");
  return {
    nodes: [
      field(word("title"), of.title),
      pair(field(word("facility_name"), of.name), field(word("floor_area_m2"), of.area)),
      field(word("address"), of.address),
      pair(street(t("approval.filter.subdistrict"), of.place).node, developer.node),
    ],
    read: reader([of.title, of.name, of.place, of.area], () => ({
      title: value(of.title),
      facility: {
        name: value(of.name),
        address: value(of.address),
        floor_area_m2: of.area.value ? Number(of.area.value) : null,
        developer: value(of.developer),
      },
      subdistrict: value(of.place),
      ...party("developer_organisation_id", developer),
    })),
  };
}

/** Fields for the transfer of an enterprise's community management (rules.md 5.2). */
export function transferFields(who) {
  const { street, body } = choosers(who);
  const of = {
    title: input("title", { required: true }),
    enterprise: input("enterprise", { required: true }),
    group: input("parent_group"),
    quarter: input("quarter", { required: true }),
    households: input("households", { type: "number", min: 0, step: 1, required: true }),
    place: input("subdistrict", { required: true }),
    standard: input("standard"),
    manner: input("manner"),
    scope: input("scope"),
    from: input("from", { type: "date" }),
    to: input("to", { type: "date" }),
  };
  const [committee, independent, earlier] = ["family_committee", "relatively_independent", "is_retroactive"].map((name) =>
    element("input", { type: "checkbox", name }),
  );
  const enterprise = body(word("enterprise"), of.enterprise, "enterprise");
  const group = body(word("parent_group"), of.group, "parent_group");
  const receiving = street(t("approval.filter.subdistrict"), of.place);
  const tickbox = (name, node) => element("label", { class: "flag" }, node, word(name));
  return {
    nodes: [
      field(word("title"), of.title),
      pair(enterprise.node, group.node),
      pair(field(word("quarter"), of.quarter), field(word("households"), of.households)),
      receiving.node,
      element(
        "div",
        { class: "flags" },
        tickbox("family_committee", committee),
        tickbox("relatively_independent", independent),
        tickbox("is_retroactive", earlier),
      ),
      element(
        "fieldset",
        {},
        element("legend", {}, word("plan_table")),
        pair(field(word("from"), of.from), field(word("to"), of.to)),
        pair(field(word("standard"), of.standard), field(word("manner"), of.manner)),
        field(word("scope"), of.scope),
      ),
    ],
    read: reader([of.title, of.enterprise, of.quarter, of.households, of.place], () => ({
      title: value(of.title),
      enterprise: value(of.enterprise),
      parent_group: value(of.group),
      subdistrict: value(of.place),
      ...party("enterprise_organisation_id", enterprise),
      ...party("parent_group_organisation_id", group),
      ...party("receiving_organisation_id", receiving),
      is_retroactive: earlier.checked,
      quarter: {
        name: value(of.quarter),
        households: Number(of.households.value),
        family_committee: committee.checked,
        relatively_independent: independent.checked,
      },
      plan_table: {
        standard: value(of.standard),
        starts_on: of.from.value || null,
        ends_on: of.to.value || null,
        manner: value(of.manner),
        scope: value(of.scope),
      },
    })),
  };
}

// Who takes part by an account; a name alone takes part on paper.
function party(name, chosen) {
  const body = chosen.body();
  return body ? { [name]: body.id } : {};
}

function pair(...nodes) {
  return element("div", { class: "pair" }, nodes);
}
