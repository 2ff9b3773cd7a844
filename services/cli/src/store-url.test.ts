import * as E from 'fp-ts/Either'
import { parseStoreUrl } from './store-url'

const pathOf = (text: string): string | undefined => {
  const parsed = parseStoreUrl(text)
  return E.isRight(parsed) && parsed.right.kind === 'sqlite' ? parsed.right.path : undefined
}

const codeOf = (text: string): string | undefined => {
  const parsed = parseStoreUrl(text)
  return E.isLeft(parsed) ? parsed.left.code : undefined
}

test.each([
  ['sqlite:./data/earnback.db', './data/earnback.db'],
  ['sqlite:/var/lib/earnback.db', '/var/lib/earnback.db'],
  ['sqlite:///var/lib/earnback.db', '/var/lib/earnback.db'],
  ['sqlite:a b?.db', 'a b?.db'],
])('%s names the file %s', (text, path) => {
  expect(pathOf(text)).toBe(path)
})

test.each(['', 'sqlite:', 'sqlite::memory:', 'data/earnback.db', 'SQLITE:x', 'postgres://x', 'sqlite:a\0b'])(
  '%j is no store',
  (text) => {
    expect(codeOf(text)).toBe('STORE_URL_INVALID')
  },
)

test.each([
  ['esdb://localhost:2113', 'esdb://localhost:2113'],
  ['esdb+discover://a,b?tls=false', 'esdb+discover://a,b?tls=false'],
  ['kurrentdb://x:2113', 'esdb://x:2113'],
  ['kurrentdb+discover://x', 'esdb+discover://x'],
])('%s is a server, met as %s', (text, connection) => {
  expect(parseStoreUrl(text)).toEqual(E.right({ kind: 'eventstoredb', text, connection }))
})

test('the password of a server is in the connection and in no text', () => {
  const parsed = parseStoreUrl('esdb://admin:hunter2@host:2113?tls=true')
  expect(parsed).toMatchObject({
    right: { text: 'esdb://admin:***@host:2113?tls=true', connection: 'esdb://admin:hunter2@host:2113?tls=true' },
  })
})

test.each(['esdb:', 'esdb://', 'esdb://?tls=false', 'esdbx://a'])('%s names no server', (text) => {
  expect(codeOf(text)).toBe('STORE_URL_INVALID')
})
