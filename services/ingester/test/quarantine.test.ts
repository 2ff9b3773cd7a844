import { listQuarantine, type QuarantineEntry, retryQuarantine, showQuarantine } from '../src'
import { at, emptyStore, factsOf, left, lines, logOf, NOW, NOW_TEXT, run, spend, take } from './given'

const LATER = at('2026-03-11T00:00:00.000Z')

const quarantined = async (file: string): Promise<{ store: ReturnType<typeof emptyStore>; entry: QuarantineEntry }> => {
  const store = emptyStore()
  await take(store, file)
  const [entry] = await run(listQuarantine(store))
  if (entry === undefined) throw new Error('nothing was set aside')
  return { store, entry }
}

describe('quarantine', () => {
  test('an entry tells when, where from, why and how large; its name comes from the reason and the bytes', async () => {
    const { store, entry } = await quarantined(lines(spend('s-1'), 'nonsense'))
    expect(entry).toMatchObject({
      quarantineId: expect.stringMatching(/^q-[0-9a-f]{16}$/) as string,
      code: 'NOT_JSON',
      quarantinedAt: NOW,
      position: 2,
      bytes: 8,
      origin: { file: 'feed.ndjson', line: 2, format: 'ndjson' },
    })
    expect((await logOf(store))[1]).toMatchObject({ stream: 'quarantine', notes: { file: 'feed.ndjson', line: 2 } })
    expect(JSON.parse((await logOf(store))[1]?.json ?? '')).toMatchObject({
      source: 'earnback/engine',
      id: entry.quarantineId,
      time: NOW_TEXT,
    })
    const twin = await quarantined(lines('nonsense'))
    expect(twin.entry.quarantineId).toBe(entry.quarantineId)
  })

  test('the same bytes refused for the same reason are one entry', async () => {
    const store = emptyStore()
    expect(await take(store, lines('nonsense', 'nonsense', 'other nonsense'))).toMatchObject({ quarantined: 3 })
    expect(await run(listQuarantine(store))).toHaveLength(2)
  })

  test('an entry that is not there is refused by name', async () => {
    expect(left(await showQuarantine(emptyStore(), 'q-1')())).toMatchObject({
      kind: 'QuarantineRefusal',
      code: 'QUARANTINE_NOT_FOUND',
    })
    expect(left(await retryQuarantine(emptyStore(), 'q-1', { now: NOW })())).toMatchObject({ code: 'QUARANTINE_NOT_FOUND' })
  })
})

describe('retrying', () => {
  test('a repaired record is taken in and its entry released', async () => {
    const { store, entry } = await quarantined(lines(spend('s-1', {}, { amount: { amount: 12.5, currency: 'JPY' } })))
    const replacement = Buffer.from(lines(spend('s-1')))
    expect(await run(retryQuarantine(store, entry.quarantineId, { now: LATER, replacement }))).toEqual({
      quarantineId: entry.quarantineId,
      outcome: 'stored',
      position: 2,
      eventSource: '/feed',
      eventId: 's-1',
    })
    expect(await run(listQuarantine(store))).toEqual([])
    expect(await factsOf(store)).toMatchObject([
      { stream: 'spend-acct-1', recordedAt: LATER, notes: { file: 'feed.ndjson', line: 1, causationid: entry.quarantineId } },
    ])
    expect((await logOf(store)).map(({ stream }) => stream)).toEqual(['quarantine', 'spend-acct-1', 'quarantine'])
  })

  test('a record that was early is taken in as it is once its time has come', async () => {
    const { store, entry } = await quarantined(lines(spend('s-1', { time: '2026-03-10T12:00:00Z' })))
    expect(left(await retryQuarantine(store, entry.quarantineId, { now: NOW })())).toMatchObject({ code: 'FUTURE_TIMESTAMP' })
    expect(await run(retryQuarantine(store, entry.quarantineId, { now: LATER }))).toMatchObject({
      outcome: 'stored',
      eventId: 's-1',
    })
  })

  test('what is still bad is refused with every problem, and the entry stays as it was', async () => {
    const { store, entry } = await quarantined(lines('nonsense'))
    const log = await logOf(store)
    const replacement = Buffer.from(JSON.stringify(spend('s-1', {}, { adAccountId: 7, spendId: '' })))
    expect(left(await retryQuarantine(store, entry.quarantineId, { now: LATER, replacement })())).toMatchObject({
      kind: 'QuarantineRefusal',
      code: 'TEXT_INVALID',
      problems: [{ path: 'data.spendId' }, { path: 'data.adAccountId' }],
    })
    expect(await logOf(store)).toEqual(log)
  })

  test('a conflict that is retried as it is stays a conflict: releasing it would lose it', async () => {
    const { store, entry } = await quarantined(lines(spend('s-1'), spend('s-1', {}, { adAccountId: 'acct-2' })))
    expect(left(await retryQuarantine(store, entry.quarantineId, { now: LATER })())).toMatchObject({ code: 'ID_CONFLICT' })
    expect(await run(listQuarantine(store))).toEqual([entry])
  })

  test('a record that stands in the log by now is a duplicate, and its entry is released', async () => {
    const { store, entry } = await quarantined(lines('nonsense'))
    await take(store, lines(spend('s-1')))
    const replacement = Buffer.from(lines(spend('s-1')))
    expect(await run(retryQuarantine(store, entry.quarantineId, { now: LATER, replacement }))).toMatchObject({
      outcome: 'duplicate',
      position: 2,
    })
    expect(await run(listQuarantine(store))).toEqual([])
  })

  test('a released entry is not taken in again, and its poison does not open it again', async () => {
    const { store, entry } = await quarantined(lines('nonsense'))
    const replacement = Buffer.from(lines(spend('s-1')))
    await run(retryQuarantine(store, entry.quarantineId, { now: LATER, replacement }))
    expect(left(await retryQuarantine(store, entry.quarantineId, { now: LATER, replacement })())).toMatchObject({
      code: 'QUARANTINE_RELEASED',
      message: `${entry.quarantineId} was taken in already: it stands in the log as the event with source "/feed" and id "s-1"`,
    })
    expect(await take(store, lines('nonsense'))).toMatchObject({ quarantined: 1 })
    expect(await run(listQuarantine(store))).toEqual([])
  })
})
