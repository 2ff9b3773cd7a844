import { Agent, request } from 'node:http'
import { createConnection, type Socket } from 'node:net'
import * as fc from 'fast-check'
import { SCOPES } from '@earnback/query-api'
import { ApiDesk, type Got, json } from './api'
import { complaints, OPERATIONS, type Operation, type Parameter } from './document'

/** How many requests are made up; 10,000 unless told. */
const REQUESTS = Number(process.env.EARNBACK_TEST_FUZZ_REQUESTS ?? 10_000)
const AT_ONCE = 40

const desk = new ApiDesk()
const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE })
let staff = ''
let foreign = ''

beforeAll(async () => {
  await desk.start({
    limits: {
      minPositionWaitMs: 20,
      ratePerSecond: 0,
      deniedPerSecond: 0,
      headersTimeoutMs: 400,
      requestTimeoutMs: 800,
      connectionsCheckEveryMs: 50,
      connectionsMax: 300,
    },
  })
  staff = desk.key(SCOPES, ['*'])
  foreign = desk.key(SCOPES, ['acct-2'])
})
afterAll(async () => {
  agent.destroy()
  await desk.end()
})

const odd = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '0',
    '-1',
    '1e9',
    'null',
    'true',
    '[]',
    '{}',
    '%00',
    '%',
    '%zz',
    '../..',
    '..%2f',
    '__proto__',
    '\u0000',
    '’',
    '𝒳',
  ),
  fc.constantFrom(
    '99999999999999999999',
    '2026-02-30T00:00:00Z',
    '2026-03-01T00:00:00+09:00',
    '0001-01-01T00:00:00Z',
    '1=1',
    '*',
  ),
  fc.string({ maxLength: 40, unit: 'binary' }),
  fc.string({ minLength: 500, maxLength: 600 }),
)
const known = fc.constantFrom('c-1', 'c-2', 'c-3', 'acct-1', 'acct-2')

const fitting = ({ schema }: Parameter): fc.Arbitrary<string> => {
  if (Array.isArray(schema.enum)) return fc.constantFrom(...(schema.enum as string[]))
  if (schema.type === 'integer') return fc.integer({ min: 0, max: 2_000 }).map(String)
  if (schema.format === 'date-time') return fc.constantFrom('2026-03-03T00:00:00Z', '2026-03-05T09:00:00.123456+09:00')
  return known
}

const values = (parameters: ReadonlyArray<Parameter>): fc.Arbitrary<ReadonlyArray<readonly [Parameter, string]>> =>
  fc.tuple(
    ...parameters.map((parameter) =>
      fc
        .oneof({ weight: 3, arbitrary: fitting(parameter) }, { weight: 1, arbitrary: odd })
        .map((value) => [parameter, value] as const),
    ),
  )

interface Made {
  readonly operationId: string
  readonly path: string
  readonly headers: Record<string, string>
  readonly body: string | undefined
}

const body = fc.oneof(
  fc.record({ code: fc.oneof(known, odd), adAccountId: fc.oneof(known, odd) }).map((value) => JSON.stringify(value)),
  fc.json({ maxDepth: 3 }),
  odd,
)
const bearer = fc.constantFrom('staff', 'foreign', 'none', 'odd')
const headerText = (text: string): string => text.replace(/[^\x21-\x7e]/g, '.') || '.'

const made = (operation: Operation): fc.Arbitrary<Made> => {
  const inPath = operation.parameters.filter((parameter) => parameter.in === 'path')
  const inQuery = operation.parameters.filter((parameter) => parameter.in === 'query')
  const inHeader = operation.parameters.filter((parameter) => parameter.in === 'header')
  return fc
    .record({
      path: values(inPath),
      query: fc.subarray(inQuery).chain(values),
      more: fc.option(fc.tuple(odd, odd), { nil: undefined, freq: 8 }),
      headers: fc.subarray(inHeader).chain(values),
      bearer,
      etag: fc.option(odd, { nil: undefined, freq: 6 }),
      body,
      isRaw: fc.boolean(),
    })
    .map(({ path, query, more, headers, bearer: by, etag, body: text, isRaw }) => {
      const written = (value: string): string =>
        isRaw && /^[\x21-\x7e]+$/.test(value) && !value.includes('#') ? value : encode(value)
      const filled = path.reduce((at, [{ name }, value]) => at.replace(`{${name}}`, written(value)), operation.path)
      const pairs = query.map(([{ name }, value]) => `${name}=${encode(value)}`)
      if (more !== undefined) pairs.push(`${encode(more[0])}=${encode(more[1])}`)
      const authorization = { staff, foreign, none: undefined, odd: `Bearer ${headerText(text)}` }[by]
      return {
        operationId: operation.operationId,
        path: `${filled}${pairs.length === 0 ? '' : `?${pairs.join('&')}`}`,
        headers: {
          ...Object.fromEntries(headers.map(([{ name }, value]) => [name, headerText(value)])),
          ...(authorization === undefined ? {} : { authorization }),
          ...(etag === undefined ? {} : { 'if-none-match': headerText(etag) }),
          ...(operation.hasBody ? { 'content-type': 'application/json' } : {}),
        },
        body: operation.hasBody ? text : undefined,
      }
    })
}
const encode = (text: string): string => encodeURIComponent(text.toWellFormed())

const operationOf = ({ operationId }: Made): Operation => {
  const found = OPERATIONS.find((operation) => operation.operationId === operationId)
  if (found === undefined) throw new Error(operationId)
  return found
}

