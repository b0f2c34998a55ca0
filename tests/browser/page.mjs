// What both checks ask of a page.

import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** Widths at which nothing may be wider than the window. */
export const WIDTHS = [360, 768, 1280];

/** How many dots a page is wider than its window. */
export const overflow = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** Opens a file; whatever it says or asks for is a finding. */
export async function open(browser, file, options, findings) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.on("console", (message) => findings.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => findings.push(`error: ${error}`));
  const asked = (url) => new URL(url).href.split("#")[0];
  page.on("request", (request) => {
    if (asked(request.url()) !== asked(page.expected)) findings.push(`request: ${request.url()}`);
  });
  await go(page, file);
  return { context, page };
}

/** Goes on to another file. */
export async function go(page, file) {
  page.expected = pathToFileURL(file).href;
  await page.goto(page.expected);
}

/** Audits a file for those who cannot see or use it as others do. */
export async function audit(browser, file, colorScheme, findings) {
  // The audit itself is a script, which the policy of a page forbids.
  const context = await browser.newContext({ colorScheme, bypassCSP: true });
  const page = await context.newPage();
  await page.goto(pathToFileURL(file).href);
  await page.addScriptTag({ path: axe });
  const { violations } = await page.evaluate(() => axe.run());
  for (const { id, nodes, help } of violations) {
    findings.push(`axe, ${colorScheme}: ${id}: ${help}: ${nodes.length} × ${nodes[0].html.slice(0, 120)}`);
  }
  await context.close();
}
