import { crc32 } from 'node:zlib'
import type { StoreUnavailable, ViewChange, ViewMoved, ViewState } from '@earnback/event-store'
import * as E from 'fp-ts/Either'
import type { TaskEither } from 'fp-ts/TaskEither'
import { corrupt, reading } from './faults'
import { readMeta } from './head'
import type { LogHandle } from './log-handle'
import type { Statements, ViewItemRow, ViewRow } from './statements'

export const checksumOfItem = (view: string, key: string, json: string): number => crc32(JSON.stringify([view, key, json]))

export const checksumOfView = ({ view, version, position, row_count, digest }: Omit<ViewRow, 'checksum'>): number =>
  crc32(JSON.stringify([view, version, position, row_count, digest]))

const changedFromOutside = (view: string) => corrupt(`the read model ${view} was changed from outside; rebuild it`)

const checkedView = (statements: Statements, view: string): ViewRow | undefined => {
  const row = statements.view.get(view)
  if (row !== undefined && row.checksum !== checksumOfView(row)) throw changedFromOutside(view)
  return row
}

const checkedItem = (view: string, row: ViewItemRow): ViewItemRow => {
  if (row.checksum !== checksumOfItem(view, row.key, row.json)) throw changedFromOutside(view)
  return row
}

export const viewState = (handle: LogHandle, view: string): ViewState | undefined =>
  reading(() => {
    const row = checkedView(handle.statements, view)
    return row === undefined ? undefined : { version: row.version, position: row.position }
  })

export const viewRow = (handle: LogHandle, view: string, key: string): string | undefined =>
  reading(() => {
    const row = handle.statements.viewItem.get(view, key)
    return row === undefined ? undefined : checkedItem(view, row).json
  })

/** Every row at one moment: pages read over several moments could mix the rows before a change with those after it. */
export async function* viewRows(handle: LogHandle, view: string): AsyncGenerator<readonly [string, string]> {
  for (const row of reading(() => handle.statements.viewItems.all(view))) {
    const { key, json } = checkedItem(view, row)
    yield [key, json]
  }
}

// Sums of checksums modulo 2^32: they do not depend on the order, and a row that goes or comes moves them.
const applyChange = (statements: Statements, change: ViewChange): void => {
  const { view, version, position, upserts, replace } = change
  const before = replace ? undefined : statements.view.get(view)
  if (replace) statements.deleteViewItems.run(view)
  let row_count = before?.row_count ?? 0
  let digest = before?.digest ?? 0
  for (const [key, json] of upserts) {
    const old = statements.viewItem.get(view, key)
    const checksum = checksumOfItem(view, key, json)
    if (old === undefined) row_count++
    digest = (digest - (old?.checksum ?? 0) + checksum) >>> 0
    statements.setViewItem.run(view, key, json, checksum)
  }
  const row = { view, version, position, row_count, digest }
  statements.setView.run(view, version, position, row_count, digest, checksumOfView(row))
}

export const changeView =
  (handle: LogHandle, change: ViewChange): TaskEither<StoreUnavailable | ViewMoved, void> =>
  async () => {
    const written = await handle.write((): ViewMoved | undefined => {
      const head = readMeta(handle.statements).position
      if (change.position > head) throw new RangeError(`view ${change.view} would stand ahead of the log`)
      const position = handle.statements.view.get(change.view)?.position ?? 0
      if (change.after !== undefined && change.after !== position) return { kind: 'ViewMoved', view: change.view, position }
      applyChange(handle.statements, change)
      handle.verifyDurable()
      return undefined
    })
    if (E.isLeft(written)) return written
    return written.right === undefined ? E.right(undefined) : E.left(written.right)
  }
