import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { earnback } from './earnback'

export interface DemoStore {
  readonly store: string
  readonly folder: string
  readonly remove: () => void
}

/** The month's end of the demo, where its clock stands. */
export const DEMO_NOW = '2026-09-30T15:00:00Z'

/** The demo's month in a store of one's own. */
export const demoStore = async (): Promise<DemoStore> => {
  const folder = mkdtempSync(join(tmpdir(), 'earnback-web-'))
  const store = `sqlite:${join(folder, 'demo.db')}`
  const { code, out } = await earnback(['demo', '--store', store, '--json'])
  if (code !== 0) throw new Error(`the demo could not be filled: ${out}`)
  return { store, folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
