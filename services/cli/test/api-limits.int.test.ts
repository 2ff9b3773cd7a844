import { StoreFault } from '@earnback/event-store'
import { ApiDesk, json } from './api'

const desk = new ApiDesk()
beforeAll(() => desk.start({ limits: { ratePerSecond: 1, rateBurst: 5, deniedPerSecond: 1, deniedBurst: 3 } }))
afterAll(() => desk.end())

test('a caller that asks too often is told when to come back; another is not held up by it', async () => {
  const own = desk.key(['coupons:read'], ['acct-1'])
  const answers = await Promise.all(Array.from({ length: 20 }, () => desk.get('/v1/coupons/c-1', own)))
  const refused = answers.filter(({ status }) => status === 429)
  expect(refused.length).toBeGreaterThanOrEqual(13)
  expect([json(refused[0]!).code, refused[0]!.headers.get('retry-after')]).toEqual(['RATE_LIMITED', '1'])
  expect((await desk.get('/v1/coupons/c-1', desk.key(['coupons:read'], ['acct-1']))).status).toBe(200)
})

test('whoever guesses keys is slowed down by address, and known callers are not', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => desk.get('/v1/coupons/c-1', 'Bearer guess')))
  expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(13)
  expect((await desk.get('/v1/coupons/c-1', desk.key(['coupons:read'], ['acct-1']))).status).toBe(200)
  expect((await desk.get('/health/live')).status).toBe(200)
})

test('a log line has the operation and the status, and nothing of what was brought', async () => {
  const key = desk.key(['activations:write'], ['acct-1'])
  const body = { code: 'SECRETCODE', adAccountId: 'acct-1' }
  await desk.post('/v1/diagnoses', body, key, { 'x-request-id': 'case-9' })
  const line = desk.logged.find((text) => text.includes('case-9'))
  expect(JSON.parse(line ?? '{}')).toMatchObject({ level: 'info', requestId: 'case-9', operation: 'diagnoseCode', status: 200 })
  expect(desk.logged.join('')).not.toContain('SECRETCODE')
  expect(desk.logged.join('')).not.toContain(key.slice(7))
})

test('a store that fails is told by its code, without a word from inside', async () => {
  const failing = new ApiDesk()
  const fault = new StoreFault({
    kind: 'StoreUnavailable',
    code: 'STORE_BUSY',
    message: 'another process is writing to the store',
  })
  await failing.start({}, [])
  const original = failing.engine.projector.standings.bind(failing.engine.projector)
  failing.engine.projector.standings = () => Promise.reject(fault)
  const key = failing.key(['coupons:read'], ['*'])
  const busy = await failing.get('/v1/coupons/c-1', key)
  expect([busy.status, json(busy).code, busy.headers.get('retry-after')]).toEqual([503, 'STORE_BUSY', '2'])
  failing.engine.projector.standings = () => Promise.reject(new TypeError('a secret of the inside'))
  const bug = await failing.get('/v1/coupons/c-1', key)
  expect([bug.status, json(bug).code]).toEqual([500, 'INTERNAL_FAULT'])
  expect(bug.text).not.toContain('secret')
  expect(failing.logged.join('')).toContain('a secret of the inside')
  failing.engine.projector.standings = original
  await failing.end()
})
