/* What is pasted into an element's text from a word processor or a web page becomes our small
   Markdown: headings and bold as bold, lists, links and tables; everything else falls away. */
(() => {
  const BLOCKS = new Set(["P", "DIV", "SECTION", "ARTICLE", "BLOCKQUOTE", "ADDRESS", "PRE", "DL", "DT", "DD"]);
  const HEADINGS = /^H[1-6]$/;
  const DROPPED = new Set(["STYLE", "SCRIPT", "META", "LINK", "TITLE", "HEAD", "XML", "TEMPLATE", "SVG", "IMG", "OBJECT"]);
  const tidy = (text) => text.replace(/[\s\u00a0\u200b\ufeff]+/g, " ");
  const escapeText = (text) => tidy(text).replace(/([*_[\]`])/g, "\\$1");

  const isHidden = (node) => /mso-list:\s*ignore|display:\s*none/i.test(node.getAttribute("style") || "");
  const isBold = (node) => {
    const weight = (node.style && node.style.fontWeight) || "";
    if (/^(normal|[1-4]00)$/.test(weight)) return false;
    return /^(B|STRONG)$/.test(node.tagName) || /^(bold|bolder|[6-9]00)$/.test(weight);
  };
  const bold = (text) => {
    const inner = text.trim();
    if (!inner || inner.includes("**")) return text;
    const [lead] = text.match(/^\s*/);
    const [tail] = text.match(/\s*$/);
    return `${lead}**${inner}**${tail}`;
  };
  const link = (node, text) => {
    const href = node.getAttribute("href") || "";
    return /^https?:\/\//i.test(href) && text.trim() ? `[${text.trim()}](${href.replace(/[()\s]/g, encodeURIComponent)})` : text;
  };

  const inline = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return escapeText(node.data);
    if (node.nodeType !== Node.ELEMENT_NODE || DROPPED.has(node.tagName) || isHidden(node)) return "";
    if (node.tagName === "BR") return "\n";
    const text = [...node.childNodes].map(inline).join("");
    if (node.tagName === "A") return link(node, text);
    return isBold(node) ? bold(text) : text;
  };

  const lines = (text) => text.split("\n").map((line) => line.replace(/ +/g, " ").trim()).filter(Boolean).join("\n");

  // Word writes lists as paragraphs: the class says so, and their first characters are the mark.
  const wordItem = (node) => {
    if (!/MsoListParagraph/i.test(node.className || "") && !/mso-list:\s*l\d/i.test(node.getAttribute("style") || "")) return null;
    const mark = node.querySelector("[style*='mso-list:Ignore'], [style*='mso-list: Ignore']");
    const isNumbered = /^\s*\(?\d+[.)、]?/.test((mark || node).textContent);
    const text = lines(inline(node)).replace(/^(?:[·•§o○■▪◆➢\-–]|\(?\d+[.)、])\s*/, "");
    return text ? { isNumbered, text: text.replace(/\n/g, " ") } : null;
  };

  const list = (node, depth) => {
    const isNumbered = node.tagName === "OL";
    const found = [];
    let number = Number(node.getAttribute("start")) || 1;
    for (const item of node.children) {
      if (/^(UL|OL)$/.test(item.tagName)) { found.push(...list(item, depth + 1)); continue; }
      if (item.tagName !== "LI") continue;
      const own = [...item.childNodes].filter((child) => !/^(UL|OL)$/.test(child.tagName || ""));
      const text = lines(own.map(inline).join("")).replace(/\n/g, " ");
      if (text) found.push(`${"   ".repeat(depth)}${isNumbered ? `${number++}.` : "-"} ${text}`);
      for (const inner of item.children) if (/^(UL|OL)$/.test(inner.tagName)) found.push(...list(inner, depth + 1));
    }
    return found;
  };

  const table = (node) => {
    const rows = [...node.rows].map((row) => [...row.cells].map((cell) => lines(inline(cell)).replace(/\n/g, " ").replace(/\|/g, "\\|")));
    const width = Math.max(0, ...rows.map((row) => row.length));
    if (!width || !rows.length) return "";
    const write = (row) => `| ${Array.from({ length: width }, (_, i) => row[i] || "").join(" | ")} |`;
    return [write(rows[0]), write(Array(width).fill("---")), ...rows.slice(1).map(write)].join("\n");
  };

  const blocks = (parent) => {
    const found = [];
    let run = "";
    let items = [];
    const end = () => {
      if (lines(run)) found.push(lines(run));
      run = "";
    };
    const endList = () => {
      if (items.length) found.push(items.map((item, i) => `${item.isNumbered ? `${i + 1}.` : "-"} ${item.text}`).join("\n"));
      items = [];
    };
    for (const node of parent.childNodes) {
      const isElement = node.nodeType === Node.ELEMENT_NODE;
      if (isElement && (DROPPED.has(node.tagName) || isHidden(node))) continue;
      const item = isElement && BLOCKS.has(node.tagName) ? wordItem(node) : null;
      if (item) { end(); items.push(item); continue; }
      if (isElement && !/^\s*$/.test(node.textContent)) endList();
      if (isElement && /^(UL|OL)$/.test(node.tagName)) { end(); found.push(list(node, 0).join("\n")); }
      else if (isElement && node.tagName === "TABLE") { end(); found.push(table(node)); }
      else if (isElement && HEADINGS.test(node.tagName)) { end(); found.push(bold(lines(inline(node)).replace(/\*\*/g, ""))); }
      else if (isElement && (BLOCKS.has(node.tagName) || node.querySelector("p,div,ul,ol,table,h1,h2,h3,h4,h5,h6"))) { end(); found.push(...blocks(node)); }
      else run += inline(node);
    }
    end();
    endList();
    return found.filter((text) => text && text.trim());
  };

  const toMarkdown = (html) => {
    const parsed = new DOMParser().parseFromString(html, "text/html");
    return blocks(parsed.body).join("\n\n");
  };

  // Only where Markdown is read: the text of an element, not its title, brief form or wordings.
  const reads = (field) => field instanceof HTMLTextAreaElement && /-value-text$/.test(field.name);

  document.addEventListener("paste", (event) => {
    const field = event.target;
    const html = event.clipboardData && event.clipboardData.getData("text/html");
    if (!html || !reads(field)) return;
    const text = toMarkdown(html);
    if (!text || text === event.clipboardData.getData("text/plain").trim()) return;
    event.preventDefault();
    // As if typed, so that undo takes it back in one step.
    if (!document.execCommand("insertText", false, text)) {
      field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
})();
