import type { RawRecord } from '@earnback/ingester'
import { noticingIdle } from './noticing-idle'

const record = (line: number, isLast = false): RawRecord => ({
  bytes: Buffer.from(''),
  origin: { line },
  reading: {},
  ...(isLast ? { idleAfter: true as const } : {}),
})

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const ticks = async (count: number): Promise<void> => {
  for (let left = count; left > 0; left--) await tick()
}

const heard = async (source: () => AsyncGenerator<RawRecord>): Promise<ReadonlyArray<unknown>> => {
  const said: unknown[] = []
  for await (const { origin } of noticingIdle(
    source(),
    () => ticks(3),
    () => said.push('idle'),
  ))
    said.push(origin.line)
  return said
}

test('a source that falls silent after its last record is idle', async () => {
  const said = await heard(async function* () {
    yield record(1)
    yield record(2, true)
    await ticks(10)
    yield record(3)
  })
  expect(said).toEqual([1, 2, 'idle', 3])
})

test('a pause in the midst of a file is no idleness', async () => {
  const said = await heard(async function* () {
    yield record(1)
    await ticks(10)
    yield record(2, true)
  })
  expect(said).toEqual([1, 2])
})

test('a source with nothing at all is idle', async () => {
  const said = await heard(async function* () {
    await ticks(10)
    yield* []
  })
  expect(said).toEqual(['idle'])
})

test('a fault of the source passes through, also while it was idle', async () => {
  const failing = heard(async function* () {
    yield record(1, true)
    await ticks(10)
    throw new Error('gone')
  })
  await expect(failing).rejects.toThrow('gone')
})
