import {
  accountCreditOf,
  creditFacts,
  explanationOf,
  progressOf,
  promotionsOf,
  READING_POLICY_DEFAULT,
} from '@earnback/projections'
import { plusMicros } from '@earnback/kernel'
import { viewAccount, viewCoupon } from '@earnback/projector'
import { standingsAt } from '../src/standings-at'
import { ApiDesk, type Got, instant, json, NOW } from './api'
import { complaints, OPERATIONS } from './document'
import { issued, spent } from './earnback'

const desk = new ApiDesk()
let staff = ''

beforeAll(async () => {
  // What staff looked at is appended at the end: in the midst it would move the position that two answers are compared at.
  await desk.start({ limits: { minPositionWaitMs: 500, accessFlushEveryMs: 600_000 } })
  staff = desk.key(
    ['coupons:read', 'activations:write', 'findings:read', 'deliveries:read', 'quarantine:read', 'metrics:read'],
    ['*'],
  )
})
afterAll(() => desk.end())

interface Page {
  readonly verdicts: ReadonlyArray<{ readonly spendId: string; readonly verdict: string }>
  readonly nextCursor: string | null
  readonly position: number
  readonly totals: unknown
}

const PATHS: Readonly<Record<string, string>> = { couponId: 'c-1', adAccountId: 'acct-1' }
const filled = (path: string): string => path.replace(/\{(\w+)\}/g, (_, name: string) => PATHS[name] ?? name)

test('every operation answers what the document says', async () => {
  for (const operation of OPERATIONS) {
    if (operation.operationId === 'streamCoupon') continue
    const path = filled(operation.path)
    const got = operation.hasBody
      ? await desk.post(path, { code: 'NOPE', adAccountId: 'acct-1' }, staff)
      : await desk.get(path, staff)
    expect([operation.operationId, got.status, complaints(operation, got)]).toEqual([operation.operationId, 200, []])
  }
})

test('an answer with a field that the document does not have would be found', () => {
  const operation = OPERATIONS.find(({ operationId }) => operationId === 'getLive')
  const headers = new Headers({ 'content-type': 'application/json' })
  const got: Got = { status: 200, headers, text: JSON.stringify({ status: 'live', secret: 1 }) }
  expect(complaints(operation!, got)).toEqual([expect.stringContaining('additional properties')])
})

describe('the answers are those of the commands', () => {
  const times = { knownAt: NOW }

  test('progress, without times and with them', async () => {
    const now = await standingsAt(desk.engine, 'c-1', {})
    expect(json(await desk.get('/v1/coupons/c-1', staff))).toEqual(
      JSON.parse(JSON.stringify(progressOf(now!.standings, desk.now, { position: now!.position }))),
    )
    const then = await standingsAt(desk.engine, 'c-1', times)
    const path = '/v1/coupons/c-1?knownAt=2026-03-06T09:00:00+09:00'
    expect(json(await desk.get(path, staff))).toEqual(
      JSON.parse(JSON.stringify(progressOf(then!.standings, NOW, { ...times, position: then!.position }))),
    )
  })

  test('explain, and one verdict of it with the totals of all', async () => {
    const placed = await viewCoupon(desk.engine.store, 'c-1', {})
    const whole = explanationOf(placed!.view, { position: placed!.position })
    const expected: unknown = JSON.parse(JSON.stringify(whole))
    expect(json(await desk.get('/v1/coupons/c-1/spend', staff))).toMatchObject(expected as object)
    const before = json<Page>(await desk.get('/v1/coupons/c-1/spend?verdict=BEFORE_ACTIVATION', staff))
    expect(before.verdicts.map(({ spendId }) => spendId)).toEqual(['s-0'])
    expect(before.totals).toEqual((expected as Page).totals)
  })

  test('promotions, one tab of them, and credit', async () => {
    const placed = await viewAccount(desk.engine, 'acct-1', {})
    const { view, position } = placed!
    const promotions = promotionsOf(view, READING_POLICY_DEFAULT, desk.now, { position })
    expect(json(await desk.get('/v1/ad-accounts/acct-1/promotions', staff))).toEqual(JSON.parse(JSON.stringify(promotions)))
    const other = json<{ available: unknown[] }>(await desk.get('/v1/ad-accounts/acct-1/promotions?tab=not_available', staff))
    expect(other.available).toEqual([])
    const facts = creditFacts(
      'acct-1',
      view.coupons.map(({ state }) => state),
      view.account,
    )
    const credit = accountCreditOf('acct-1', facts, desk.now, { position })
    expect(json(await desk.get('/v1/ad-accounts/acct-1/credit', staff))).toEqual(JSON.parse(JSON.stringify(credit)))
  })
})

