// What is wrong with the page in front of us, as a list of sentences. Evaluated in the page by `run`.
(() => {
  "use strict";
  const wrong = [];
  const say = (what, element) => {
    const text = (element?.textContent ?? "").trim().slice(0, 60);
    wrong.push(text ? `${what}: “${text}”` : what);
  };
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) {
    say(`scrolls sideways: ${root.scrollWidth} in ${root.clientWidth}`);
    for (const e of document.querySelectorAll("body *")) {
      if (e.getBoundingClientRect().right > root.clientWidth + 1) {
        say(`<${e.localName} class="${e.getAttribute("class") ?? ""}"> sticks out`, e);
        break;
      }
    }
  }

  // Every line of visible text, with what it stands in.
  const unseen = "script, style, title, .skip, #tip";
  const lines = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!node.data.trim() || parent.closest(unseen) || !parent.checkVisibility()) continue;
    // The headings of a table that shows each row as a card are meant to be out of sight.
    if (parent.closest("thead") && getComputedStyle(parent.closest("thead")).position === "absolute") continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const r of range.getClientRects()) {
      if (r.width > 0.5 && r.height > 0.5) {
        // A line box is higher than its letters.
        const inset = 0.22 * r.height;
        lines.push({ left: r.left, right: r.right, top: r.top + inset, bottom: r.bottom - inset, parent });
      }
    }
  }
  if (lines.length < 20) say(`only ${lines.length} lines of text`);

  lines.sort((a, b) => a.top - b.top);
  for (let i = 0; i < lines.length; i += 1) {
    const a = lines[i];
    if (a.left < -1 || a.right > root.clientWidth + 1) say("text outside the window", a.parent);
    const svg = a.parent.closest("svg");
    if (svg) {
      const box = svg.getBoundingClientRect();
      const cut = Math.max(box.left - a.left, a.right - box.right, box.top - a.top, a.bottom - box.bottom);
      if (cut > 1) say(`text cut off by ${cut.toFixed(1)} px at the edge of a chart`, a.parent);
    }
    for (let k = i + 1; k < lines.length && lines[k].top < a.bottom; k += 1) {
      const b = lines[k];
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const high = Math.min(a.bottom, b.bottom) - b.top;
      // The box of a slanted name is much larger than the name; such names stand in a row that the chart spaces by itself.
      const slanted = [a, b].every(({ parent }) => parent.closest("[transform*=rotate]"));
      if (wide > 1.5 && high > 1.5 && !slanted) {
        say(`text on text (${wide.toFixed(0)} × ${high.toFixed(0)} px): “${a.parent.textContent.trim().slice(0, 40)}” and`, b.parent);
      }
    }
  }

  // Contrast of every text with what is behind it (WCAG 2.2, 1.4.3).
  const channels = (color) => color.match(/[\d.]+/g).map(Number);
  const luminance = ([r, g, b]) =>
    [r, g, b]
      .map((v) => v / 255)
      .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
      .reduce((sum, v, k) => sum + v * [0.2126, 0.7152, 0.0722][k], 0);
  const behind = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const color = channels(getComputedStyle(e).backgroundColor);
      if ((color[3] ?? 1) > 0.99) return color;
    }
    return channels(getComputedStyle(root).backgroundColor);
  };
  const seen = new Set();
  for (const { parent } of lines) {
    if (seen.has(parent)) continue;
    seen.add(parent);
    const style = getComputedStyle(parent);
    const on = luminance(behind(parent));
    const ink = luminance(channels(parent.closest("svg") ? style.fill : style.color));
    const ratio = (Math.max(ink, on) + 0.05) / (Math.min(ink, on) + 0.05);
    if (ratio < 4.5) say(`contrast ${ratio.toFixed(2)}`, parent);
  }

  // Nothing of a text became markup.
  if (!document.title.startsWith("genloss: ")) say(`the title was changed to ${document.title}`);
  if (window.ran !== undefined) say("a script of a text ran");
  if (document.scripts.length > 1) say(`${document.scripts.length} scripts`);
  for (const e of document.querySelectorAll("img, iframe, object, embed, form, link, base, audio, video")) say(`<${e.localName}>`, e);
  for (const e of document.querySelectorAll("*")) {
    for (const { name, value } of e.attributes) {
      if (name.startsWith("on")) say(`attribute ${name}`, e);
      if (["href", "src", "xlink:href"].includes(name) && !value.startsWith("#")) say(`link to ${value}`, e);
    }
  }
  const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
  for (const id of ids.filter((id, k) => ids.indexOf(id) !== k)) say(`the id ${id} is there twice`);
  for (const link of document.querySelectorAll("a[href^='#']")) {
    if (!document.getElementById(link.hash.slice(1))) say(`a link leads nowhere: ${link.hash}`);
  }
  // Status is a shape and a word.
  for (const badge of document.querySelectorAll(".badge")) {
    if (!badge.querySelector("svg") || !badge.textContent.trim()) say("a status without shape or word", badge);
  }
  return [...new Set(wrong)];
})()
