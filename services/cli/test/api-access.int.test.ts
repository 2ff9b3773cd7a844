import { SCOPES, type Scope } from '@earnback/query-api'
import { ACCESS_STREAM, decodeStored } from '@earnback/coupon'
import { collectEvents } from '@earnback/event-store'
import { ApiDesk, type Got, instant, json, NOW } from './api'
import { complaints, OPERATIONS, type Operation } from './document'

const desk = new ApiDesk()
const OWN = { couponId: 'c-1', adAccountId: 'acct-1' }
const FOREIGN = { couponId: 'c-2', adAccountId: 'acct-2' }
const MISSING = { couponId: 'c-9', adAccountId: 'acct-9' }
type Ids = typeof OWN
/** Whatever names the other advertiser. */
const OTHERS = /c-2|c-3|acct-2|biz-2|AUTUMN26|WINTER26|other-/

beforeAll(() => desk.start({ limits: { deniedPerSecond: 0, ratePerSecond: 0 } }))
afterAll(() => desk.end())

const filled = ({ path }: Operation, ids: Ids): string => path.replace(/\{(\w+)\}/g, (_, name: string) => ids[name as keyof Ids])

/** The status, the content and the headers that a caller can tell apart; a stream is let go once it began. */
const ask = async (operation: Operation, ids: Ids, authorization?: string, more: Record<string, string> = {}): Promise<Got> => {
  const path = filled(operation, ids)
  if (operation.hasBody) return desk.post(path, { code: 'NOPE', adAccountId: ids.adAccountId }, authorization, more)
  if (operation.operationId !== 'streamCoupon') return desk.get(path, authorization, more)
  const stop = new AbortController()
  const headers = { ...more, ...(authorization === undefined ? {} : { authorization }) }
  const response = await fetch(`${desk.url}${path}`, { headers, signal: stop.signal })
  if (response.status !== 200) return { status: response.status, headers: response.headers, text: await response.text() }
  stop.abort()
  return { status: 200, headers: response.headers, text: '' }
}

const FLEETING = new Set(['date', 'x-request-id'])
const seen = ({ status, headers, text }: Got): unknown => ({
  status,
  text,
  headers: [...headers].filter(([name]) => !FLEETING.has(name)),
})
/** The same with the id that was asked for taken out. */
const seenOf = (got: Got, ids: Ids): unknown =>
  JSON.parse(JSON.stringify(seen(got)).replaceAll(ids.couponId, 'ID').replaceAll(ids.adAccountId, 'ID'))

const guarded = OPERATIONS.filter(({ scope }) => scope !== undefined)
const named = guarded.filter(({ path, hasBody }) => path.includes('{') || hasBody)
const listed = guarded.filter((operation) => !named.includes(operation))
const allBut = (scope: string | undefined): ReadonlyArray<Scope> =>
  SCOPES.filter((one) => one !== scope && !(scope === 'quarantine:read' && one === 'quarantine:write'))

test('the document has the operations that this file is about', () => {
  expect([named.length, listed.length]).toEqual([8, 4])
  expect(OPERATIONS.filter(({ scope }) => scope === undefined).map(({ path }) => path)).toEqual([
    '/openapi.json',
    '/health/live',
    '/health/ready',
  ])
})

describe.each(guarded.map((operation) => [operation.operationId, operation] as const))('%s', (_, operation) => {
  test('is closed to whoever brings no key, an unknown one, one that expired, or one that was revoked', async () => {
    const past = instant('2026-03-05T00:00:00Z')
    const bearers = [
      undefined,
      'Bearer nonsense',
      'Bearer a.b.c',
      'Basic dXNlcjpwYXNz',
      `Bearer ebk_${'0'.repeat(16)}_${'A'.repeat(43)}`,
      desk.key(SCOPES, ['*']).slice(0, -1) + '!',
      desk.key(SCOPES, ['*'], { expiresAt: past }),
      desk.key(SCOPES, ['*'], { revokedAt: past }),
    ]
    const answers = new Set<string>()
    for (const bearer of bearers) {
      for (const ids of [OWN, FOREIGN, MISSING]) {
        const got = await ask(operation, ids, bearer)
        expect([got.status, json(got).code, complaints(operation, got)]).toEqual([401, 'UNAUTHENTICATED', []])
        answers.add(JSON.stringify(seen(got)))
      }
    }
    expect(answers.size).toBe(1)
  })

  test('is closed without its scope, whatever else a key may do, and says nothing of what is there', async () => {
    for (const accounts of [['*'], ['acct-1'], []]) {
      const bearer = desk.key(allBut(operation.scope), accounts)
      const answers = new Set<string>()
      for (const ids of [OWN, FOREIGN, MISSING]) {
        const got = await ask(operation, ids, bearer)
        expect([got.status, json(got).code]).toEqual([403, 'SCOPE_MISSING'])
        answers.add(JSON.stringify(seen(got)))
      }
      expect(answers.size).toBe(1)
    }
  })
})