describe('history', () => {
  test('has the four times, the position, the identity and the origin of each event', async () => {
    const { events } = json<{ events: ReadonlyArray<Record<string, unknown>> }>(await desk.get('/v1/coupons/c-1/events', staff))
    const spend = events.find(({ id }) => id === 's-1')
    expect(spend).toMatchObject({
      occurredAt: '2026-03-03T03:00:00.000Z',
      reportedAt: null,
      recordedAt: '2026-03-06T00:00:00.000Z',
      calculatedAt: '2026-03-06T00:00:00.000Z',
      source: 'platform',
      type: 'SpendRecorded',
      origin: { file: 'test.ndjson', line: 8 },
    })
    const positions = events.map(({ position }) => position as number)
    expect(positions).toEqual([...positions].sort((one, other) => one - other))
  })

  test('comes in pages that leave nothing out', async () => {
    const all = json<{ events: ReadonlyArray<unknown> }>(await desk.get('/v1/coupons/c-1/events', staff)).events
    const paged: unknown[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const path: string = `/v1/coupons/c-1/events?limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`
      const page = json<{ events: unknown[]; nextCursor: string | null }>(await desk.get(path, staff))
      paged.push(...page.events)
      cursor = page.nextCursor
    }
    expect(paged).toEqual(all)
  })

  test('leaves out the spend that has a line, or begins behind a position, where it is asked to', async () => {
    interface Told {
      readonly events: ReadonlyArray<{ readonly type: string; readonly position: number }>
    }
    const told = async (query: string) => json<Told>(await desk.get(`/v1/coupons/c-1/events?${query}`, staff)).events
    const all = await told('')
    const others = all.filter(({ type }) => type !== 'SpendRecorded')
    expect(others.length).toBeLessThan(all.length)
    expect(await told('without=SpendRecorded')).toEqual(others)
    const last = all.at(-1)!
    expect(await told(`after=${last.position - 1}&limit=1`)).toEqual([last])
    expect(await told(`after=${last.position}`)).toEqual([])
  })

  test('and the lines of spend say alike when an event was calculated and where it came from', async () => {
    type Placed = ReadonlyArray<{ readonly position: number; readonly calculatedAt: unknown; readonly origin: unknown }>
    const { verdicts } = json<{ verdicts: Placed }>(await desk.get('/v1/coupons/c-1/spend', staff))
    const { events } = json<{ events: Placed }>(await desk.get('/v1/coupons/c-1/events', staff))
    const placed = ({ position, calculatedAt, origin }: Placed[number]) => ({ position, calculatedAt, origin })
    expect(verdicts.some(({ calculatedAt, origin }) => calculatedAt !== null && origin !== null)).toBe(true)
    for (const line of verdicts) expect(events.map(placed)).toContainEqual(placed(line))
  })

  test('of a coupon with the longest id there can be has cursors that are taken back', async () => {
    const path = `/v1/coupons/${'x'.repeat(512)}/events?limit=1`
    for (const id of ['issued-long', 'issued-again']) await desk.take({ ...issued('x'.repeat(512)), id })
    const first = json<{ nextCursor: string }>(await desk.get(path, staff))
    const next = await desk.get(`${path}&cursor=${first.nextCursor}`, staff)
    expect(json(next)).toMatchObject({ events: [{ id: 'issued-again' }], nextCursor: null })
  })
})

