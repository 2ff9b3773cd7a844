import { createSign, generateKeyPairSync, type KeyObject, createHmac } from 'node:crypto'
import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { activated, Desk, issued, line, spent, type Started } from './earnback'

const desk = new Desk()
beforeAll(async () => {
  const file = desk.file('events.ndjson', [issued(), activated(), spent('s-1', '4000')].map(line).join(''))
  expect((await desk.run(['ingest', file])).exit).toBe(0)
})
afterAll(() => desk.remove())

interface Service {
  readonly started: Started
  readonly url: string
}

const serving = async (args: ReadonlyArray<string> = [], env: Readonly<Record<string, string>> = {}): Promise<Service> => {
  const started = desk.start(['serve', '--port', '0', ...args], { env })
  let url = ''
  await started.told((stderr) => {
    url = /listening on (\S+)/.exec(stderr)?.[1] ?? ''
    return url !== ''
  })
  return { started, url }
}
const stopped = async ({ started }: Service): Promise<{ exit: number | null; stdout: string; stderr: string }> => {
  started.child.kill('SIGTERM')
  return started.ended
}
const status = async (url: string, bearer?: string): Promise<number> =>
  (await fetch(url, { headers: bearer === undefined ? {} : { authorization: `Bearer ${bearer}` } })).status

const newKey = async (...args: ReadonlyArray<string>): Promise<{ key: string; id: string }> => {
  const { exit, json } = await desk.ask(['keys', 'create', ...args])
  expect(exit).toBe(0)
  return json as { key: string; id: string }
}

describe('without keys', () => {
  test('it does not start', async () => {
    expect(await desk.refusal(['serve', '--port', '0'])).toMatchObject({ exit: 2, code: 'KEYS_MISSING' })
  })

  test('--dev opens it on this machine, and on no other address', async () => {
    for (const host of ['0.0.0.0', '::', '192.0.2.1'])
      expect(await desk.refusal(['serve', '--port', '0', '--dev', '--host', host])).toMatchObject({
        exit: 2,
        code: 'DEV_NOT_LOCAL',
      })
    const service = await serving(['--dev'])
    const answer = await (await fetch(`${service.url}/v1/coupons/c-1`)).json()
    expect(answer).toEqual((await desk.ask(['progress', 'c-1'])).json)
    const spend = (await (await fetch(`${service.url}/v1/coupons/c-1/spend`)).json()) as object
    expect(spend).toEqual({ ...(await desk.ask(['explain', 'c-1'])).json, nextCursor: null })
    const end = await stopped(service)
    expect([end.exit, end.stdout]).toEqual([0, 'stopped\n'])
    expect((await desk.ask(['verify'])).json).toMatchObject({ ok: true })
  })

  test('a port that is taken is told', async () => {
    const service = await serving(['--dev'])
    const { port } = new URL(service.url)
    expect(await desk.refusal(['serve', '--dev', '--port', port])).toMatchObject({ exit: 2, code: 'PORT_IN_USE' })
    await stopped(service)
  })
})

describe('keys', () => {
  test('are shown once, let in what they may, and end at once when they are revoked', async () => {
    const { key, id } = await newKey('--scopes', 'coupons:read', '--accounts', 'acct-1', '--name', 'ads team')
    const { mode } = statSync(`${desk.db}.keys.json`)
    expect(mode & 0o777).toBe(0o600)
    const listed = await desk.run(['keys', 'list', '--json'])
    expect(listed.stdout).toContain(id)
    expect(listed.stdout).not.toContain(key)
    const service = await serving()
    expect(await status(`${service.url}/v1/coupons/c-1`)).toBe(401)
    expect(await status(`${service.url}/v1/coupons/c-1`, key)).toBe(200)
    expect(await status(`${service.url}/v1/findings`, key)).toBe(403)
    expect((await desk.run(['keys', 'revoke', id])).exit).toBe(0)
    while ((await status(`${service.url}/v1/coupons/c-1`, key)) !== 401) await new Promise((resolve) => setTimeout(resolve, 50))
    const { stderr } = await stopped(service)
    expect(stderr).not.toContain(key)
    expect(stderr).not.toContain(key.slice(-43))
  })

  test('are replaced with an overlap, in which both work', async () => {
    const old = await newKey('--scopes', 'coupons:read', '--accounts', '*')
    const next = await newKey('--replaces', old.id, '--overlap', 'P1D')
    const { keys } = (await desk.ask(['keys', 'list'])).json as { keys: ReadonlyArray<Record<string, unknown>> }
    const of = (id: string) => keys.find((one) => one.id === id)
    expect(of(next.id)).toMatchObject({ scopes: ['coupons:read'], accounts: ['*'], inForce: true })
    expect(Date.parse(String(of(old.id)?.expiresAt)) - Date.parse(String(of(next.id)?.createdAt))).toBe(86_400_000)
    const later = String(of(old.id)?.expiresAt)
    const after = (await desk.ask(['keys', 'list', '--now', later])).json as typeof keys extends never
      ? never
      : { keys: typeof keys }
    expect(after.keys.filter(({ id }) => id === old.id || id === next.id).map(({ inForce }) => inForce)).toEqual([false, true])
  })

  test.each([
    [['keys', 'create', '--scopes', 'everything', '--accounts', '*'], 2, 'ARGUMENT_INVALID'],
    [['keys', 'create', '--scopes', 'coupons:read'], 2, 'OPTION_MISSING'],
    [['keys', 'create', '--replaces', 'nobody'], 1, 'KEY_NOT_FOUND'],
    [['keys', 'revoke', 'nobody'], 1, 'KEY_NOT_FOUND'],
  ])('%j is refused', async (args, exit, code) => {
    expect(await desk.refusal(args)).toMatchObject({ exit, code })
  })
})

