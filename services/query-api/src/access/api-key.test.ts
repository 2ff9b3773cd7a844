import { instantOfMicros } from '@earnback/kernel'
import { type ApiKey, keyShown, newApiKey } from './api-key'

const NOW = instantOfMicros(1_000)
const made = newApiKey((count) => Buffer.alloc(count, 7))
const kept: ApiKey = {
  id: made.id,
  name: undefined,
  hash: made.hash,
  scopes: ['coupons:read'],
  accounts: ['a-1'],
  createdAt: NOW,
  expiresAt: undefined,
  revokedAt: undefined,
}
const among = (key: ApiKey): ReadonlyMap<string, ApiKey> => new Map([[key.id, key]])

test('a key has 256 random bits, and what is kept of it holds neither them nor the key', () => {
  const [, , secret = ''] = made.key.split('_')
  expect(Buffer.from(secret, 'base64url')).toHaveLength(32)
  expect(JSON.stringify(kept)).not.toContain(secret)
  expect(made.hash).toMatch(/^[0-9a-f]{64}$/)
})

test('it is known again, and any other text is not', () => {
  expect(keyShown(made.key, among(kept), NOW)).toBe(kept)
  for (let index = 4; index < made.key.length; index++) {
    const other = made.key[index] === 'B' ? 'C' : 'B'
    const changed = `${made.key.slice(0, index)}${other}${made.key.slice(index + 1)}`
    // The last letter carries two bits that no byte holds; the text is compared and not the bytes, so it matters too.
    expect([index, keyShown(changed, among(kept), NOW)]).toEqual([index, undefined])
  }
  for (const text of ['', 'ebk_', `${made.key} `, made.key.slice(0, -1), `${made.key}A`, made.key.toUpperCase()])
    expect(keyShown(text, among(kept), NOW)).toBeUndefined()
})

test('it is in force until the very instant at which it expires or is revoked', () => {
  for (const end of ['expiresAt', 'revokedAt'] as const) {
    expect(keyShown(made.key, among({ ...kept, [end]: instantOfMicros(1_001) }), NOW)).toBeDefined()
    expect(keyShown(made.key, among({ ...kept, [end]: NOW }), NOW)).toBeUndefined()
  }
})
