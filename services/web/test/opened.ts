import { readFileSync } from 'node:fs'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')

const WAIT_MS_MAX = 30_000

interface AxeResult {
  readonly violations: ReadonlyArray<{ readonly id: string; readonly nodes: ReadonlyArray<{ readonly html: string }> }>
}

export interface Opened {
  readonly page: Page
  /** Everything that the browser said on its console, errors of scripts and of the policy among it. */
  readonly said: Array<string>
}

/** Opens a page with nothing kept of another; a page is still when nothing on it is loading. */
export const open = async (browser: Browser, address: string, options: BrowserContextOptions = {}): Promise<Opened> => {
  const page = await browser.newPage({
    locale: 'en-GB',
    timezoneId: 'Asia/Tokyo',
    viewport: { width: 1_440, height: 900 },
    ...options,
  })
  page.setDefaultTimeout(WAIT_MS_MAX)
  const said: Array<string> = []
  page.on('console', (message) => said.push(message.text()))
  page.on('pageerror', (error) => said.push(String(error)))
  await page.goto(address)
  return { page, said }
}

export const isStill = async (page: Page): Promise<void> => {
  await page.locator('h1').first().waitFor()
  await page.locator('.spinner, [aria-busy=true]').first().waitFor({ state: 'detached' })
}

/** What axe finds wrong, as lines to read. */
export const wrongByAxe = async (page: Page): Promise<ReadonlyArray<string>> => {
  const { violations } = await page.evaluate<AxeResult>(`${AXE};axe.run()`)
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}

/** By how many pixels the page is wider than its window. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')

/** Scrolls the table of lines to its last row. */
export const scrollToLastLine = (page: Page): Promise<unknown> =>
  page.evaluate('document.querySelector(".lines").scrollTop = 1e9')
