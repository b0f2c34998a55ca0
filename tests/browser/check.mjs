// Opens reports in a real browser and prints what is wrong with them, one finding per line.
//
//   node check.mjs CHROMIUM FOLDER REPORT.html..
//
// FOLDER gets the printed PDF of each report. Nothing is printed where all is well.

import { basename, join } from "node:path";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [executablePath, folder, ...reports] = process.argv.slice(2);
const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const WIDTHS = [360, 768, 1280];
/** A4 without its margins, at 96 dots per inch. */
const PAPER = 688;

const overflow = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

const style = (page, selector, property) =>
  page.evaluate(
    ([selector, property]) => {
      const element = document.querySelector(selector);
      return element && getComputedStyle(element).getPropertyValue(property);
    },
    [selector, property],
  );

/** Red, green and blue added up. */
const light = (colour) => colour.match(/\d+/g).slice(0, 3).reduce((sum, it) => sum + Number(it), 0);

async function open(browser, report, options, findings) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.on("console", (message) => findings.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => findings.push(`error: ${error}`));
  page.on("request", (request) => {
    if (request.url() !== pathToFileURL(report).href) findings.push(`request: ${request.url()}`);
  });
  await page.goto(pathToFileURL(report).href);
  return { context, page };
}

async function check(browser, report) {
  const findings = [];
  for (const width of WIDTHS) {
    const viewport = { width, height: 900 };
    const { context, page } = await open(browser, report, { viewport }, findings);
    const over = await overflow(page);
    if (over > 0) findings.push(`${over} px too wide at ${width} px`);
    await context.close();
  }
  await inScheme(browser, report, "light", findings);
  await inScheme(browser, report, "dark", findings);
  await onPaper(browser, report, findings);
  return findings.map((finding) => `${basename(report)}: ${finding}`);
}

async function inScheme(browser, report, colorScheme, findings) {
  const { context, page } = await open(browser, report, { colorScheme }, findings);
  const paper = light(await style(page, "html", "background-color"));
  const ink = light(await style(page, "html", "color"));
  if (paper > ink !== (colorScheme === "light")) findings.push(`${colorScheme} is not ${colorScheme}`);
  await context.close();
  // The audit itself is a script, which the policy of a report forbids.
  const audited = await browser.newContext({ colorScheme, bypassCSP: true });
  const audit = await audited.newPage();
  await audit.goto(pathToFileURL(report).href);
  await audit.addScriptTag({ path: axe });
  const { violations } = await audit.evaluate(() => axe.run());
  for (const { id, nodes, help } of violations) {
    findings.push(`axe, ${colorScheme}: ${id}: ${help}: ${nodes.length} × ${nodes[0].html.slice(0, 120)}`);
  }
  await audited.close();
}

async function onPaper(browser, report, findings) {
  const viewport = { width: PAPER, height: 900 };
  const { context, page } = await open(browser, report, { viewport, colorScheme: "dark" }, findings);
  await page.emulateMedia({ media: "print" });
  const over = await overflow(page);
  if (over > 0) findings.push(`${over} px too wide on paper`);
  if ((await style(page, "nav", "display")) !== "none") findings.push("the contents are printed");
  const head = await style(page, "thead", "display");
  if (head !== null && head !== "table-header-group") findings.push("heads of tables do not repeat");
  if (light(await style(page, "html", "background-color")) !== 3 * 255) findings.push("paper is not white");
  const path = join(folder, basename(report).replace(/\.html$/, ".pdf"));
  await page.pdf({ path, preferCSSPageSize: true });
  await context.close();
}

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
let found = 0;
for (const report of reports) {
  for (const finding of await check(browser, report)) {
    console.log(finding);
    found += 1;
  }
}
await browser.close();
process.exit(found ? 1 : 0);
