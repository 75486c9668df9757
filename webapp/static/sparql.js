// The page to ask from, with an editor in place of the plain form. What it says stands in the page, in the
// language of the visitor; what a visitor writes stays in the browser.
"use strict";

(function () {
  const place = document.getElementById("yasgui");
  const Yasgui = window.Yasgui;
  if (!place || !Yasgui) return;
  const STORED = "lod-sparql";
  const said = place.dataset;
  const form = document.querySelector(".sparql-form");
  const asked = document.getElementById("query").value;
  const endpoint = new URL(said.endpoint, location.href).href;

  // words to complete, from the data model of what is published
  let words = null;
  const model = () => (words = words || fetch(said.words).then((answer) => answer.json()));
  const Yasqe = Yasgui.Yasqe;
  const completers = Yasqe.Autocompleters;
  completers.class.bulk = completers.property.bulk = true;
  completers.class.get = () => model().then((found) => Object.keys(found.classes));
  completers.property.get = () => model().then((found) => Object.keys(found.properties));
  completers.prefixes.get = () =>
    model().then((found) => Object.entries(found.prefixes).map(([name, iri]) => `${name}: <${iri}>`).sort());
  for (const name of ["class", "property", "prefixes"]) completers[name].persistenceId = null;

  const link = (yasqe) =>
    `${location.origin}${location.pathname}#query=${encodeURIComponent(yasqe.getValue())}`;

  // the prefixes that need no declaration are declared before the first line
  const { sparql11 } = Yasqe.modes;
  const declared = JSON.parse(said.prefixes);
  Yasqe.defineMode("sparql11", (...given) => {
    const mode = sparql11(...given);
    const { startState } = mode;
    mode.startState = () => Object.assign(startState(), { prefixes: { ...declared } });
    return mode;
  });
  Yasqe.defaults.autocompleters = ["prefixes", "class", "property", "variables"];

  // the answer as the server sets it: names in the language of the visitor, and a picture where one fits
  const sent = new Map();
  class Answer {
    constructor(yasr) {
      this.yasr = yasr;
      this.priority = 20;
      this.label = "Answer";
    }
    canHandleResults() {
      return Boolean(this.yasr.results) && !this.yasr.results.hasError();
    }
    draw() {
      const tab = editor.getTab();
      const query = sent.get(tab.getId()) || tab.getQuery();
      document.querySelectorAll("main .sparql-answer").forEach((one) => one.closest("#yasgui") || one.remove());
      return fetch(said.answers, { method: "POST", body: new URLSearchParams({ query }) })
        .then((answer) => answer.text())
        .then((text) => {
          const found = new DOMParser().parseFromString(text, "text/html");
          this.yasr.resultsEl.replaceChildren(...document.adoptNode(found.body).childNodes);
        });
    }
    getIcon() {
      const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      icon.setAttribute("viewBox", "0 0 16 16");
      const bars = document.createElementNS("http://www.w3.org/2000/svg", "path");
      bars.setAttribute("d", "M1 2h9v3H1zM1 7h14v3H1zM1 12h6v3H1z");
      bars.setAttribute("fill", "currentColor");
      icon.append(bars);
      return icon;
    }
  }
  Yasgui.Yasr.registerPlugin("answer", Answer);
  Object.assign(Yasgui.Yasr.defaults, { pluginOrder: ["answer", "table", "response", "boolean", "error"] });
  Object.assign(Yasgui.Yasr.defaults, { defaultPlugin: "answer" });

  // the queries that somebody wants to share are kept by the server, and nothing else
  const short = (yasqe) =>
    fetch(said.keeps, {
      method: "POST",
      body: new URLSearchParams({ query: yasqe.getValue() }),
      headers: { Accept: "application/json" },
    }).then((answer) => (answer.ok ? answer.json().then((found) => found.url) : answer.text().then(Promise.reject.bind(Promise))));

  // its texts in the language of the visitor, and roles that are true
  const texts = JSON.parse(said.texts);
  const counted = /^(\d+) results? in ([\d.]+) seconds?$/;
  const numbered = /^Query(?= \d+$)/;
  function translated(text) {
    if (Object.hasOwn(texts, text)) return texts[text];
    if (numbered.test(text)) return text.replace(numbered, texts["Query"]);
    const found = counted.exec(text);
    return found ? texts["results"].replace("{rows}", found[1]).replace("{seconds}", found[2]) : text;
  }
  function mend() {
    const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, (node) =>
      node.classList && (node.classList.contains("CodeMirror-scroll") || node.classList.contains("sparql-answer"))
        ? NodeFilter.FILTER_REJECT
        : NodeFilter.FILTER_ACCEPT,
    );
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.nodeType === Node.TEXT_NODE) {
        const text = translated(node.data);
        if (text !== node.data) node.data = text;
        continue;
      }
      for (const name of ["title", "aria-label", "placeholder"]) {
        const value = node.getAttribute(name);
        if (value && translated(value) !== value) node.setAttribute(name, translated(value));
      }
    }
    for (const size of place.querySelectorAll("select.tableSizer:not([aria-label])"))
      size.setAttribute("aria-label", translated("Page size: ").trim());
    for (const area of place.querySelectorAll(".yasr textarea:not([aria-label])"))
      area.setAttribute("aria-label", translated("Response"));
    // a list of tabs may hold nothing but tabs, and this one has a button: so it is a list of links
    for (const list of place.querySelectorAll("[role=tablist]")) list.setAttribute("role", "list");
    for (const item of place.querySelectorAll(".tabsList > [role=presentation]")) item.setAttribute("role", "listitem");
    for (const one of place.querySelectorAll(".tabsList a")) {
      const chosen = one.closest(".tab").classList.contains("active");
      // what a tab controls is not there before it was shown once
      for (const name of ["role", "aria-selected", "aria-controls"]) one.removeAttribute(name);
      if ((one.getAttribute("aria-current") === "true") !== chosen) one.setAttribute("aria-current", chosen);
      if (one.tabIndex) one.tabIndex = 0;
    }
    for (const panel of place.querySelectorAll("[role=tabpanel]")) {
      panel.setAttribute("role", "group");
      panel.removeAttribute("aria-labelledby");
      panel.setAttribute("aria-label", said.label);
    }
  }
  let mending = false;
  new MutationObserver(() => {
    if (mending) return;
    mending = true;
    queueMicrotask(() => {
      mend();
      mending = false;
    });
  }).observe(place, { childList: true, subtree: true, attributes: true, attributeFilter: ["class", "role", "title"] });

  const known = Object.keys(localStorage).some((key) => key.includes(STORED));
  place.hidden = false;
  const editor = new Yasgui(place, {
    requestConfig: { endpoint, method: "GET", headers: {} },
    endpointCatalogueOptions: { getData: () => [] },
    persistenceId: STORED,
    populateFromUrl: false,
    autofocus: false,
    yasqe: { prefixCcApi: null, createShareableLink: link, createShortLink: short, consumeShareLink: null, value: asked },
  });

  // a question that was chosen gets a tab of its own beside those that were left open
  function ask(query) {
    if (!query.trim()) return;
    if (known && said.chosen && editor.getTab().getQuery().trim() !== query.trim()) editor.addTab(true);
    if (!known || said.chosen) editor.getTab().setQuery(query);
    editor.getTab().setEndpoint(endpoint);
  }
  const shared = new URLSearchParams(location.hash.slice(1)).get("query");
  if (shared) said.chosen = "1";
  ask(shared || asked);
  form.hidden = true;
  document.getElementById("keys").hidden = false;
  const through = { name: "through", Tab: false, "Shift-Tab": false };

  // what the editor leaves to say for those who cannot see it, and how Tab gets out of it
  function name() {
    for (const wrapper of place.querySelectorAll(".CodeMirror")) {
      const mirror = wrapper.CodeMirror;
      mirror.getInputField().setAttribute("aria-label", said.label);
      mirror.on("keydown", (_, event) => {
        if (event.key === "Escape") mirror.addKeyMap(through);
      });
      mirror.on("focus", () => mirror.removeKeyMap(through));
    }
  }

  name();

  // advice on forms of questions that are slow, from the server, which also gives it without scripts
  const advice = document.getElementById("advice");
  let waiting = 0;
  function look() {
    const yasqe = editor.getTab().getYasqe();
    const query = yasqe.getValue();
    fetch(said.advice, { method: "POST", body: new URLSearchParams({ query }) })
      .then((answer) => (answer.ok ? answer.json() : { advice: [] }))
      .then((found) => {
        advice.replaceChildren(
          ...found.advice.map((text) => {
            const one = document.createElement("p");
            one.textContent = text;
            return one;
          }),
        );
        advice.hidden = !found.advice.length;
      })
      .catch(() => {});
  }
  function soon() {
    clearTimeout(waiting);
    waiting = setTimeout(look, 600);
  }
  editor.on("tabChange", soon);
  editor.on("tabSelect", () => {
    soon();
    name();
  });
  editor.on("query", (_, tab) => {
    sent.set(tab.getId(), tab.getQuery());
    soon();
  });
  soon();
})();
