// Opens reports in a real browser and prints what is wrong with them, one finding per line.
//
//   node check.mjs CHROMIUM FOLDER REPORT.html..
//
// FOLDER gets the printed PDF of each report. Nothing is printed where all is well.

import { basename, join } from "node:path";
import { chromium } from "playwright-core";
import { WIDTHS, audit, open, overflow } from "./page.mjs";

const [executablePath, folder, ...reports] = process.argv.slice(2);
/** A4 without its margins, at 96 dots per inch. */
const PAPER = 688;

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
  await audit(browser, report, colorScheme, findings);
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
