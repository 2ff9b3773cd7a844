import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as E from 'fp-ts/Either'
import * as fc from 'fast-check'
import { collect, type EventStore, StoreFault } from '@earnback/event-store'
import { sampleEvent } from '@earnback/event-store/testing'
import { appendAll, StoreFolder } from './testing/store-file'

const filled = async (store: EventStore): Promise<void> => {
  for (let batch = 0; batch < 5; batch++) {
    const events = Array.from({ length: 6 }, (_, index) =>
      sampleEvent(`e-${batch}-${index}`, { stream: `s-${index % 4}`, amount: index, notes: { batch }, text: 'é'.repeat(20) }),
    )
    await appendAll(store, events)
  }
  const changed = await store.changeView({ view: 'v', version: '1', position: 9, upserts: [['k', '{"n":1}']], replace: false })()
  if (E.isLeft(changed)) throw new Error('the view was not written')
}

const everything = async (store: EventStore): Promise<unknown> => [
  await store.head(),
  await collect(store.readAll(0)),
  await collect(store.readStream('s-1')),
  await collect(store.readColumns(0)),
  await store.view('v'),
  await collect(store.viewRows('v')),
]

/** Whether the damage is found: refused at opening, named by an audit, or a fault while reading. */
const isFound = async (folder: StoreFolder, path: string, expected: unknown): Promise<boolean> => {
  try {
    const opened = await folder.tryOpen({ path })
    if (E.isLeft(opened)) return true
    if ((await opened.right.audit(() => undefined)).problems.length > 0) return true
    // Nothing was found: then nothing that is read may differ, because the bit lies in space that nothing uses.
    expect(await everything(opened.right)).toEqual(expected)
    return false
  } catch (error) {
    if (error instanceof StoreFault) return true
    throw error
  }
}

describe('A bit that flips anywhere in the file', () => {
  it('is found, or changes nothing that anybody reads', async () => {
    const folder = new StoreFolder()
    const store = await folder.open()
    await filled(store)
    const expected = await everything(store)
    await folder.closeAll()
    const bytes = readFileSync(folder.path)
    let run = 0
    let found = 0
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: bytes.length * 8 - 1 }), async (bit) => {
        const path = join(folder.folder, `flipped-${run++}.db`)
        const flipped = Buffer.from(bytes)
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
        writeFileSync(path, flipped)
        if (await isFound(folder, path, expected)) found++
        await folder.closeAll()
      }),
      { numRuns: Number(process.env.FLIPS ?? 300) },
    )
    expect(found).toBeGreaterThan(50)
    await folder.dispose()
  }, 60_000)
})
