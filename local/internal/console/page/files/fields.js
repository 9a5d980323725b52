// Fields that the request form and the WebSocket client share.

import { copy, fill, h, labelled, options, toast, unique } from "./dom.js";
import { api } from "./api.js";

// pairs edits a list of names and values, such as headers.
export function pairs(title, list, hints = []) {
  const known = unique("names");
  const rows = h("div", { class: "pairs" });
  const add = (name = "", v = "") => {
    const row = h(
      "div",
      { class: "pair-row" },
      h("input", {
        class: "field mono",
        value: name,
        "aria-label": `${title}: name`,
        placeholder: "Name",
        list: known,
        autocomplete: "off",
        spellcheck: "false",
      }),
      h("input", {
        class: "field mono grow",
        value: v,
        "aria-label": `${title}: value`,
        placeholder: "Value",
        autocomplete: "off",
        spellcheck: "false",
      }),
      h(
        "button",
        { type: "button", class: "button icon", "aria-label": `Remove ${name || "this row"}`, onclick: () => row.remove() },
        "\u2212",
      ),
    );
    rows.append(row);
    return row;
  };
  for (const [name, v] of list) add(name, v);
  const more = h("button", { type: "button", class: "link", onclick: () => add().querySelector("input").focus() }, "Add");
  const el = h(
    "fieldset",
    { class: "group" },
    h("legend", {}, title, more),
    rows,
    h(
      "datalist",
      { id: known },
      hints.map((v) => h("option", { value: v })),
    ),
  );
  return {
    el,
    add,
    read: () =>
      [...rows.children]
        .map((row) => [...row.querySelectorAll("input")].map((input) => input.value))
        .filter(([name]) => name.trim() !== ""),
    set: (pairs) => {
      rows.replaceChildren();
      for (const [name, v] of pairs) add(name, v);
    },
  };
}

// tokenField makes a token of the local issuer, with any scopes, in a click.
export function tokenField(app) {
  const issuer = h("select", { class: "field", onchange: () => drawScopes([]) });
  const subject = h("input", { class: "field", value: "developer", autocomplete: "off" });
  const claims = h("input", { class: "field mono", placeholder: '{"email": "dev@example.com"}', autocomplete: "off", spellcheck: "false" });
  const others = h("input", { class: "field", placeholder: "others, apart by blanks", autocomplete: "off", "aria-label": "Other scopes" });
  const chips = h("div", { class: "chips", role: "group", "aria-label": "Scopes" });
  const rest = h(
    "div",
    { class: "token-rest" },
    h("div", { class: "labelled" }, h("span", { class: "label" }, "Scopes"), chips, others),
    h("div", { class: "two" }, labelled("Subject", subject), labelled("Further claims (JSON)", claims)),
    h("button", { type: "button", class: "link", onclick: copyToken }, "Copy this token"),
  );
  const el = h("fieldset", { class: "group" }, h("legend", {}, "Token"));
  let mine = [];

  function drawScopes(on) {
    const found = mine.find((i) => key(i) === issuer.value);
    rest.hidden = !found;
    fill(
      chips,
      (found?.scopes ?? []).map((scope) =>
        h(
          "button",
          {
            type: "button",
            class: "chip",
            "aria-pressed": String(on.includes(scope)),
            onclick: (event) => {
              const chip = event.currentTarget;
              chip.setAttribute("aria-pressed", String(chip.getAttribute("aria-pressed") !== "true"));
            },
          },
          scope,
        ),
      ),
    );
  }

  function read() {
    const found = mine.find((i) => key(i) === issuer.value);
    if (!found) return undefined;
    const scopes = [...chips.children].filter((chip) => chip.getAttribute("aria-pressed") === "true").map((chip) => chip.textContent);
    scopes.push(...others.value.split(/\s+/).filter(Boolean));
    const token = { issuer: found.name, api: found.api, scopes, subject: subject.value };
    if (claims.value.trim()) {
      try {
        token.claims = JSON.parse(claims.value);
      } catch {
        throw new Error("Further claims must be a JSON object");
      }
    }
    return token;
  }

  async function copyToken() {
    try {
      const made = await api.token(read());
      await copy(made.token, "Token");
    } catch (err) {
      toast(err.message, true);
    }
  }

  // show offers the issuers of an API; one is chosen where the route asks for it.
  function show(apiPath, auth) {
    mine = (app.issuers ?? []).filter((i) => i.api === apiPath);
    const chosen = mine.find((i) => i.name === auth?.name);
    options(issuer, [["", "No token"], ...mine.map((i) => [key(i), `By ${i.name}`])], chosen ? key(chosen) : "");
    issuer.setAttribute("aria-label", "Token");
    const needs = ["JWT", "COGNITO_USER_POOLS"].includes(auth?.kind);
    fill(
      el,
      h("legend", {}, "Token"),
      mine.length
        ? [issuer, rest]
        : h(
            "p",
            { class: "hint" },
            needs
              ? "Tokens are made here when gatehouse dev runs with --issuer. Otherwise set the Authorization header."
              : "This API has no local issuer.",
          ),
    );
    el.hidden = !mine.length && !needs;
    drawScopes(auth?.scopes ?? []);
  }
  return { el, show, read };
}

const key = (issuer) => `${issuer.api} ${issuer.name}`;
