// Runs Schemathesis against a server on the demo's month: opened with --dev, then with a key of staff, then with a narrow one.
// It installs itself into a temporary folder, which needs Python 3 with venv.
import { execFileSync, spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const VERSION = '4.32.5'
const NOW = '2026-09-30T15:00:00Z'
const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, '..', '..')
const EARNBACK = join(root, 'services', 'cli', 'bin', 'earnback.js')

const { values } = parseArgs({
  options: { examples: { type: 'string', default: '250' }, seed: { type: 'string', default: '1' } },
})

const folder = mkdtempSync(join(tmpdir(), 'earnback-schemathesis-'))
const store = ['--store', `sqlite:${join(folder, 'demo.db')}`, '--now', NOW]
const earnback = (...args) => execFileSync(process.execPath, [EARNBACK, ...args, ...store, '--json'], { encoding: 'utf8' })

const install = () => {
  console.log(`Installing Schemathesis ${VERSION} into ${folder}.`)
  execFileSync('python3', ['-m', 'venv', join(folder, 'venv')], { stdio: 'inherit' })
  execFileSync(join(folder, 'venv', 'bin', 'pip'), ['install', '--quiet', `schemathesis==${VERSION}`], { stdio: 'inherit' })
}

const keyOf = (scopes, accounts) => JSON.parse(earnback('keys', 'create', '--scopes', scopes, '--accounts', accounts)).key

/** The document without what --dev does not ask for. */
const openDocument = () => {
  const document = JSON.parse(readFileSync(join(root, 'docs', 'openapi.json'), 'utf8'))
  delete document.components.securitySchemes
  for (const path of Object.values(document.paths)) for (const operation of Object.values(path)) delete operation.security
  const file = join(folder, 'open.json')
  writeFileSync(file, JSON.stringify(document))
  return file
}

const started = (args) =>
  new Promise((resolve, reject) => {
    const server = spawn(process.execPath, [
      EARNBACK,
      'serve',
      '--port',
      '0',
      '--log-level',
      'error',
      '--json',
      ...args,
      ...store,
    ])
    let said = ''
    server.stderr.on('data', (chunk) => {
      said += chunk
      const address = /"address":"([^"]+)"/.exec(said)?.[1]
      if (address !== undefined) resolve({ server, address, said: () => said })
    })
    server.on('exit', () => reject(new Error(said)))
  })

const runs = (name, document, address, headers) =>
  new Promise((resolve) => {
    const args = ['run', document, '--url', address, '--checks', 'all']
    const size = ['--max-examples', values.examples, '--seed', values.seed, '--no-color']
    console.log(`\n— ${name}`)
    const child = spawn(join(folder, 'venv', 'bin', 'schemathesis'), [...args, ...size, ...headers], { cwd: folder })
    let told = ''
    child.stdout.on('data', (chunk) => (told += chunk))
    child.stderr.pipe(process.stderr)
    child.on('exit', (code) => {
      process.stdout.write(told)
      resolve({ name, code, cases: Number(/(\d+) generated/.exec(told)?.[1] ?? 0) })
    })
  })

const against = async (name, document, serveArgs, headers = []) => {
  const { server, address, said } = await started(serveArgs)
  server.removeAllListeners('exit')
  const result = await runs(name, document, address, headers)
  const ended = new Promise((resolve) => server.on('exit', resolve))
  server.kill('SIGTERM')
  await ended
  const faults = said()
    .split('\n')
    .filter((line) => line.includes('a fault of the service'))
  for (const fault of faults) console.log(fault)
  return { ...result, faults: faults.length }
}

try {
  install()
  for (const file of ['schemathesis.toml', 'hooks.py']) cpSync(join(here, file), join(folder, file))
  earnback('demo')
  const document = join(root, 'docs', 'openapi.json')
  const results = [await against('opened with --dev', openDocument(), ['--dev'])]
  const scopes = 'coupons:read,activations:write,findings:read,deliveries:read,quarantine:write,metrics:read'
  const withKey = (key) => ['--header', `Authorization: Bearer ${key}`]
  results.push(await against('with a key of staff', document, [], withKey(keyOf(scopes, '*'))))
  results.push(await against('with a narrow key', document, [], withKey(keyOf('coupons:read', 'acct-taipei-bikes'))))
  for (const { name, code, cases, faults } of results)
    console.log(
      `${name}: ${cases} cases, ${code === 0 && faults === 0 ? 'nothing found' : `failed (exit code ${code}, ${faults} faults logged)`}`,
    )
  if (results.some(({ code, faults }) => code !== 0 || faults > 0)) process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
