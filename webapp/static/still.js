// Searches in the index that was made when the site was written as files (Pagefind).
"use strict";
addEventListener("DOMContentLoaded", () => {
  const place = document.getElementById("still-search");
  const ui = new PagefindUI({
    element: "#still-search",
    bundlePath: place.dataset.bundle,
    baseUrl: place.dataset.bundle.slice(0, -"pagefind/".length),
    showImages: false,
    showSubResults: false,
    autofocus: true,
    translations: { clear_search: place.dataset.clear },
    // pages are called by the addresses they have everywhere else
    processResult: (result) => ({ ...result, url: result.url.replace(/\.html$/, "") }),
  });
  const asked = new URLSearchParams(location.search).get("q");
  if (asked) ui.triggerSearch(asked);
});