describe('pages', () => {
  test('of an explanation stay those of one moment while spend arrives', async () => {
    const first = json<Page>(await desk.get('/v1/coupons/c-1/spend?limit=2', staff))
    const whole = json<Page>(await desk.get('/v1/coupons/c-1/spend', staff))
    await desk.take(spent('early', '1', '2026-03-01T01:00:00+09:00'), spent('late', '1', '2026-03-05T01:00:00+09:00'))
    const paged = [...first.verdicts]
    for (let cursor = first.nextCursor; cursor !== null;) {
      const page = json<Page>(await desk.get(`/v1/coupons/c-1/spend?limit=2&cursor=${cursor}`, staff))
      expect(page.position).toBe(first.position)
      paged.push(...page.verdicts)
      cursor = page.nextCursor
    }
    expect(paged).toEqual(whole.verdicts)
    expect(json<Page>(await desk.get('/v1/coupons/c-1/spend', staff)).verdicts).toHaveLength(whole.verdicts.length + 2)
  })

  test.each(['spend?verdict=COUNTED&knownAt=2026-03-06T09:00:00+09:00', 'events?without=SpendRecorded'])(
    'of %s name the next one in a header as well, to be asked for as it stands',
    async (path) => {
      let next: string | undefined = `/v1/coupons/c-1/${path}&limit=1`
      let count = 0
      for (; next !== undefined; count++) {
        const got: Got = await desk.get(next, staff)
        const { nextCursor } = json<Page>(got)
        next = /^<(.*)>; rel="next"$/.exec(got.headers.get('link') ?? '')?.[1]
        expect([got.status, new URLSearchParams(next?.split('?')[1]).get('cursor')]).toEqual([200, nextCursor])
      }
      expect(count).toBeGreaterThan(1)
    },
  )

  test('of the queues leave nothing out', async () => {
    for (const [path, member] of [
      ['/v1/findings', 'findings'],
      ['/v1/deliveries', 'deliveries'],
      ['/v1/quarantine', 'entries'],
    ] as const) {
      const all = json<Record<string, unknown[]>>(await desk.get(path, staff))[member]!
      expect(all.length).toBeGreaterThan(0)
      const paged: unknown[] = []
      for (let cursor: string | null = ''; cursor !== null;) {
        const got = await desk.get(`${path}?limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`, staff)
        const page = json<Record<string, unknown>>(got)
        paged.push(...(page[member] as unknown[]))
        cursor = page.nextCursor as string | null
      }
      expect(paged).toEqual(all)
    }
  })

  test('of deliveries are judged at the instant of the first, whenever they are asked for', async () => {
    const asked = desk.now
    const all = json<{ deliveries: unknown[] }>(await desk.get('/v1/deliveries', staff)).deliveries
    expect(all.length).toBeGreaterThan(1)
    const { nextCursor } = json<Page>(await desk.get('/v1/deliveries?limit=1', staff))
    desk.now = plusMicros(asked, 30 * 86_400_000_000)
    const rest = json<{ deliveries: unknown[] }>(await desk.get(`/v1/deliveries?cursor=${nextCursor}`, staff)).deliveries
    desk.now = asked
    expect(rest).toEqual(all.slice(1))
  })

  test('have bounds', async () => {
    for (const limit of ['0', '1001', '-1', 'ten', '1.5']) {
      const got = await desk.get(`/v1/coupons/c-1/spend?limit=${limit}`, staff)
      expect([limit, got.status, json(got).code]).toEqual([limit, 400, 'NUMBER_INVALID'])
    }
  })
})

describe('what a caller has already', () => {
  test('is not sent again until it changes', async () => {
    const paths = [
      '/v1/coupons/c-1',
      '/v1/coupons/c-1/spend',
      '/v1/ad-accounts/acct-1/promotions',
      '/v1/findings',
      '/openapi.json',
    ]
    for (const path of paths) {
      const first = await desk.get(path, staff)
      const etag = first.headers.get('etag') ?? ''
      const again = await desk.get(path, staff, { 'if-none-match': etag })
      expect([path, again.status, again.text, again.headers.get('etag')]).toEqual([path, 304, '', etag])
    }
    const { headers } = await desk.get('/v1/coupons/c-1', staff)
    await desk.take(spent('changes', '1'))
    const changed = await desk.get('/v1/coupons/c-1', staff, { 'if-none-match': headers.get('etag') ?? '' })
    expect(changed.status).toBe(200)
    expect(changed.headers.get('etag')).toMatch(new RegExp(`^"${String(json(changed).position)}-`))
  })
})

