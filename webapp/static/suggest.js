// Suggestions below the search box while somebody types (a combobox as the ARIA Authoring Practices have it).
// The server writes them, in the language of the page; without this script the box is a box.
"use strict";
for (const input of document.querySelectorAll("input[data-suggest]")) {
  const form = input.form;
  const list = Object.assign(document.createElement("ul"), { id: `${input.id}-list`, className: "suggestions", hidden: true });
  const told = Object.assign(document.createElement("span"), { className: "unseen" });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.dataset.suggestLabel);
  told.setAttribute("role", "status");
  form.append(list, told);
  for (const [name, value] of Object.entries({
    role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
  })) input.setAttribute(name, value);
  let at = -1, timer, asked = "";

  // what was asked and has not come yet may not
  const leave = () => { clearTimeout(timer); asked = ""; };
  const show = (open) => {
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    if (!open) mark(-1);
  };
  const mark = (number) => {
    at = number;
    [...list.children].forEach((one, n) => one.setAttribute("aria-selected", String(n === at)));
    const one = list.children[at];
    if (one) {
      input.setAttribute("aria-activedescendant", one.id);
      one.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  };
  const ask = async () => {
    const text = asked = input.value.trim();
    if (text.length < 2) return show(false);
    try {
      const url = new URL(input.dataset.suggest, location.href); // it may name a language
      url.searchParams.set("format", "html");
      url.searchParams.set("q", text);
      const answer = await fetch(url);
      if (!answer.ok || text !== asked || document.activeElement !== input) return;
      const made = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (text !== asked) return;
      list.replaceChildren(...made.querySelectorAll("li"));
      [...list.children].forEach((one, n) => { one.id = `${list.id}-${n}`; });
      told.textContent = made.querySelector("ul").dataset.told;
      mark(-1);
      show(list.children.length > 0);
    } catch { show(false); } // no connection: the search itself will say so
  };
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 150); });
  input.addEventListener("keydown", (event) => {
    const many = list.children.length;
    if (event.isComposing) return;
    if (event.key === "Escape" && !list.hidden) { event.preventDefault(); leave(); show(false); }
    else if (event.key === "Enter" && !list.hidden && at >= 0) {
      event.preventDefault();
      location.assign(list.children[at].dataset.href);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && many) {
      event.preventDefault();
      leave(); // nothing else comes in the place of what one chooses from
      if (list.hidden) show(true);
      // past either end stands what was typed
      mark(event.key === "ArrowDown" ? (at + 2) % (many + 1) - 1 : (at + many + 1) % (many + 1) - 1);
    }
  });
  input.addEventListener("blur", () => { leave(); show(false); });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
  list.addEventListener("click", (event) => {
    const one = event.target.closest("[data-href]");
    if (one) location.assign(one.dataset.href);
  });
}
