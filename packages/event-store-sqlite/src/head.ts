import { createHash } from 'node:crypto'
import { instantOfMicros } from '@earnback/kernel'
import { type Head, NO_HASH } from '@earnback/event-store'
import { corrupt } from './faults'
import type { MetaRow, Statements } from './statements'

/** Binds the one row of `meta` together, so that an edit of any field of it is found. */
export const sealOfMeta = (meta: Omit<MetaRow, 'seal' | 'hash'> & { readonly hash: Uint8Array }): Buffer =>
  createHash('sha256')
    .update(JSON.stringify([meta.format, meta.store_id, meta.position, meta.recorded_at]))
    .update(meta.hash)
    .digest()

export const readMeta = (statements: Statements): MetaRow => {
  const meta = statements.meta.get()
  if (meta === undefined) throw corrupt('the store has lost the row that says where its log ends')
  if (!meta.seal.equals(sealOfMeta(meta))) throw corrupt('the row that says where the log ends was changed from outside')
  return meta
}

export const headOf = (meta: Pick<MetaRow, 'position' | 'recorded_at' | 'hash'>): Head => ({
  position: meta.position,
  hash: meta.hash.toString('hex'),
  recordedAt: meta.position === 0 || !Number.isSafeInteger(meta.recorded_at) ? undefined : instantOfMicros(meta.recorded_at),
})

/** The log's last batch must be the one that `meta` names: appending behind a dropped tail would bury the loss. */
export const checkTail = (statements: Statements, meta: MetaRow): void => {
  const tail = statements.tail.get()
  const position = tail === undefined ? 0 : tail.first_position + tail.count - 1
  if (position !== meta.position || !meta.hash.equals(tail?.hash ?? NO_HASH)) {
    throw corrupt(`the log ends at ${position}, and should end at ${meta.position}`)
  }
}
