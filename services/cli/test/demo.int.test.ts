import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { removeDemoStore } from '../src/demo/fresh-store'

describe('the store of the last demo', () => {
  const folder = mkdtempSync(join(tmpdir(), 'earnback-demo-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  test('is taken away with its side files', () => {
    const path = join(folder, 'demo.db')
    for (const suffix of ['', '-wal', '-shm']) writeFileSync(`${path}${suffix}`, 'old')
    removeDemoStore(path)
    expect(['', '-wal', '-shm'].filter((suffix) => existsSync(`${path}${suffix}`))).toEqual([])
  })

  test('may be missing, and a folder of its name stays', () => {
    removeDemoStore(join(folder, 'missing.db'))
    removeDemoStore(folder)
    expect(existsSync(folder)).toBe(true)
  })
})
