import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import * as E from 'fp-ts/Either'
import { parse } from 'yaml'
import { readConfig } from '../src/config'
import { runCommand } from '../src/commands/run'

const root = join(__dirname, '..', '..', '..')
const yaml = (path: string): unknown => parse(readFileSync(join(root, path), 'utf8'), { merge: true })

interface Service {
  readonly image?: string
  readonly build?: string
  readonly command?: string | ReadonlyArray<string>
  readonly ports?: ReadonlyArray<string>
  readonly volumes?: ReadonlyArray<string>
  readonly environment?: Readonly<Record<string, string>>
  readonly depends_on?: Readonly<Record<string, unknown>>
}

const { services, volumes: named } = yaml('compose.yaml') as {
  services: Readonly<Record<string, Service>>
  volumes: Readonly<Record<string, unknown>>
}
const all = Object.entries(services)
const mounts = all.flatMap(([name, { volumes = [] }]) =>
  volumes.map((volume) => {
    const [source = '', target = ''] = volume.split(':')
    return { name, source, target }
  }),
)
const mountedIn = (service: string, target: string): string =>
  mounts.find((mount) => mount.name === service && mount.target === target)?.source ?? `nothing at ${target}`

/** The options of the command as compose hands them over. */
const given = (name: string): Readonly<Record<string, unknown>> => {
  const words = String(services[name]?.command).split(' ')
  let options: Readonly<Record<string, unknown>> = {}
  const program = new Command().option('--json').exitOverride()
  runCommand(program, () => Promise.resolve())
  const run = program.commands.find((command) => command.name() === words[0])
  run?.exitOverride().action((_path: unknown, taken: Readonly<Record<string, unknown>>) => {
    options = taken
  })
  program.parse(words, { from: 'user' })
  return options
}

test('every port is met on this machine alone', () => {
  const ports = all.flatMap(([, service]) => service.ports ?? [])
  expect(ports.length).toBeGreaterThan(4)
  expect(ports.filter((port) => !/^127\.0\.0\.1:\d+:\d+$/.test(port))).toEqual([])
})

test('images have their version, what is mounted is there, and a volume has its name', () => {
  const images = all.flatMap(([, { image = '' }]) => image)
  expect(images.filter((image) => !/:(v?\d+\.\d+\.\d+|local)$/.test(image))).toEqual([])
  for (const { source } of mounts)
    expect({ source, isThere: source.startsWith('./') ? existsSync(join(root, source)) : source in named }).toEqual({
      source,
      isThere: true,
    })
  for (const [name, { build, depends_on = {} }] of all) {
    expect({ name, misses: Object.keys(depends_on).filter((other) => !(other in services)) }).toEqual({ name, misses: [] })
    if (build !== undefined) expect(existsSync(join(root, build, 'Dockerfile'))).toBe(true)
  }
})

test('the settings of Earnback are ones that it reads, its options ones that it has', () => {
  const env = services.earnback?.environment ?? {}
  const config = readConfig({ env })
  if (E.isLeft(config)) throw new Error(config.left.message)
  expect(config.right).toMatchObject({ store: { kind: 'eventstoredb' }, keys: '/data/keys.json' })
  expect(services.key?.environment).toEqual(env)
  const [broker = ''] = String(env.EARNBACK_KAFKA_BROKERS).split(',')
  expect(services.kafka?.environment?.KAFKA_ADVERTISED_LISTENERS).toContain(`//${broker}`)
  expect(given('earnback')).toMatchObject({ serve: true, createTopics: true, host: '0.0.0.0', port: 8_080, healthPort: 8_081 })
})

test('Prometheus scrapes the health port as the job that the alerts ask for, and reads them', () => {
  const config = yaml(mountedIn('prometheus', '/etc/prometheus/prometheus.yml')) as {
    rule_files: ReadonlyArray<string>
    scrape_configs: ReadonlyArray<{ job_name: string; static_configs: ReadonlyArray<{ targets: ReadonlyArray<string> }> }>
  }
  const [job] = config.scrape_configs
  expect(job?.static_configs[0]?.targets).toEqual([`earnback:${String(given('earnback').healthPort)}`])
  const [rules = ''] = config.rule_files
  expect(readFileSync(join(root, mountedIn('prometheus', rules)), 'utf8')).toContain(`job="${job?.job_name}"`)
})

test('Grafana finds Prometheus and the dashboard where they are', () => {
  const provisioning = mountedIn('grafana', '/etc/grafana/provisioning')
  const sources = yaml(join(provisioning, 'datasources', 'prometheus.yaml')) as { datasources: ReadonlyArray<{ url: string }> }
  expect(sources.datasources.map(({ url }) => new URL(url).hostname in services)).toEqual([true])
  const boards = yaml(join(provisioning, 'dashboards', 'earnback.yaml')) as {
    providers: ReadonlyArray<{ options: { path: string } }>
  }
  const path = boards.providers[0]?.options.path ?? ''
  expect(existsSync(join(root, mountedIn('grafana', path), 'earnback.json'))).toBe(true)
  expect(services.grafana?.environment?.GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH).toBe(`${path}/earnback.json`)
})

test('the image is built in one stage and runs in another, as nobody special', () => {
  const lines = readFileSync(join(root, 'Dockerfile'), 'utf8').split('\n')
  expect(lines.filter((line) => line.startsWith('FROM '))).toEqual([
    'FROM node:20-bookworm AS build',
    'FROM node:20-bookworm-slim',
  ])
  expect(lines.filter((line) => line.startsWith('USER '))).toEqual(['USER node'])
  const entry = JSON.parse(lines.find((line) => line.startsWith('ENTRYPOINT '))?.slice('ENTRYPOINT '.length) ?? '[]') as string[]
  expect(existsSync(join(root, entry.at(-1) ?? 'nothing'))).toBe(true)
})
