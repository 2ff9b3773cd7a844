import { StoreFault } from '@earnback/event-store'
import { type PartitionState, Readiness } from './readiness'
import { type Health, serveHealth } from './serve-health'

const never = (_: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve()))
const head = { position: 0, hash: '', recordedAt: undefined }
const partition = (state: PartitionState['state']): PartitionState => ({
  topic: 'spend',
  partition: 3,
  next: 120,
  highWatermark: 500,
  state,
})

const metrics = { type: 'text/plain', text: () => Promise.resolve('earnback_up 1\n') }

let health: Health
afterEach(() => health.close())

const ask = async (readiness: Readiness, path: string): Promise<readonly [number, unknown]> => {
  health = await serveHealth({ port: 0, host: '127.0.0.1', ready: readiness.reasons, metrics })
  const response = await fetch(`http://127.0.0.1:${health.port}${path}`)
  return [response.status, await response.json()]
}

test('live says that the process turns, ready that it can work', async () => {
  const readiness = new Readiness({ head: () => Promise.resolve(head) }, never)
  readiness.note([partition('moving')])
  expect(await ask(readiness, '/health/live')).toEqual([200, { status: 'live' }])
  await health.close()
  expect(await ask(readiness, '/health/ready')).toEqual([200, { status: 'ready', reasons: [] }])
  await health.close()
  expect((await ask(readiness, '/'))[0]).toBe(404)
})

test('ready names a store that fails, one that does not answer, and a partition that is stalled until it is lost', async () => {
  const fault = { kind: 'StoreUnavailable' as const, code: 'STORE_BUSY' as const, message: 'locked' }
  const failing = new Readiness({ head: () => Promise.reject(new StoreFault(fault)) }, never)
  failing.note([partition('stalled')])
  const reasons = ['STORE_BUSY: locked', 'spend/3 is stalled at 120 of 500']
  expect(await ask(failing, '/health/ready')).toEqual([503, { status: 'not ready', reasons }])
  failing.forget()
  expect(await failing.reasons()).toEqual(['STORE_BUSY: locked'])
  const silent = new Readiness({ head: () => new Promise(() => undefined) }, () => Promise.resolve())
  expect(await silent.reasons()).toEqual(['the store has not answered for 2000 ms'])
})

test('metrics are told as they are, and a fault of them is one answer', async () => {
  const readiness = new Readiness({ head: () => Promise.resolve(head) }, never)
  health = await serveHealth({ port: 0, host: '127.0.0.1', ready: readiness.reasons, metrics })
  const told = await fetch(`http://127.0.0.1:${health.port}/metrics`)
  expect([told.status, await told.text()]).toEqual([200, 'earnback_up 1\n'])
  expect(['content-type', 'cache-control'].map((name) => told.headers.get(name))).toEqual(['text/plain', 'no-store'])
  await health.close()
  const broken = { ...metrics, text: () => Promise.reject(new Error('gone')) }
  health = await serveHealth({ port: 0, host: '127.0.0.1', ready: readiness.reasons, metrics: broken })
  const failed = await fetch(`http://127.0.0.1:${health.port}/metrics`)
  expect([failed.status, await failed.json()]).toEqual([503, { code: 'METRICS_UNAVAILABLE', message: 'Error: gone' }])
})
