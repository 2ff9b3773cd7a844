import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { inBrowser } from './browser'
import { launchChromium } from './chromium'
import { manyLines } from './many-lines'
import { isStill, open, scrollToLastLine, wrongByAxe } from './opened'
import { type Canned, TestServer } from './server'

const NOTHING = {
  store: `sqlite:${join(mkdtempSync(join(tmpdir(), 'earnback-nothing-')), 'none.db')}`,
  now: '2026-09-30T15:00:00Z',
}
const PROMOTIONS = { available: [], earning: [], notAvailable: [], issued: [], businessAccountIds: [] }
const EMPTY = { adAccountId: 'acct-new', ...PROMOTIONS, asOf: null, knownAt: null, position: 1 }

let server: TestServer
let browser: Browser

inBrowser('What the pages show where there is no coupon to show', () => {
  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterEach(() => server.stop())
  afterAll(() => browser.close())

  it('asks for a key where the API wants one, keeps it for the tab, and lets it go', async () => {
    server = new TestServer({ ...NOTHING, token: 'k1', canned: () => ({ status: 200, body: EMPTY }) })
    const { page } = await open(browser, `${await server.start()}/accounts/acct-new`)
    await page.getByLabel('Key or token').fill('k1')
    expect(await wrongByAxe(page)).toEqual([])
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByRole('heading', { name: 'Promotions' }).waitFor()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByLabel('Key or token').waitFor()
    await page.close()
  })

  it('says that there is nothing, and what that may mean', async () => {
    server = new TestServer({ ...NOTHING, canned: () => ({ status: 200, body: EMPTY }) })
    const { page, said } = await open(browser, `${await server.start()}/accounts/acct-new`)
    await page.getByRole('heading', { name: 'Nothing here' }).waitFor()
    expect(await wrongByAxe(page)).toEqual([])
    expect(said).toEqual([])
    await page.close()
  })

  it('says what failed with its code, and tries again when asked', async () => {
    let isDown = true
    const problem = { code: 'STORE_UNAVAILABLE', detail: 'The store can’t be read.' }
    server = new TestServer({
      ...NOTHING,
      canned: () => (isDown ? { status: 503, body: problem } : { status: 200, body: EMPTY }),
    })
    const { page } = await open(browser, `${await server.start()}/accounts/acct-new`)
    await page.getByRole('heading', { name: 'The store can’t be read.' }).waitFor()
    expect(await page.getByRole('alert').innerText()).toContain('STORE_UNAVAILABLE')
    expect(await wrongByAxe(page)).toEqual([])
    isDown = false
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('heading', { name: 'Promotions' }).waitFor()
    await page.close()
  })

  it('says that what it shows is old when the server is gone', async () => {
    server = new TestServer({ ...NOTHING, canned: manyLines(3) })
    const { page } = await open(browser, `${await server.start()}/coupons/many`)
    await page.locator('.live.on').waitFor()
    await server.stop()
    await page.getByText('Not up to date.').waitFor()
    expect(await page.getByRole('progressbar').count()).toBe(1)
    expect(await wrongByAxe(page)).toEqual([])
    await page.close()
    server = new TestServer(NOTHING)
    await server.start()
  })

  it('shows the first lines while the others are on their way, and keeps all of them for when a slider comes back', async () => {
    const answer = manyLines(3_000)
    let release: () => void = () => undefined
    const isReleased = new Promise<void>((resolve) => (release = resolve))
    const asked: Array<string> = []
    const canned = async (url: URL): Promise<Canned | undefined> => {
      if (url.pathname.endsWith('/spend')) asked.push(url.search)
      if (url.searchParams.get('cursor') === '2000') await isReleased
      return answer(url)
    }
    server = new TestServer({ ...NOTHING, canned })
    const { page, said } = await open(browser, `${await server.start()}/coupons/many?view=analyst`)
    const lines = page.getByRole('region', { name: 'Every line and its verdict' })
    await page.getByRole('button', { name: 'spend-0', exact: true }).waitFor()
    await page.getByRole('button', { name: 'All lines (2000)' }).waitFor()
    expect(await lines.getAttribute('aria-busy')).toBe('true')
    expect(await page.getByRole('button', { name: 'Export CSV' }).count()).toBe(0)
    release()
    await page.getByRole('button', { name: 'All lines (3000)' }).waitFor()
    await isStill(page)
    await page.getByRole('slider', { name: /Spend up to/ }).press('Home')
    await page.waitForURL(/asOf=/)
    await isStill(page)
    const before = asked.length
    await page.getByRole('slider', { name: /Spend up to/ }).press('End')
    await page.waitForURL(({ searchParams }) => !searchParams.has('asOf'))
    await isStill(page)
    expect([before, asked.length]).toEqual([6, 6])
    expect(said).toEqual([])
    await page.close()
  })

  it('scrolls through 100,000 lines with a screenful of rows in the document', async () => {
    server = new TestServer({ ...NOTHING, canned: manyLines(100_000) })
    const { page, said } = await open(browser, `${await server.start()}/coupons/many?view=analyst`)
    await page.getByRole('button', { name: 'All lines (100000)' }).waitFor({ timeout: 50_000 })
    await isStill(page)
    await scrollToLastLine(page)
    await page.getByRole('button', { name: 'spend-99999', exact: true }).waitFor()
    expect(await page.locator('.lines tbody tr').count()).toBeLessThan(50)
    const { inDocument, inView } = await page.evaluate<Scrolled>(SCROLL_FRAMES)
    expect(inDocument).toBeLessThan(50)
    expect(inView).toContain(LAST_STEP_LINE)
    expect(said).toEqual([])
    await page.close()
  })
})

/** At the end: how many rows there are, and the numbers of those lines that lie in view. */
interface Scrolled {
  readonly inDocument: number
  readonly inView: ReadonlyArray<number>
}

/** Well inside the view when the last step is over, and of a header that covers the first rows. */
const LAST_STEP_LINE = 59_005

/** Scrolls a thousand rows at a time, a frame each. */
const SCROLL_FRAMES = `(async () => {
  const lines = document.querySelector('.lines')
  const frame = () => new Promise(requestAnimationFrame)
  for (let step = 0; step < 60; step++) {
    lines.scrollTop = step * 36000
    await frame()
  }
  for (let rest = 0; rest < 5; rest++) await frame()
  const view = lines.getBoundingClientRect()
  const rows = [...lines.querySelectorAll('tbody tr')]
  const isInView = (row) => row.getBoundingClientRect().bottom > view.top && row.getBoundingClientRect().top < view.bottom
  const inView = rows.filter(isInView).map((row) => Number(row.getAttribute('aria-rowindex')) - 2)
  return { inDocument: rows.length, inView }
})()`
