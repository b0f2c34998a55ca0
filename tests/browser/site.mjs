// Opens a glossary in a real browser and prints what is wrong with it, one finding per line.
//
//   node site.mjs CHROMIUM FOLDER WORDS LABEL AUDITED.html..
//
// Every page of FOLDER is opened at every width; WORDS in the search must leave the entry LABEL alone; the
// pages AUDITED are audited in both schemes and must not overflow on paper.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { WIDTHS, audit, go, open, overflow } from "./page.mjs";

const [executablePath, folder, words, label, ...audited] = process.argv.slice(2);
const index = join(folder, "index.html");
const findings = [];

async function everyPage(browser) {
  const files = readdirSync(folder).filter((name) => name.endsWith(".html"));
  for (const width of WIDTHS) {
    const { context, page } = await open(browser, index, { viewport: { width, height: 900 } }, findings);
    for (const name of files) {
      await go(page, join(folder, name));
      const over = await overflow(page);
      if (over > 0) findings.push(`${name}: ${over} px too wide at ${width} px`);
    }
    await context.close();
  }
}

const shown = (page) => page.locator(".entries li:visible .term a").allTextContents();

async function search(browser) {
  const { context, page } = await open(browser, index, {}, findings);
  const all = await shown(page);
  await page.fill("#words", words);
  const found = await shown(page);
  if (found.length !== 1 || found[0] !== label) findings.push(`${words} finds ${found}`);
  const said = await page.textContent("#find output");
  if (!said.includes("1")) findings.push(`it says "${said}"`);
  const links = await page.locator("nav li:visible").count();
  if (links !== 1) findings.push(`${links} groups are offered`);
  await page.fill("#words", "\u{20bb7} no such thing");
  if ((await shown(page)).length !== 0) findings.push("nonsense is found");
  await page.fill("#words", "");
  if ((await shown(page)).length !== all.length) findings.push("an empty search hides something");
  await context.close();
}

async function withoutScript(browser) {
  const { context, page } = await open(browser, index, { javaScriptEnabled: false }, findings);
  if (await page.locator("#words").isVisible()) findings.push("a search without script is shown");
  if ((await shown(page)).length < 2) findings.push("without script nothing is listed");
  await context.close();
}

async function onPaper(browser, file) {
  const { context, page } = await open(browser, file, { viewport: { width: 688, height: 900 } }, findings);
  await page.emulateMedia({ media: "print" });
  if ((await overflow(page)) > 0) findings.push(`${file}: too wide on paper`);
  if (await page.locator("nav, #find").filter({ visible: true }).count()) findings.push(`${file}: prints controls`);
  await context.close();
}

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
await everyPage(browser);
await search(browser);
await withoutScript(browser);
for (const file of audited.map((name) => join(folder, name))) {
  for (const scheme of ["light", "dark"]) await audit(browser, file, scheme, findings);
  await onPaper(browser, file);
}
await browser.close();
findings.forEach((finding) => console.log(finding));
process.exit(findings.length ? 1 : 0);