const send = (one: Made): Promise<Got> =>
  new Promise((resolve, reject) => {
    const { path, headers, body: text } = one
    const { hostname, port } = new URL(desk.url)
    const sent = request({ agent, host: hostname, port, path, method: operationOf(one).method, headers }, (response) => {
      const got = (body: string): Got => ({
        status: response.statusCode ?? 0,
        headers: new Headers(Object.entries(response.headers).map(([name, value]) => [name, String(value)])),
        text: body,
      })
      if (response.headers['content-type'] === 'text/event-stream') {
        response.destroy()
        return resolve(got(''))
      }
      let received = ''
      response
        .setEncoding('utf8')
        .on('data', (chunk: string) => (received += chunk))
        .on('end', () => resolve(got(received)))
    })
    sent.on('error', reject).setTimeout(20_000, () => sent.destroy(new Error(`no answer to ${path}`)))
    sent.end(text)
  })

const STACK = /\n\s+at |node_modules|\/dist\/|\.[jt]s:\d+/
/** Statuses that no operation describes, because they say that the address itself is none. */
const ELSEWHERE = new Set(['ADDRESS_UNKNOWN', 'METHOD_NOT_ALLOWED', 'URL_INVALID', 'REQUEST_INVALID', 'PAGES_MISSING'])
const MAY_BE_LATER = new Set(['POSITION_NOT_REACHED'])

const wrong = (one: Made, got: Got): ReadonlyArray<string> => {
  if (STACK.test(got.text)) return ['it shows a stack trace']
  const code = got.headers.get('content-type')?.includes('problem') === true ? String(json(got).code) : ''
  if (got.status >= 500 && !MAY_BE_LATER.has(code)) return [`${got.status} ${code}`]
  if (ELSEWHERE.has(code) && got.status < 500) return []
  return complaints(operationOf(one), got)
}

test(`${REQUESTS} requests made up from the document: no fault, no silence, no stack trace, nothing that the document does not say`, async () => {
  const operations = OPERATIONS.filter(({ operationId }) => operationId !== 'getMetrics')
  const some = fc.array(fc.constantFrom(...operations).chain(made), { minLength: AT_ONCE, maxLength: AT_ONCE })
  const statuses = new Map<number, number>()
  await fc.assert(
    fc.asyncProperty(some, async (requests) => {
      const told = await Promise.all(requests.map(async (one) => ({ one, got: await send(one) })))
      for (const { got } of told) statuses.set(got.status, (statuses.get(got.status) ?? 0) + 1)
      const faults = told.flatMap(({ one, got }) => wrong(one, got).map((fault) => ({ fault, ...one })))
      expect(faults).toEqual([])
    }),
    { numRuns: Math.ceil(REQUESTS / AT_ONCE), endOnFailure: true },
  )
  expect(desk.logged.filter((line) => line.includes('a fault of the service'))).toEqual([])
  // Made up or not, some of them must have got through to every kind of answer.
  for (const status of [200, 400, 401, 404]) expect([status, (statuses.get(status) ?? 0) > 0]).toEqual([status, true])
}, 300_000)

const connected = async (first = ''): Promise<Socket> => {
  const { hostname, port } = new URL(desk.url)
  const socket = createConnection({ host: hostname, port: Number(port) })
  socket.on('error', () => undefined)
  await new Promise((resolve) => socket.once('connect', resolve))
  if (first !== '') socket.write(first)
  return socket
}
const ended = (socket: Socket): Promise<string> =>
  new Promise((resolve) => {
    let text = ''
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()))
    socket.once('close', () => resolve(text))
  })

describe('connections that never become a request', () => {
  test('are closed: those that say nothing, those that drip their headers, those that owe a body', async () => {
    const silent = await Promise.all(Array.from({ length: 60 }, () => connected()))
    const dripping = await Promise.all(Array.from({ length: 60 }, () => connected('GET /v1/coupons/c-1 HTTP/1.1\r\nHost: x\r\n')))
    const drip = setInterval(() => dripping.forEach((socket) => socket.writable && socket.write('x-a: b\r\n')), 50)
    const owing = await Promise.all(
      Array.from({ length: 60 }, () =>
        connected(
          `POST /v1/diagnoses HTTP/1.1\r\nHost: x\r\nAuthorization: ${staff}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`,
        ),
      ),
    )
    const all = Promise.all([...silent, ...dripping, ...owing].map(ended))
    expect((await desk.get('/health/live')).status).toBe(200)
    const said = await all
    clearInterval(drip)
    expect(said.filter((text) => text !== '' && !text.startsWith('HTTP/1.1 408'))).toEqual([])
    expect((await desk.get('/v1/coupons/c-1', staff)).status).toBe(200)
  })

  test('are bounded in number', async () => {
    const sockets = await Promise.all(Array.from({ length: 320 }, () => connected()))
    const closed = await Promise.race(sockets.map(ended))
    expect(closed).toBe('')
    sockets.forEach((socket) => socket.destroy())
  })

  test.each([
    ['bytes', Buffer.from([0, 255, 1, 254, 13, 10, 13, 10]), '400'],
    ['no version', Buffer.from('GET / \r\n\r\n'), '400'],
    ['headers of 20 kB', Buffer.from(`GET /health/live HTTP/1.1\r\nHost: x\r\nx-a: ${'a'.repeat(20_000)}\r\n\r\n`), '431'],
    [
      'two lengths',
      Buffer.from('POST /v1/diagnoses HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'),
      '400',
    ],
    [
      'a length and chunks',
      Buffer.from('POST /v1/diagnoses HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'),
      '400',
    ],
  ])('that bring %s are refused in words and closed', async (_, bytes, status) => {
    const socket = await connected()
    socket.write(bytes)
    expect(await ended(socket)).toMatch(new RegExp(`^HTTP/1.1 ${status} [^]*"code":`))
  })
})
