import type { Look } from './look'
import { table, type TableColumn } from './table'

/** A key as `--json` has it. */
export interface KeyJson {
  readonly id: string
  readonly name: string | null
  readonly scopes: ReadonlyArray<string>
  readonly accounts: ReadonlyArray<string>
  readonly createdAt: string
  readonly expiresAt: string | null
  readonly revokedAt: string | null
  readonly inForce: boolean
}

const COLUMNS: ReadonlyArray<TableColumn> = ['id', 'name', 'in force', 'until', 'accounts', 'scopes'].map((title) => ({
  title,
  align: 'left',
}))

export const keysText = function* (keys: ReadonlyArray<KeyJson>, look: Look): Generator<string> {
  const rows = keys.map(({ id, name, scopes, accounts, expiresAt, revokedAt, inForce }) => [
    id,
    name ?? '',
    inForce ? 'yes' : 'no',
    revokedAt ?? expiresAt ?? '',
    accounts.join(','),
    scopes.join(','),
  ])
  if (rows.length === 0) yield 'There are no keys.'
  else yield* table(COLUMNS, rows, look.columns)
}
