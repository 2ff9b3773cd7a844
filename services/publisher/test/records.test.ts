import { ACCOUNT, COUPON } from '@earnback/coupon/testing'
import { formatInstant } from '@earnback/kernel'
import { at } from '@earnback/coupon/testing'
import type { NewEvent } from '@earnback/event-store'
import {
  append,
  asFact,
  decided,
  decisions,
  emptyStore,
  engineFact,
  facts,
  idsOn,
  publishOnce,
  RECORDED_AT,
  right,
  theCoupon,
} from './given'
import { MemorySink } from './memory-sink'

const publishedOf = async (...events: Parameters<typeof append>[1]): Promise<MemorySink> => {
  const store = emptyStore()
  await append(store, events)
  const sink = new MemorySink()
  right(await publishOnce(store, sink))
  return sink
}

describe('which events go out', () => {
  test.each([
    ['ThresholdMet', ['billing']],
    ['ThresholdReverted', ['billing']],
    ['CreditGranted', ['billing']],
    ['CreditWithheld', ['billing']],
    ['CreditWithdrawn', ['billing']],
    ['CreditReinstated', ['billing']],
    ['SpendWindowMissed', ['billing']],
    ['CreditHeld', ['billing', 'review']],
    ['HoldReleased', ['billing', 'review']],
    ['GrantReviewRequired', ['review']],
    ['CodeExpired', []],
    ['DeadlinesFrozen', []],
  ])('the engine’s %s goes to %j', async (name, topics) => {
    const sink = await publishedOf(decided(name, `${COUPON}:decided`))
    expect(sink.topics.records.map(({ topic, key }) => [topic, key])).toEqual(
      topics.map((topic) => [`earnback.${topic}.v1`, ACCOUNT]),
    )
  })

  test('a person’s hold and release go to billing and ask no person to look at them', async () => {
    const sink = await publishedOf(
      decided('CreditHeld', `${COUPON}:person:hold`),
      decided('HoldReleased', `${COUPON}:person:release`),
    )
    expect([idsOn(sink, 'billing'), idsOn(sink, 'review')]).toEqual([[`${COUPON}:person:hold`, `${COUPON}:person:release`], []])
  })

  test('what the platform says is its own and never goes out, whatever it is called', async () => {
    const sink = await publishedOf(...theCoupon(), ...facts(3), ...Object.keys(decisions).map(asFact))
    expect(sink.topics.records).toEqual([])
  })
})

describe('a record', () => {
  test('is the decision as a structured CloudEvent under its own identity, with what the store knows of it', async () => {
    const sink = await publishedOf(...theCoupon(), decided('CreditGranted', `${COUPON}:grant`, {}, { actor: 'ann' }))
    const [record] = sink.topics.records
    expect(record?.headers).toEqual({ 'content-type': 'application/cloudevents+json', causationid: 'calculation-1' })
    expect(JSON.parse(String(record?.value))).toEqual({
      specversion: '1.0',
      id: `${COUPON}:grant`,
      source: 'earnback/engine',
      type: 'earnback.CreditGranted.v1',
      time: decisions.CreditGranted?.time,
      datacontenttype: 'application/json',
      data: decisions.CreditGranted?.data,
      recordedat: formatInstant(at(RECORDED_AT)),
      position: 3,
      stream: `coupon-${COUPON}`,
      revision: 2,
      causationid: 'calculation-1',
    })
  })

  test('has the coordinates in Kafka of what came from there', async () => {
    const from = { topic: 'earnback.coupons.v1', partition: 3, offset: 77 }
    const sink = await publishedOf(decided('CreditGranted', `${COUPON}:grant`, {}, from))
    expect(JSON.parse(String(sink.topics.records[0]?.value))).toMatchObject(from)
  })
})

describe('a dead letter', () => {
  const base64 = (text: string): string => Buffer.from(text).toString('base64')
  const quarantined = (code: string, origin: object): NewEvent =>
    engineFact('RecordQuarantined', {
      quarantineId: 'q-1',
      code,
      message: 'not JSON',
      problems: [],
      raw: base64('\u0000poison'),
      origin,
    })
  const place = { topic: 'earnback.spend.v1', partition: 2, offset: 42, timestampMs: '1772409600000', format: 'kafka' }

  test('is the record as it came, byte for byte, with its place and the reason', async () => {
    const headers = JSON.stringify([
      ['a', base64('1')],
      ['a', base64('2')],
      ['deadletter-offset', base64('7')],
    ])
    const sink = await publishedOf(quarantined('NOT_JSON', { ...place, key: base64('acct-1'), headers }))
    expect(sink.topics.records).toEqual([
      {
        topic: 'earnback.dead-letters.v1',
        key: Buffer.from('acct-1'),
        value: Buffer.from('\u0000poison'),
        headers: {
          a: [Buffer.from('1'), Buffer.from('2')],
          'deadletter-topic': 'earnback.spend.v1',
          'deadletter-partition': '2',
          'deadletter-offset': '42',
          'deadletter-timestamp': '1772409600000',
          'deadletter-reason': 'NOT_JSON',
          'deadletter-message': 'not JSON',
          'deadletter-quarantine-id': 'q-1',
        },
      },
    ])
  })

  test('without a key has its place for one, and one without a value has none', async () => {
    const sink = await publishedOf(quarantined('NO_VALUE', place))
    expect(sink.topics.records).toMatchObject([{ key: 'earnback.spend.v1/2', value: null }])
  })

  test('is not made of a line of a file', async () => {
    const sink = await publishedOf(quarantined('NOT_JSON', { file: 'feed.ndjson', line: 3 }))
    expect(sink.topics.records).toEqual([])
  })
})
