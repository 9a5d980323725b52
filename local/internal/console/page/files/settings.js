// What the user chose, kept by the browser: theme, editor, widths.

import { byId, copy, fill, h, icon } from "./dom.js";

function read(name, otherwise) {
  try {
    return localStorage.getItem(name) ?? otherwise;
  } catch {
    return otherwise;
  }
}

function write(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Without storage a choice lasts as long as the page.
  }
}

export const settings = {
  get editor() {
    return read("editor", "copy");
  },
  set editor(value) {
    write("editor", value);
  },
  get keys() {
    return read("keys", "on") === "on";
  },
  set keys(on) {
    write("keys", on ? "on" : "off");
  },
  get writes() {
    return read("writes", "off") === "on";
  },
  set writes(on) {
    write("writes", on ? "on" : "off");
  },
  get follow() {
    return read("follow", "off") === "on";
  },
  set follow(on) {
    write("follow", on ? "on" : "off");
  },
};

// editors open files by addresses of their own; %f is the file, %l the line.
export const editors = {
  copy: ["Copy the place", ""],
  vscode: ["VS Code", "vscode://file/%f:%l"],
  cursor: ["Cursor", "cursor://file/%f:%l"],
  zed: ["Zed", "zed://file/%f:%l"],
  goland: ["GoLand", "goland://open?file=%f&line=%l"],
};

// source shows a place such as main.go:14. It opens in the editor that was chosen,
// if the app's folder is known, and is copied otherwise.
export function source(app, place, kind = "", short = false) {
  const shown = short ? place.slice(place.lastIndexOf("/") + 1) : place;
  const [, file, line] = /^(.+?):(\d+)$/.exec(place) ?? [];
  const pattern = editors[settings.editor]?.[1];
  const root = app.module || app.folder;
  if (file && pattern && root) {
    const full = file.startsWith("/") ? file : `${root}/${file}`;
    const url = pattern.replace("%f", encodeURI(full.replace(/^\//, settings.editor === "goland" ? "/" : ""))).replace("%l", line);
    return h("a", { class: `source ${kind}`, href: url, title: `Open ${place}` }, shown);
  }
  return h("button", { type: "button", class: `source ${kind}`, title: `Copy ${place}`, onclick: () => copy(place, place) }, shown);
}

const themes = { system: "As the system", light: "Light", dark: "Dark" };
const icons = { system: "system", light: "sun", dark: "moon" };

// setUpTheme makes the button go round: system, light, dark.
export function setUpTheme() {
  const button = byId("theme");
  const show = () => {
    const now = document.documentElement.dataset.theme ?? "system";
    fill(button, icon(icons[now]));
    button.setAttribute("aria-label", `Theme: ${themes[now]}`);
    button.title = `Theme: ${themes[now]}`;
  };
  button.addEventListener("click", () => {
    const order = Object.keys(themes);
    const next = order[(order.indexOf(document.documentElement.dataset.theme ?? "system") + 1) % order.length];
    if (next === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
    write("theme", next);
    show();
  });
  show();
}

// setUpGrip lets a pane's width be dragged, or changed with the arrow keys.
// sign is 1 for a pane left of the grip, -1 for one right of it.
export function setUpGrip(id, variable, sign, least, most) {
  const grip = byId(id);
  const root = document.documentElement;
  const width = () => Number.parseFloat(getComputedStyle(root).getPropertyValue(variable)) || least;
  const set = (px) => {
    const fit = Math.round(Math.min(Math.max(px, least), Math.max(least, Math.min(most, innerWidth - 400))));
    root.style.setProperty(variable, `${fit}px`);
    grip.setAttribute("aria-valuenow", String(fit));
    write(variable, String(fit));
  };
  grip.setAttribute("aria-valuemin", String(least));
  grip.setAttribute("aria-valuemax", String(most));
  const kept = Number.parseFloat(read(variable, ""));
  if (kept) set(kept);
  else grip.setAttribute("aria-valuenow", String(Math.round(width())));
  grip.addEventListener("pointerdown", (down) => {
    const from = width();
    grip.setPointerCapture(down.pointerId);
    const move = (event) => set(from + sign * (event.clientX - down.clientX));
    grip.addEventListener("pointermove", move);
    grip.addEventListener("pointerup", () => grip.removeEventListener("pointermove", move), { once: true });
  });
  grip.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -16, ArrowRight: 16 }[event.key];
    if (!step) return;
    set(width() + sign * step);
    event.preventDefault();
  });
}
