import * as E from 'fp-ts/Either'
import { sampleColumns, sampleEvent, sameSampleContent } from '@earnback/event-store/testing'
import { sqliteEventStore } from '../sqlite-event-store'
import { AT } from './store-file'

/** Appends `batches` batches of `size` events that only this writer has, each with one event that every writer brings. */
const write = async (path: string, writer: string, batches: number, size: number): Promise<void> => {
  const opened = await sqliteEventStore({
    path,
    columns: sampleColumns(),
    sameContent: sameSampleContent,
    busyTimeoutMs: 60_000,
  })()
  if (E.isLeft(opened)) throw new Error(opened.left.message)
  const store = opened.right
  for (let batch = 0; batch < batches; batch++) {
    const own = Array.from({ length: size }, (_, index) =>
      sampleEvent(`${writer}-${batch}-${index}`, { stream: `s-${(batch + index) % 7}`, amount: index }),
    )
    const appended = await store.append([...own, sampleEvent(`shared-${batch}`, { stream: 'shared' })], AT)()
    if (E.isLeft(appended)) throw new Error(JSON.stringify(appended.left))
  }
  await store.close()
}

// Starts when it is told to, so that writers that were started one after the other write at once.
const [path = '', writer = '', batches = '0', size = '0'] = process.argv.slice(2)
process.once('message', () => {
  void write(path, writer, Number(batches), Number(size)).then(() => process.disconnect())
})
process.send?.('ready')
