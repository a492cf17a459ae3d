// Organisations: what they are, and where they work.

import { t } from "../sheet/words.js";
import { choiceField, openForm, rowButton, textField } from "./fields.js";

/** The section of organisations. */
export function organisations({ state, data, send }) {
  const named = (kind) => kind[state.get("language")];
  const places = (row) => [
    textField(t("people.district"), row.district),
    textField(`${t("people.subdistrict")}（${t("people.subdistrict.note")}）`, row.subdistrict),
  ];
  const add = () => {
    const name = textField(t("people.name"));
    const kind = choiceField(t("people.kind"), data.kinds.map((one) => [one.id, named(one)]));
    const [district, subdistrict] = places({});
    openForm(t("people.add.organisations"), [name, kind, district, subdistrict], () =>
      send("POST", "/organisations", {
        name: name.value(), role: kind.value(), district: district.value() || null, subdistrict: subdistrict.value() || null,
      }),
    );
  };
  const change = (row) => {
    const name = textField(t("people.name"), row.name);
    const [district, subdistrict] = places(row);
    openForm(row.name, [name, district, subdistrict], () =>
      send("PATCH", `/organisations/${row.id}`, {
        name: name.value(), district: district.value() || null, subdistrict: subdistrict.value() || null,
      }),
    );
  };
  return {
    add,
    columns: () => [
      [t("people.name"), (row) => row.name],
      [t("people.kind"), (row) => row[`role_name_${state.get("language")}`]],
      [t("people.district"), (row) => row.district ?? ""],
      [t("people.subdistrict"), (row) => row.subdistrict ?? ""],
      ["", (row) => rowButton(t("people.change"), () => change(row), `${t("people.change")} ${row.name}`)],
    ],
  };
}
