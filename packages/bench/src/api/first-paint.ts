import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser } from 'playwright-core'
import { isStill } from './browser'
import type { Served } from './served'
import { median, numeral, withSpread } from './statistics'

const PLAIN = '<!doctype html><meta charset="utf-8"><title>plain</title><h1>A page without scripts</h1>'
const PAINTED = `new Promise((resolve) => {
  const told = (list) => list.getEntriesByName('first-contentful-paint').forEach(({ startTime }) => resolve(startTime))
  new PerformanceObserver(told).observe({ type: 'paint', buffered: true })
})`

interface Load {
  readonly paintedMs: number
  readonly stillMs: number
}

/** In a context of its own, so that nothing is cached. */
const loadOf = async (browser: Browser, address: string): Promise<Load> => {
  const context = await browser.newContext({ viewport: { width: 1_440, height: 900 } })
  const page = await context.newPage()
  await page.goto(address)
  await isStill(page)
  const stillMs = await page.evaluate<number>('performance.now()')
  const paintedMs = await page.evaluate<number>(PAINTED)
  await context.close()
  return { paintedMs, stillMs }
}

const plainServer = async (): Promise<{ readonly address: string; readonly stop: () => void }> => {
  const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end(PLAIN))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, stop: () => server.close() }
}

export interface PaintOptions {
  readonly couponId: string
  readonly adAccountId: string
  readonly loads: number
}

/** Both pages beside a page without scripts, in turn, each load with an empty cache. */
export const firstPaint = async (
  browser: Browser,
  { address }: Served,
  { couponId, adAccountId, loads }: PaintOptions,
): Promise<ReadonlyArray<string>> => {
  const plain = await plainServer()
  const pages = [
    ['a page without scripts', plain.address],
    ['the advertiser’s page', `${address}/accounts/${adAccountId}`],
    ['the advertiser’s page of one coupon', `${address}/coupons/${couponId}`],
    ['the analyst’s page', `${address}/coupons/${couponId}?view=analyst`],
  ] as const
  const told = new Map<string, Load[]>(pages.map(([name]) => [name, []]))
  try {
    await loadOf(browser, plain.address)
    for (let load = 0; load < loads; load++) for (const [name, page] of pages) told.get(name)?.push(await loadOf(browser, page))
  } finally {
    plain.stop()
  }
  const floor = median((told.get(pages[0][0]) ?? []).map(({ paintedMs }) => paintedMs))
  return [
    '| page | first contentful paint, ms | × a page without scripts | everything there, ms |',
    '| --- | ---: | ---: | ---: |',
    ...[...told].map(([name, all]) => {
      const painted = all.map(({ paintedMs }) => paintedMs)
      const still = all.map(({ stillMs }) => stillMs)
      return `| ${name} | ${withSpread(painted, 0)} | ${numeral(median(painted) / floor, 1)} | ${withSpread(still, 0)} |`
    }),
  ]
}
