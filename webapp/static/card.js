// <lod-card src="https://data.example.org/id/instance/…"></lod-card>: a live card of a thing, on any page.
// It asks the site's oEmbed service, and puts text only where text belongs: nothing that comes back is run.
class LodCard extends HTMLElement {
  static observedAttributes = ["src"];

  connectedCallback() {
    this.show();
  }

  attributeChangedCallback() {
    if (this.isConnected) this.show();
  }

  async show() {
    const src = this.getAttribute("src");
    const known = this.textContent;
    try {
      const at = new URL(src, document.baseURI);
      const service = new URL(import.meta.url);
      const root = service.pathname.split("/static/")[0];
      const answer = await fetch(`${service.origin}${root}/oembed?url=${encodeURIComponent(at.href)}`);
      if (!answer.ok) throw new Error(answer.status);
      this.draw(at, await answer.json());
    } catch {
      if (!known) this.draw(src, { title: src });
    }
  }

  draw(href, card) {
    const link = document.createElement("a");
    link.href = href;
    link.textContent = card.title;
    const about = document.createElement("small");
    about.textContent = [card.author_name, card.provider_name].filter(Boolean).join(" · ");
    this.replaceChildren(link, document.createElement("br"), about);
  }
}

customElements.define("lod-card", LodCard);