describe('tokens', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  const ISSUER = 'https://id.example'
  let keySet: Server
  let service: Service

  beforeAll(async () => {
    const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256', use: 'sig' }
    keySet = createServer((_, response) =>
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [jwk] })),
    )
    await new Promise<void>((resolve) => keySet.listen(0, '127.0.0.1', resolve))
    service = await serving([], {
      EARNBACK_KEYS: join(desk.folder, 'no-keys.json'),
      EARNBACK_OIDC_ISSUER: ISSUER,
      EARNBACK_OIDC_AUDIENCE: 'earnback',
      EARNBACK_OIDC_KEY_SET: `http://127.0.0.1:${(keySet.address() as AddressInfo).port}/jwks`,
    })
  })
  afterAll(async () => {
    await stopped(service)
    keySet.close()
  })

  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const seconds = Math.floor(Date.now() / 1_000)
  const CLAIMS = {
    iss: ISSUER,
    aud: 'earnback',
    sub: 'ana',
    exp: seconds + 600,
    scope: 'openid coupons:read',
    ad_accounts: ['acct-1'],
  }
  const signed = (claims: object, key: KeyObject = privateKey, header: object = { alg: 'RS256', kid: 'k1' }): string => {
    const text = `${part(header)}.${part(claims)}`
    return `${text}.${createSign('RSA-SHA256').update(text).sign(key).toString('base64url')}`
  }
  const asked = (token: string, path = '/v1/coupons/c-1'): Promise<number> => status(`${service.url}${path}`, token)

  test('of the issuer let in what they say, and again from memory', async () => {
    const token = signed(CLAIMS)
    expect([await asked(token), await asked(token), await asked(token, '/v1/findings')]).toEqual([200, 200, 403])
    expect(await asked(signed({ ...CLAIMS, ad_accounts: ['acct-2'] }))).toBe(404)
    expect(await asked(signed({ ...CLAIMS, ad_accounts: undefined }))).toBe(404)
    expect(await asked(signed({ ...CLAIMS, scope: undefined }))).toBe(403)
  })

  const pem = publicKey.export({ type: 'spki', format: 'pem' })
  const confused = `${part({ alg: 'HS256', kid: 'k1' })}.${part(CLAIMS)}`
  test.each([
    ['of another issuer', signed({ ...CLAIMS, iss: 'https://other.example' })],
    ['for another audience', signed({ ...CLAIMS, aud: 'billing' })],
    ['that expired', signed({ ...CLAIMS, exp: seconds - 60 })],
    ['that never expire', signed({ ...CLAIMS, exp: undefined })],
    ['of nobody', signed({ ...CLAIMS, sub: undefined })],
    ['that are not in force yet', signed({ ...CLAIMS, nbf: seconds + 600 })],
    ['signed by a stranger', signed(CLAIMS, stranger)],
    ['without a signature', `${part({ alg: 'none' })}.${part(CLAIMS)}.`],
    ['signed with the public key as a secret', `${confused}.${createHmac('sha256', pem).update(confused).digest('base64url')}`],
    ['that were changed', signed(CLAIMS).replace(/\.[^.]+\./, `.${part({ ...CLAIMS, ad_accounts: ['*'] })}.`)],
  ])('%s are refused', async (_, token) => {
    expect(await asked(token)).toBe(401)
  })

  test('need all three settings, and keys that come over https', async () => {
    const some = { EARNBACK_OIDC_ISSUER: ISSUER }
    expect(await desk.refusal(['serve'], { env: some })).toMatchObject({ exit: 2, code: 'CONFIG_INCOMPLETE' })
    const plain = { ...some, EARNBACK_OIDC_AUDIENCE: 'a', EARNBACK_OIDC_KEY_SET: 'http://id.example/jwks' }
    expect(await desk.refusal(['serve'], { env: plain })).toMatchObject({ exit: 2, code: 'CONFIG_INVALID' })
  })
})

test('pages are served with a strict policy, hashed assets for ever, and nothing outside their folder', async () => {
  const pages = join(desk.folder, 'pages')
  mkdirSync(join(pages, 'assets'), { recursive: true })
  writeFileSync(join(pages, 'index.html'), '<!doctype html><title>Earnback</title>')
  writeFileSync(join(pages, 'assets', 'app-Bx3kQ9aZ.js'), 'export {}')
  const service = await serving(['--dev', '--pages', pages])
  for (const path of ['/', '/accounts/acct-1', '/coupons/c-1', '/coupons/nothing']) {
    const { status: code, headers } = await fetch(`${service.url}${path}`)
    expect([path, code, headers.get('cache-control')]).toEqual([path, 200, 'no-cache'])
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; script-src 'self'; style-src 'self';.*frame-ancestors 'none'$/,
    )
    expect(headers.get('content-security-policy')).not.toContain('unsafe')
    const again = await fetch(`${service.url}${path}`, { headers: { 'if-none-match': headers.get('etag') ?? '' } })
    expect(again.status).toBe(304)
  }
  const asset = await fetch(`${service.url}/assets/app-Bx3kQ9aZ.js`)
  expect([asset.status, asset.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable'])
  for (const path of ['/assets/..%2f..%2fstore.db', '/..%2fstore.db', '/assets/app.js', '/store.db'])
    expect([path, await status(`${service.url}${path}`)]).toEqual([path, 404])
  await stopped(service)
})