describe('a position to wait for', () => {
  test('is waited for, and the answer stands for it or a later one', async () => {
    const { position } = json<Page>(await desk.get('/v1/coupons/c-1', staff))
    const waiting = desk.get(`/v1/coupons/c-1?minPosition=${position + 1}`, staff)
    await desk.take(spent('awaited', '1'))
    const got = await waiting
    expect(got.status).toBe(200)
    expect(json<Page>(got).position).toBeGreaterThan(position)
  })

  test('that does not come is answered with 503, never with an older view', async () => {
    for (const path of ['/v1/coupons/c-1', '/v1/coupons/c-1/spend', '/v1/ad-accounts/acct-1/credit']) {
      const got = await desk.get(`${path}?minPosition=1000000`, staff)
      expect([got.status, json(got).code, got.headers.get('retry-after')]).toEqual([503, 'POSITION_NOT_REACHED', '1'])
    }
    const past = await desk.get('/v1/coupons/c-1?minPosition=3&knownAt=2020-01-01T00:00:00Z', staff)
    expect([404, 503]).toContain(past.status)
  })
})

describe('requests to activate', () => {
  test('are answered with every reason, and with the same answer under the same key', async () => {
    const body = { code: 'WINTER26', adAccountId: 'acct-1' }
    const first = await desk.post('/v1/activations', body, staff, { 'idempotency-key': 'click-1' })
    expect(json(first)).toMatchObject({ accepted: false, reasons: expect.arrayContaining(['NOT_ORIGINAL_RECIPIENT']) as unknown })
    const { position } = await desk.engine.store.head()
    desk.now = instant('2026-03-06T00:01:00Z')
    const again = await desk.post('/v1/activations', body, staff, { 'idempotency-key': 'click-1' })
    expect([again.text, (await desk.engine.store.head()).position]).toEqual([first.text, position])
    expect(json(await desk.post('/v1/diagnoses', body, staff))).toMatchObject({ reasons: json(first).reasons })
  })

  test.each([
    ['no JSON', '{', 400, 'NOT_JSON'],
    ['nothing', '', 400, 'NOT_JSON'],
    ['a list', [], 400, 'FIELD_INVALID'],
    ['no account', { code: 'X' }, 400, 'FIELD_MISSING'],
    ['a number for a code', { code: 7, adAccountId: 'acct-1' }, 400, 'FIELD_INVALID'],
    ['an empty code', { code: '', adAccountId: 'acct-1' }, 400, 'TEXT_INVALID'],
    ['65 kB', JSON.stringify({ code: 'x'.repeat(66_000) }), 413, 'BODY_TOO_LARGE'],
    ['a hostile key', '{"__proto__":{"code":"X"},"adAccountId":"a","code":"b"}', 400, 'NOT_JSON'],
  ])('that bring %s are refused', async (_, body, status, code) => {
    const got = await desk.post('/v1/activations', body, staff)
    expect([got.status, json(got).code]).toEqual([status, code])
    expect(got.headers.get('content-type')).toContain('application/problem+json')
  })
})

test('what an address does not take, it says', async () => {
  const response = await fetch(`${desk.url}/v1/coupons/c-1`, { method: 'DELETE' })
  expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
  const bodies = [{ method: 'QUERY' }, { method: 'POST', body: 'x', headers: { 'content-type': 'text/plain' } }]
  for (const request of bodies) {
    const refused = await fetch(`${desk.url}/v1/coupons/c-1`, request)
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
  }
  const head = await fetch(`${desk.url}/v1/coupons/c-1`, { method: 'HEAD', headers: { authorization: staff } })
  expect([head.status, await head.text()]).toEqual([200, ''])
  expect(json(await desk.get('/v2/coupons', staff)).code).toBe('ADDRESS_UNKNOWN')
  expect(json(await desk.get('/v1/coupons/%E0%A4%A', staff)).code).toBe('URL_INVALID')
  expect(json(await desk.get('/v1/coupons/c-1?as_of=now', staff)).code).toBe('PARAMETER_UNKNOWN')
})
