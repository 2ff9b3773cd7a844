import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import * as E from 'fp-ts/Either'
import type { Appended, ColumnSpec, EventStore, NewEvent } from '@earnback/event-store'
import { sampleColumns, sameSampleContent } from '@earnback/event-store/testing'
import { instantOfMicros } from '@earnback/kernel'
import { sqliteEventStore, type SqliteEventStoreOptions } from '../sqlite-event-store'

export const AT = instantOfMicros(1_772_000_000_000_000)

/** A folder of its own for one test, and everything that was opened in it. */
export class StoreFolder {
  readonly folder = mkdtempSync(join(tmpdir(), 'earnback-store-'))
  readonly path = join(this.folder, 'log.db')
  private readonly closers: Array<() => unknown> = []

  async open(options: Partial<SqliteEventStoreOptions> = {}): Promise<EventStore> {
    const result = await this.tryOpen(options)
    if (E.isLeft(result)) throw new Error(`${result.left.code}: ${result.left.message}`)
    return result.right
  }

  async tryOpen(options: Partial<SqliteEventStoreOptions> = {}) {
    const columns: ColumnSpec = sampleColumns()
    const result = await sqliteEventStore({ path: this.path, columns, sameContent: sameSampleContent, ...options })()
    if (E.isRight(result)) this.closers.push(() => result.right.close())
    return result
  }

  /** The file as any program may open it, with what keeps the log append-only taken away. */
  raw(): Database.Database {
    const db = new Database(this.path)
    for (const { name } of db.prepare<[], { name: string }>("SELECT name FROM sqlite_master WHERE type = 'trigger'").all()) {
      db.exec(`DROP TRIGGER ${name}`)
    }
    this.closers.push(() => db.close())
    return db
  }

  async closeAll(): Promise<void> {
    for (const close of this.closers.splice(0)) await close()
  }

  async dispose(): Promise<void> {
    await this.closeAll()
    rmSync(this.folder, { recursive: true })
  }
}

export const appendAll = async (store: EventStore, events: ReadonlyArray<NewEvent>): Promise<Appended> => {
  const result = await store.append(events, AT)()
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left))
  return result.right
}
