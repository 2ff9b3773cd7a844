import { ApiDesk, type Got, json } from './api'

const desk = new ApiDesk()
let staff = ''

beforeAll(async () => {
  await desk.start()
  staff = desk.key(['coupons:read', 'findings:read', 'deliveries:read', 'quarantine:read'], ['*'])
  await desk.take({ no: 'event' }, { no: 'event either' })
})
afterAll(() => desk.end())

interface Cursor {
  readonly question: string
  readonly position: number
  readonly at: unknown
}

const asked = (path: string, more: string): Promise<Got> => desk.get(`${path}${path.includes('?') ? '&' : '?'}${more}`, staff)
const cursorIn = async (path: string): Promise<string> => {
  const { nextCursor } = json<{ nextCursor: string | null }>(await asked(path, 'limit=1'))
  if (nextCursor === null) throw new Error(`${path} has one page`)
  return nextCursor
}
const read = (cursor: string): Cursor => JSON.parse(Buffer.from(cursor, 'base64url').toString()) as Cursor
const written = (cursor: unknown): string => Buffer.from(JSON.stringify(cursor)).toString('base64url')
const answered = async (path: string, cursor: string): Promise<unknown> => {
  const got = await asked(path, `cursor=${cursor}`)
  return [got.status, json(got).code]
}
const REFUSED = [400, 'CURSOR_INVALID']

const PAGED = ['/v1/coupons/c-1/spend', '/v1/coupons/c-1/events', '/v1/findings', '/v1/deliveries', '/v1/quarantine']

/** What nobody was ever given, from the cursor of a page; each is whole but for one thing. */
const FORGED: Readonly<Record<string, (real: Cursor) => unknown>> = {
  'nothing in it': () => ({}),
  'null in its place': () => null,
  'a list in its place': (real) => [real],
  'no question': ({ position, at }) => ({ position, at }),
  'no position': ({ question, at }) => ({ question, at }),
  'no place': ({ question, position }) => ({ question, position }),
  'a place of no kind': (real) => ({ ...real, at: { from: 0 } }),
  'a position that the log has not reached': (real) => ({ ...real, position: real.position + 1_000_000 }),
  'a position before the log': (real) => ({ ...real, position: -1 }),
  'half a position': (real) => ({ ...real, position: 1.5 }),
  'a position in words': (real) => ({ ...real, position: '1' }),
  'a place before the first': (real) => ({ ...real, at: -1 }),
  'half a place': (real) => ({ ...real, at: 1.5 }),
  'a place that no number can count to': (real) => ({ ...real, at: 1e300 }),
}

describe.each(PAGED)('%s', (path) => {
  test('takes its own cursor back, read and written again too', async () => {
    const cursor = await cursorIn(path)
    expect(written(read(cursor))).toBe(cursor)
    expect(await answered(path, cursor)).toEqual([200, undefined])
  })

  test('refuses what was never given out', async () => {
    const real = read(await cursorIn(path))
    const answers: Record<string, unknown> = {}
    for (const [name, forge] of Object.entries(FORGED)) answers[name] = await answered(path, written(forge(real)))
    for (const text of ['nonsense', 'eyJx', '%00']) answers[text] = await answered(path, text)
    expect(Object.entries(answers).filter(([, answer]) => String(answer) !== String(REFUSED))).toEqual([])
  })
})

test.each([
  ['/v1/coupons/c-1/events', 5],
  ['/v1/coupons/c-1/events', ['a', 0]],
  ['/v1/coupons/c-1/events', [0, 1.5]],
  ['/v1/coupons/c-1/events', [0, -1]],
  ['/v1/coupons/c-1/events', [0]],
  ['/v1/coupons/c-1/events', ['0', '0']],
  ['/v1/coupons/c-1/spend', []],
  ['/v1/coupons/c-1/spend', [0]],
  ['/v1/findings', [0]],
  ['/v1/findings', [0, 'c-1', 'CODE', 'about', 'more']],
  ['/v1/quarantine', []],
  ['/v1/quarantine', [0, 0]],
  ['/v1/deliveries', []],
  ['/v1/deliveries', ['now', 0, 0, 'c-1']],
  ['/v1/deliveries', [0.5, 0, 0, 'c-1']],
  ['/v1/deliveries', [1e300, 0, 0, 'c-1']],
])('%s refuses a cursor with a place like %j', async (path, at) => {
  expect(await answered(path, written({ ...read(await cursorIn(path)), at }))).toEqual(REFUSED)
})

test.each([
  ['/v1/findings', '/v1/deliveries'],
  ['/v1/coupons/c-1/spend', '/v1/coupons/c-2/spend'],
  ['/v1/coupons/c-1/spend', '/v1/coupons/c-1/spend?verdict=COUNTED'],
  ['/v1/coupons/c-1/spend', '/v1/coupons/c-1/spend?asOf=2026-03-05T00:00:00Z'],
  ['/v1/coupons/c-1/spend?knownAt=2026-03-06T00:00:00Z', '/v1/coupons/c-1/spend'],
  ['/v1/coupons/c-1/spend', '/v1/coupons/c-1/events'],
  ['/v1/coupons/c-1/events', '/v1/coupons/c-2/events'],
])('a cursor of %s is none of %s', async (path, other) => {
  expect(await answered(other, await cursorIn(path))).toEqual(REFUSED)
})