describe.each(named.map((operation) => [operation.operationId, operation] as const))('%s', (_, operation) => {
  const scopes = [operation.scope as Scope]

  test('is open for an advertiser’s own, and without a word about others', async () => {
    const got = await ask(operation, OWN, desk.key(scopes, ['acct-1']))
    expect([got.status, OTHERS.exec(got.text)?.[0]]).toEqual([200, undefined])
  })

  test('another’s answers as if it were not there: same status, words and headers', async () => {
    for (const accounts of [['acct-1'], []]) {
      const bearer = desk.key(scopes, accounts)
      const [foreign, missing] = [await ask(operation, FOREIGN, bearer), await ask(operation, MISSING, bearer)]
      expect([foreign.status, complaints(operation, foreign)]).toEqual([404, []])
      expect(seenOf(foreign, FOREIGN)).toEqual(seenOf(missing, MISSING))
    }
  })

  test('another’s stays so with the ETag, the cursor and the event id that staff got', async () => {
    const staff = await ask(operation, FOREIGN, desk.key(scopes, ['*']))
    expect(staff.status).toBe(200)
    const etag = staff.headers.get('etag') ?? '"1-x"'
    const bearer = desk.key(scopes, ['acct-1'])
    const headers = { 'if-none-match': etag, 'last-event-id': etag.slice(1, -1), 'idempotency-key': 'k' }
    expect((await ask(operation, FOREIGN, bearer, headers)).status).toBe(404)
    if (!operation.parameters.some(({ name }) => name === 'cursor')) return
    const page = await desk.get(`${filled(operation, FOREIGN)}?limit=1`, desk.key(scopes, ['*']))
    const { nextCursor } = json(page)
    expect(typeof nextCursor).toBe('string')
    expect((await desk.get(`${filled(operation, FOREIGN)}?cursor=${String(nextCursor)}`, bearer)).status).toBe(404)
  })
})

describe.each(listed.map((operation) => [operation.operationId, operation] as const))('%s', (_, operation) => {
  test('tells an advertiser nothing of others, and does not count them', async () => {
    const got = await ask(operation, OWN, desk.key([operation.scope as Scope], ['acct-1']))
    expect([operation.operationId === 'listQuarantine' ? 403 : 200, undefined]).toEqual([got.status, OTHERS.exec(got.text)?.[0]])
    const nobody = await ask(operation, OWN, desk.key([operation.scope as Scope], []))
    expect(OTHERS.exec(nobody.text)).toBeNull()
    const staff = await ask(operation, OWN, desk.key([operation.scope as Scope], ['*']))
    expect(staff.status).toBe(200)
  })
})

test('a coupon that is only issued is its business’s: seen with an ad account of it', async () => {
  expect((await desk.get('/v1/coupons/c-3', desk.key(['coupons:read'], ['acct-2']))).status).toBe(200)
  expect((await desk.get('/v1/coupons/c-3', desk.key(['coupons:read'], ['acct-1']))).status).toBe(404)
})

describe('what staff look at', () => {
  /** Of one key: what others looked at before may be written later. */
  const accessesBy = async (bearer: string) =>
    (await collectEvents(desk.engine.store.readStream(ACCESS_STREAM)))
      .map(({ json: text }) => decodeStored(text))
      .filter((event) => event.name === 'AnalystAccessed' && event.data.who === `key:${bearer.slice(11, 27)}`)
  const until = async (bearer: string, count: number): Promise<void> => {
    while ((await accessesBy(bearer)).length < count) await new Promise((resolve) => setTimeout(resolve, 20))
  }

  test('is written to the log, with who and which question; what advertisers look at is not', async () => {
    const bearer = desk.key(['coupons:read'], ['*'])
    const advertiser = desk.key(['coupons:read'], ['acct-1'])
    const got = await desk.get('/v1/coupons/c-1/spend?verdict=COUNTED&knownAt=2026-03-06T00:00:00Z', bearer, {
      'x-request-id': 'case-7',
    })
    await desk.get('/v1/coupons/c-1/events', advertiser)
    await desk.get('/v1/coupons/c-1/events', bearer)
    await until(bearer, 2)
    const [spend, events] = await accessesBy(bearer)
    expect(spend).toMatchObject({
      name: 'AnalystAccessed',
      source: 'earnback/query-api',
      occurredAt: NOW,
      data: {
        couponId: 'c-1',
        who: `key:${bearer.slice(11, 27)}`,
        what: 'spend',
        verdict: 'COUNTED',
        knownAt: NOW,
        requestId: 'case-7',
        position: json(got).position,
      },
    })
    expect(events).toMatchObject({ data: { what: 'events' } })
    expect(await accessesBy(bearer)).toHaveLength(2)
    expect(await accessesBy(advertiser)).toEqual([])
  })

  test('leaves what a coupon says as it was', async () => {
    const bearer = desk.key(['coupons:read'], ['acct-1'])
    const content = async () => ({ ...json(await desk.get('/v1/coupons/c-1', bearer)), position: 0 })
    const before = await content()
    const staff = desk.key(['coupons:read'], ['*'])
    await desk.get('/v1/coupons/c-1/spend', staff)
    await until(staff, 1)
    expect(await content()).toEqual(before)
    const { problems } = await desk.engine.store.audit(() => undefined)
    expect(problems).toEqual([])
  })
})
