import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Ajv, { type ValidateFunction } from 'ajv'
import { parse, stringify } from 'yaml'
import { asyncApiDocument } from '../src/asyncapi/document'
import type { SinkRecord } from '../src'
import { append, decided, decisions, emptyStore, publishOnce, right } from './given'
import { MemorySink } from './memory-sink'

interface Channel {
  readonly address: string
  readonly messages: Readonly<Record<string, unknown>>
}

interface Message {
  readonly name: string
  readonly headers: object
  readonly bindings: { readonly kafka: { readonly key: object } }
}

interface Document {
  readonly channels: Readonly<Record<string, Channel>>
  readonly operations: Readonly<Record<string, { readonly action: string; readonly channel: { readonly $ref: string } }>>
  readonly components: {
    readonly messages: Readonly<Record<string, Message>>
    readonly schemas: Readonly<Record<string, { readonly properties?: object }>>
  }
}

const committed = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'asyncapi.yaml'), 'utf8')
const document = parse(committed) as Document

const metaSchema = JSON.parse(readFileSync(require.resolve('@asyncapi/specs/schemas/3.0.0-without-$id.json'), 'utf8')) as object

const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false, allErrors: true })
ajv.addKeyword('components')

const validators = new Map<string, ValidateFunction>()
const validator = (name: string): ValidateFunction => {
  const { schemas } = document.components
  const known = validators.get(name) ?? ajv.compile({ components: { schemas }, $ref: `#/components/schemas/${name}` })
  validators.set(name, known)
  return known
}

const complaints = (isValid: boolean, validate: ValidateFunction): unknown => (isValid ? [] : validate.errors)

/** What is wrong with a record by the document: its topic, its type, its key, its headers, its value. */
const problemsOf = ({ topic, key, headers, value }: SinkRecord): unknown => {
  const channel = Object.values(document.channels).find(({ address }) => address === topic)
  if (channel === undefined) return `no channel ${topic}`
  const json = JSON.parse(String(value)) as { type: string; data: { adAccountId: string } }
  const message = Object.keys(channel.messages).find(
    (name) => json.type === `earnback.${document.components.messages[name]?.name}.v1`,
  )
  if (message === undefined) return `no message for ${json.type} on ${topic}`
  const payload = validator(message)
  const ofHeaders = ajv.compile(document.components.messages[message]!.headers)
  return [
    key === json.data.adAccountId ? [] : `the key is ${String(key)}`,
    complaints(payload(json), payload),
    complaints(ofHeaders(headers), ofHeaders),
  ].flat()
}

const published = async (): Promise<ReadonlyArray<SinkRecord>> => {
  const store = emptyStore()
  await append(
    store,
    Object.keys(decisions).map((name) => decided(name, `coupon-1:${name}`, {}, { topic: 't', partition: 0, offset: 9 })),
  )
  const sink = new MemorySink()
  right(await publishOnce(store, sink))
  return sink.topics.records
}

describe('docs/asyncapi.yaml', () => {
  test('is what the codecs give (else run `make schemas`)', () => {
    expect(committed).toBe(stringify(asyncApiDocument(), { aliasDuplicateObjects: false, lineWidth: 130 }))
  })

  test('is an AsyncAPI 3.0 document', () => {
    const meta = new Ajv({ strict: false, validateFormats: false, allErrors: true })
    const validate = meta.compile(metaSchema)
    expect(complaints(validate(document), validate)).toEqual([])
    const operation = { action: 'shout', channel: { $ref: '#/channels/billing' } }
    expect(validate({ ...document, operations: { operation } })).toBe(false)
  })

  test('names every topic, and who sends on it', () => {
    const told = Object.values(document.operations).map(({ action, channel }) => {
      const { address } = document.channels[channel.$ref.split('/').at(-1)!]!
      return `${action} ${address}`
    })
    expect(told).toEqual([
      'receive earnback.coupons.v1',
      'receive earnback.spend.v1',
      'receive earnback.accounts.v1',
      'send earnback.billing.v1',
      'send earnback.review.v1',
      'send earnback.dead-letters.v1',
    ])
  })

  test('has no reference that leads nowhere', () => {
    const leadsTo = (path: string): unknown =>
      path
        .slice(2)
        .split('/')
        .reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], document)
    const references = [...committed.matchAll(/\$ref: "?(#\/[^"\s]+)/g)].map(([, path]) => path!)
    expect(references.length).toBeGreaterThan(100)
    expect(references.filter((path) => leadsTo(path) === undefined)).toEqual([])
  })
})

describe('what is published', () => {
  test('is as the document says, each decision on each of its topics', async () => {
    const records = await published()
    expect(records).toHaveLength(12)
    expect(records.map(problemsOf)).toEqual(records.map(() => []))
  })

  test.each([
    ['another key', (record: SinkRecord) => ({ ...record, key: 'other' })],
    ['another topic', (record: SinkRecord) => ({ ...record, topic: 'earnback.spend.v1' })],
    ['no content type', (record: SinkRecord) => ({ ...record, headers: {} })],
    ['no position', (record: SinkRecord) => ({ ...record, value: String(record.value).replace('"position"', '"place"') })],
    [
      'another source',
      (record: SinkRecord) => ({ ...record, value: String(record.value).replace('earnback/engine', 'platform') }),
    ],
    ['an amount as a number', (record: SinkRecord) => ({ ...record, value: String(record.value).replace('"10000"', '10000') })],
  ])('would not be with %s', async (_, broken) => {
    const [record] = await published()
    expect(problemsOf(record!)).toEqual([])
    expect(problemsOf(broken(record!))).not.toEqual([])
  })
})

test.each(['coupons', 'spend', 'accounts'])('a golden event of each message fits the channel %s', (name) => {
  for (const message of Object.keys(document.channels[name]!.messages)) {
    const event = document.components.messages[message]!.name
    const path = join(__dirname, '..', '..', '..', 'packages', 'coupon', 'golden', `${event}.v1.json`)
    const { sent } = JSON.parse(readFileSync(path, 'utf8')) as { sent: unknown }
    const validate = validator(message)
    expect({ event, problems: complaints(validate(sent), validate) }).toEqual({ event, problems: [] })
  }
})

test('the example in the guide for billing is a message as the document says', () => {
  const guide = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'guides', 'billing.md'), 'utf8')
  const [, value] = /```json\n([\s\S]*?)```/.exec(guide)!
  const { causationid, data } = JSON.parse(value!) as { causationid: string; data: { adAccountId: string } }
  const headers = { 'content-type': 'application/cloudevents+json', causationid }
  expect(problemsOf({ topic: 'earnback.billing.v1', key: data.adAccountId, headers, value: value! })).toEqual([])
})
