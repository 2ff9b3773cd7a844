import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { instantOfMicros } from '@earnback/kernel'
import * as E from 'fp-ts/Either'
import { type ApiKey, newApiKey } from './api-key'
import { changeKeys, readKeys, WatchedKeys } from './key-file'

const folder = mkdtempSync(join(tmpdir(), 'earnback-keys-'))
afterAll(() => rmSync(folder, { recursive: true }))
let count = 0
const newPath = (): string => join(folder, `folder-${count++}`, 'keys.json')

const key = (fill: number): ApiKey => {
  const { id, hash } = newApiKey((bytes) => Buffer.alloc(bytes, fill))
  const createdAt = instantOfMicros(1_000_000)
  return { id, hash, name: 'x', scopes: ['coupons:read'], accounts: ['*'], createdAt, expiresAt: undefined, revokedAt: undefined }
}
const codeOf = (read: E.Either<{ code: string }, unknown>): string => (E.isLeft(read) ? read.left.code : 'fine')

test('keys are kept for their owner alone, and read back as they were', () => {
  const path = newPath()
  expect(readKeys(path)).toEqual(E.right([]))
  changeKeys(path, () => [key(1)])
  changeKeys(path, (keys) => [...keys, key(2)])
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(readKeys(path)).toEqual(E.right([key(1), key(2)]))
})

test('a file that others may read is refused', () => {
  const path = newPath()
  changeKeys(path, () => [key(1)])
  chmodSync(path, 0o640)
  expect(codeOf(readKeys(path))).toBe('KEYS_EXPOSED')
  expect(codeOf(changeKeys(path, () => []))).toBe('KEYS_EXPOSED')
})

test.each([
  ['{', 'is not JSON'],
  ['{"version":2,"keys":[]}', 'version'],
  ['{"version":1,"keys":[{"id":"a","hash":"xyz","scopes":["all"],"accounts":[],"createdAt":"2026-01-01T00:00:00Z"}]}', 'scopes'],
])('a file that says %s is refused', (text, says) => {
  const path = newPath()
  changeKeys(path, () => [])
  writeFileSync(path, text)
  const read = readKeys(path)
  expect(read).toMatchObject(E.left({ code: 'KEYS_INVALID', message: expect.stringContaining(says) as unknown }))
})

test('of two that change it at once one is told to wait', () => {
  const path = newPath()
  changeKeys(path, () => [])
  writeFileSync(`${path}.lock`, '')
  expect(codeOf(changeKeys(path, () => []))).toBe('KEYS_LOCKED')
})

test('whoever watches it learns of changes; a file that is damaged meanwhile leaves the last keys in force', () => {
  const path = newPath()
  const watched = new WatchedKeys(path)
  expect([watched.refresh(), watched.byId.size]).toEqual([undefined, 0])
  changeKeys(path, () => [key(1)])
  expect([watched.refresh(), watched.byId.size]).toEqual([undefined, 1])
  const good = readFileSync(path)
  writeFileSync(path, 'damaged')
  expect([watched.refresh()?.code, watched.byId.size]).toEqual(['KEYS_INVALID', 1])
  writeFileSync(path, good)
  changeKeys(path, () => [])
  expect([watched.refresh(), watched.byId.size]).toEqual([undefined, 0])
  rmSync(path)
  expect([watched.refresh(), watched.byId.size]).toEqual([undefined, 0])
})
