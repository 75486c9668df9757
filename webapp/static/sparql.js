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
  Yasqe.defaults.autocompleters = ["prefixes", "class", "property", "variables"];

  const known = Object.keys(localStorage).some((key) => key.includes(STORED));
  place.hidden = false;
  const editor = new Yasgui(place, {
    requestConfig: { endpoint, method: "GET", headers: {} },
    endpointCatalogueOptions: { getData: () => [] },
    persistenceId: STORED,
    populateFromUrl: false,
    autofocus: false,
    yasqe: { prefixCcApi: null, createShareableLink: link, consumeShareLink: null, value: asked },
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
  const downloads = document.getElementById("downloads");
  const graph = /CONSTRUCT|DESCRIBE/;
  let waiting = 0;
  function look() {
    const yasqe = editor.getTab().getYasqe();
    const query = yasqe.getValue();
    downloads.replaceChildren(
      ...(graph.test(yasqe.getQueryType()) ? said.graphs : said.rows).split(" ").flatMap((format) => {
        const one = document.createElement("a");
        one.href = `${endpoint}?${new URLSearchParams({ query, format })}`;
        one.rel = "nofollow";
        one.textContent = format;
        return [one, " "];
      }),
    );
    downloads.parentElement.hidden = false;
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
  editor.on("query", soon);
  soon();
})();
