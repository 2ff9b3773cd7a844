import { join } from 'node:path'
import { type Asked, Desk, line, money, spent } from './earnback'

interface Entry {
  readonly quarantineId: string
  readonly code: string
}

let desk: Desk
beforeEach(() => {
  desk = new Desk()
})
afterEach(() => desk.remove())

const entries = async (): Promise<ReadonlyArray<Entry>> =>
  ((await desk.ask(['quarantine', 'list'])) as Asked<{ entries: ReadonlyArray<Entry> }>).json.entries

const idOf = async (code: string): Promise<string> => (await entries()).find((entry) => entry.code === code)?.quarantineId ?? ''

const spend = (id: string, changes: object = {}, data: object = {}): Record<string, unknown> => ({
  ...spent(id, '12.5'),
  ...changes,
  data: { spendId: id, adAccountId: 'acct-1', amount: money('12.5'), ...data },
})

const BAD: ReadonlyArray<readonly [what: string, bytes: string | Buffer, code: string]> = [
  ['not JSON', 'spend: 12.5 JPY\n', 'NOT_JSON'],
  ['a wrong type', line(spend('w', {}, { adAccountId: 7 })), 'FIELD_INVALID'],
  ['an unknown event type', line(spend('t', { type: 'earnback.SpendGuessed.v1' })), 'UNKNOWN_EVENT_TYPE'],
  ['an unknown event version', line(spend('v', { type: 'earnback.SpendRecorded.v9' })), 'UNKNOWN_EVENT_VERSION'],
  ['a missing field', line(spend('m', {}, { spendId: undefined })), 'FIELD_MISSING'],
  ['an amount as a number', line(spend('n', {}, { amount: { amount: 12.5, currency: 'JPY' } })), 'AMOUNT_NOT_STRING'],
  ['an amount that is too fine', line(spend('f', {}, { amount: money('0.0000001') })), 'AMOUNT_TOO_FINE'],
  ['a spend below zero', line(spend('b', {}, { amount: money('-1') })), 'AMOUNT_NEGATIVE'],
  ['an absurdly large amount', line(spend('l', {}, { amount: money('9'.repeat(30)) })), 'AMOUNT_TOO_LARGE'],
  ['a time without offset', line(spend('o', { time: '2026-03-01T10:00:00' })), 'INSTANT_INVALID'],
  ['a time five minutes and a bit ahead', line(spend('h', { time: '2026-03-10T00:05:00.000001Z' })), 'FUTURE_TIMESTAMP'],
  ['an unknown currency', line(spend('c', {}, { amount: money('1', 'QQQ') })), 'CURRENCY_UNKNOWN'],
  ['invalid UTF-8', Buffer.from([0x7b, 0xc3, 0x28, 0x7d, 0x0a]), 'INVALID_UTF8'],
  ['a line of 10 MB', line(spend('x', { note: 'x'.repeat(10_000_000) })), 'RECORD_TOO_LARGE'],
  ['a key __proto__', '{"a":{"__proto__":{"isAdmin":true}}}\n', 'FORBIDDEN_KEY'],
  ['a file that ends mid-line', line(spend('e')).slice(0, -30), 'TRUNCATED_LINE'],
]

const withoutLineEnd = (bytes: string | Buffer): Buffer => {
  const all = Buffer.from(bytes)
  return all.at(-1) === 0x0a ? all.subarray(0, -1) : all
}

describe('what can not be taken in is set aside with its bytes and the reason', () => {
  const all = new Desk()
  const fileOf = (at: number): string => join(all.folder, `bad-${at}.ndjson`)
  let listed: ReadonlyArray<Entry & { readonly origin: { readonly file: string } }> = []
  beforeAll(async () => {
    const files = BAD.map(([, bytes], at) => all.file(`bad-${at}.ndjson`, bytes))
    const { exit, json } = await all.ask(['ingest', '--now', '2026-03-10T00:00:00Z', ...files])
    expect(exit).toBe(0)
    expect(json).toMatchObject({ read: BAD.length, stored: 0, duplicates: 0, quarantined: BAD.length })
    listed = ((await all.ask(['quarantine', 'list'])) as Asked<{ entries: typeof listed }>).json.entries
  })
  afterAll(() => all.remove())

  test.each(BAD.map(([what, bytes, code], at) => ({ what, bytes, code, at })))('$what', async ({ bytes, code, at }) => {
    const entry = listed.find(({ origin }) => origin.file === fileOf(at))
    expect(entry?.code).toBe(code)
    const { json } = (await all.ask(['quarantine', 'show', entry?.quarantineId ?? ''])) as Asked<{
      rawBase64: string
      message: string
      origin: object
    }>
    expect(Buffer.from(json.rawBase64, 'base64').equals(withoutLineEnd(bytes))).toBe(true)
    expect(json.message).toMatch(/found .*, expected /)
    expect(json.origin).toMatchObject({ line: 1 })
  })
})

