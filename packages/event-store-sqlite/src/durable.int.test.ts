import * as E from 'fp-ts/Either'
import { sampleColumns, sampleEvent, sameSampleContent } from '@earnback/event-store/testing'
import { Appender } from './append'
import { LogHandle } from './log-handle'
import { openFile } from './open-file'
import { AT, StoreFolder } from './testing/store-file'

describe('Durability', () => {
  const folder = new StoreFolder()
  afterAll(() => folder.dispose())

  const appenderAt = (synchronous: string) => {
    const { db, statements } = openFile({ path: folder.path, timeoutMs: 100 })
    db.pragma(`synchronous = ${synchronous}`)
    const handle = new LogHandle(db, statements, { columns: sampleColumns(), sameContent: sameSampleContent, attemptsMax: 1 })
    return { db, appender: new Appender(handle) }
  }

  it.each(['OFF', 'NORMAL'])(
    'is read back within the first write, which is refused where SQLite would not wait: %s',
    async (level) => {
      const { db, appender } = appenderAt(level)
      const result = await appender.append({ events: [sampleEvent('a')] }, AT)()
      expect(result).toEqual(E.left(expect.objectContaining({ code: 'STORE_NOT_DURABLE' })))
      expect(db.prepare('SELECT count(*) AS count FROM batch').get()).toEqual({ count: 0 })
      db.close()
    },
  )

  it('holds where SQLite does', async () => {
    const { db, appender } = appenderAt('FULL')
    expect(E.isRight(await appender.append({ events: [sampleEvent('a')] }, AT)())).toBe(true)
    db.close()
  })
})
