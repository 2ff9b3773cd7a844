import type { Browser } from 'playwright-core'
import { isStill } from './browser'
import type { Served } from './served'
import { numeral, quantile } from './statistics'

const WAIT_MS_MAX = 180_000

/** In the page: how long each frame took while something was done, and each task of more than 50 ms. */
const WATCH = `
  window.longTasks = []
  new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => longTasks.push(duration)))
    .observe({ type: 'longtask', buffered: true })
  window.watched = async (steps, step) => {
    const frame = () => new Promise(requestAnimationFrame)
    longTasks.length = 0
    const took = []
    let before = await frame()
    for (let index = 0; index < steps; index++) {
      step(index)
      const now = await frame()
      took.push(now - before)
      before = now
    }
    return { took, longTasks: [...longTasks] }
  }`

const SCROLL = `watched(180, (index) => { document.querySelector('.lines').scrollTop = index * 20000 })`
const WHEEL = `watched(180, () => { document.querySelector('.lines').scrollTop += 120 })`
const STILL = 'watched(180, () => undefined)'

const dragOf = (name: string): string => `(() => {
  const slider = [...document.querySelectorAll('.slider')].find((one) => one.textContent.includes('${name}')).querySelector('input')
  const places = Number(slider.max)
  return watched(180, (index) => {
    slider.value = String(Math.round(places * (1 - index / 360)))
    slider.dispatchEvent(new Event('input', { bubbles: true }))
  })
})()`

interface Watched {
  readonly took: ReadonlyArray<number>
  readonly longTasks: ReadonlyArray<number>
}

const rowOf = (what: string, { took, longTasks }: Watched): string =>
  `| ${what} | ${numeral(quantile(took, 0.5), 1)} | ${numeral(quantile(took, 0.99), 1)} | ${numeral(Math.max(...took), 1)} | ${numeral(longTasks.length)} | ${numeral(Math.max(0, ...longTasks))} |`

const SAID = `document.querySelector('.answer').textContent`

/** Until a slider that was drawn came to rest and the sentence tells of its point, and until all lines of that point are there. */
const SETTLING = `(async () => {
  const frame = () => new Promise(requestAnimationFrame)
  const until = async (holds) => { while (!holds()) await frame() }
  const before = ${SAID}
  const startedMs = performance.now()
  longTasks.length = 0
  await until(() => ${SAID} !== before)
  const saidMs = performance.now() - startedMs
  await until(() => document.querySelector('[aria-busy=true]') === null)
  return { saidMs, wholeMs: performance.now() - startedMs, longTasks }
})()`

interface Settled {
  readonly saidMs: number
  readonly wholeMs: number
  readonly longTasks: ReadonlyArray<number>
}

/** The analyst's page of a coupon with very many lines: frames while one scrolls and while one draws a slider. */
export const smoothness = async (browser: Browser, { address }: Served, couponId: string): Promise<ReadonlyArray<string>> => {
  const page = await browser.newPage({ viewport: { width: 1_440, height: 900 } })
  page.setDefaultTimeout(WAIT_MS_MAX)
  await page.addInitScript(WATCH)
  await page.goto(`${address}/coupons/${couponId}?view=analyst`)
  await page.locator('.lines tbody tr').first().waitFor()
  const firstMs = await page.evaluate<number>('performance.now()')
  await isStill(page)
  const loadedMs = await page.evaluate<number>('performance.now()')
  const loading = await page.evaluate<ReadonlyArray<number>>('[...longTasks]')
  const rows = [
    rowOf('nothing done', await page.evaluate<Watched>(STILL)),
    rowOf('scrolling three rows a frame', await page.evaluate<Watched>(WHEEL)),
    rowOf('scrolling five hundred rows a frame', await page.evaluate<Watched>(SCROLL)),
    rowOf('drawing the slider “Spend up to”', await page.evaluate<Watched>(dragOf('Spend up to'))),
  ]
  const settled = await page.evaluate<Settled>(SETTLING)
  rows.push(rowOf('drawing the slider “Known by”', await page.evaluate<Watched>(dragOf('Known by'))))
  await page.close()
  const longest = (tasks: ReadonlyArray<number>): string =>
    `${tasks.length} tasks of more than 50 ms, the longest ${numeral(Math.max(0, ...tasks))} ms`
  return [
    '| while | frame, median ms | 99th percentile | longest | tasks over 50 ms | longest task, ms |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    ...rows,
    '',
    `The first lines were there after ${numeral(firstMs)} ms and all after ${numeral(loadedMs)} ms, with ${longest(loading)}.`,
    `Where a slider was let go, the other point was told after ${numeral(settled.saidMs)} ms and its lines were all there after ${numeral(settled.wholeMs)} ms, with ${longest(settled.longTasks)}.`,
  ]
}