test('the same identity with other content is set aside, and the first stays', async () => {
  await desk.ask(['ingest', '-'], { stdin: line(spent('s-1', '1')) })
  const { json } = await desk.ask(['ingest', '-'], { stdin: line(spent('s-1', '2')) })
  expect(json).toMatchObject({ quarantined: 1, reasons: { ID_CONFLICT: 1 } })
  expect((await desk.ask(['ingest', '-'], { stdin: line(spent('s-1', '1')) })).json).toMatchObject({ duplicates: 1 })
})

test('people are told what was set aside, and where to look', async () => {
  const { exit, stdout } = await desk.run(['ingest', '-'], { stdin: 'nonsense\n' })
  expect(exit).toBe(0)
  expect(stdout).toMatch(/quarantined +1\n +NOT_JSON +1\n.*earnback quarantine list/)
  const list = await desk.run(['quarantine', 'list'])
  expect(list.stdout).toMatch(
    /^id +code +from +bytes +problem\nq-\w{16} +NOT_JSON +standard input:1 +8 +the event: found "nonsense"/,
  )
})

test('show prints the raw bytes, harmless on a terminal; --raw prints them as they came', async () => {
  const bytes = Buffer.from('\u001b[2J{"half":\n')
  await desk.ask(['ingest', '-'], { stdin: bytes })
  const id = await idOf('NOT_JSON')
  expect((await desk.run(['quarantine', 'show', id])).stdout).toContain('\\u001b[2J{"half":')
  expect((await desk.run(['quarantine', 'show', id, '--raw'])).stdout).toBe('\u001b[2J{"half":')
})

test('retry takes a repaired record in, once', async () => {
  await desk.ask(['ingest', '-'], { stdin: line(spend('r-1', {}, { amount: { amount: 12.5, currency: 'JPY' } })) })
  const id = await idOf('AMOUNT_NOT_STRING')
  const asItIs = await desk.refusal(['quarantine', 'retry', id])
  expect(asItIs).toMatchObject({ exit: 1, code: 'AMOUNT_NOT_STRING' })
  expect(asItIs.message).toContain('data.amount.amount: found 12.5')
  const repaired = desk.file('repaired.ndjson', line(spend('r-1')))
  const retried = await desk.ask(['quarantine', 'retry', id, '--with', repaired])
  expect(retried).toMatchObject({
    exit: 0,
    json: { quarantineId: id, outcome: 'stored', eventSource: 'platform', eventId: 'r-1' },
  })
  expect(await entries()).toEqual([])
  expect(await desk.refusal(['quarantine', 'retry', id, '--with', repaired])).toMatchObject({
    exit: 1,
    code: 'QUARANTINE_RELEASED',
  })
  expect(await desk.ask(['verify'])).toMatchObject({ exit: 0 })
})

test('the repaired record may come over standard input', async () => {
  await desk.ask(['ingest', '-'], { stdin: 'nonsense\n' })
  const id = await idOf('NOT_JSON')
  expect(await desk.refusal(['quarantine', 'retry', id, '--with', '-'])).toMatchObject({ exit: 2, code: 'EMPTY_INPUT' })
  expect(await desk.refusal(['quarantine', 'retry', id, '--with', 'nowhere.json'])).toMatchObject({
    exit: 2,
    code: 'INPUT_NOT_FOUND',
  })
  expect(await desk.ask(['quarantine', 'retry', id, '--with', '-'], { stdin: line(spend('r-2')) })).toMatchObject({ exit: 0 })
})

test('an entry that is not there is a refusal', async () => {
  expect(await desk.refusal(['quarantine', 'show', 'q-nope'])).toMatchObject({ exit: 1, code: 'QUARANTINE_NOT_FOUND' })
  expect(await desk.ask(['quarantine', 'list'])).toEqual({ exit: 0, json: { entries: [] } })
})
