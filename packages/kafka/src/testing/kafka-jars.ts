import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The newest line is where a client from 2023 would break first, so the gate runs on it. */
const KAFKA_VERSION_DEFAULT = '4.3.0'
export const INSTALL_LINE = 'apt-get install -y --no-install-recommends openjdk-17-jre-headless maven'
const JAVA_MAJOR_MIN = 17

export const kafkaVersion = (env: NodeJS.ProcessEnv = process.env): string => env['KAFKA_VERSION'] ?? KAFKA_VERSION_DEFAULT

const output = (command: string, args: ReadonlyArray<string>): string | undefined => {
  const run = spawnSync(command, [...args], { encoding: 'utf8' })
  return run.status === 0 ? `${run.stdout}${run.stderr}` : undefined
}

/** What a broker on this machine lacks, in words; undefined where nothing is missing. */
export const missingForBroker = (): string | undefined => {
  const java = output('java', ['-version'])
  const major = Number(/version "(\d+)/.exec(java ?? '')?.[1] ?? 0)
  const missing = [
    ...(java === undefined ? ['Java'] : major < JAVA_MAJOR_MIN ? [`Java ${JAVA_MAJOR_MIN} (found ${major})`] : []),
    ...(output('mvn', ['--version']) === undefined ? ['Maven'] : []),
  ]
  return missing.length === 0 ? undefined : missing.join(' and ')
}

const pom = (version: string): string => `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>earnback</groupId><artifactId>kafka-jars</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${version}</version></dependency>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka-tools</artifactId><version>${version}</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-simple</artifactId><version>1.7.36</version></dependency>
  </dependencies>
</project>
`

/** The folder with Apache Kafka's own jars, brought by Maven once for each version. */
export const kafkaJars = (version: string): string => {
  if (!/^\d+\.\d+\.\d+$/.test(version)) throw new Error(`KAFKA_VERSION is ${version}; it has to be a version such as 3.9.2`)
  const cache = join(__dirname, '..', '..', '..', '..', 'node_modules', '.cache')
  const jars = join(cache, `kafka-${version}`)
  if (existsSync(jars) && readdirSync(jars).length > 0) return jars
  const work = join(cache, `kafka-${version}.${process.pid}`)
  mkdirSync(work, { recursive: true })
  writeFileSync(join(work, 'pom.xml'), pom(version))
  const args = ['-q', '-B', 'dependency:copy-dependencies', `-DoutputDirectory=${join(work, 'jars')}`]
  const run = spawnSync('mvn', args, { cwd: work, encoding: 'utf8' })
  if (run.status !== 0) throw new Error(`Maven could not bring Apache Kafka ${version}:\n${run.stdout}${run.stderr}`)
  if (!existsSync(jars)) renameSync(join(work, 'jars'), jars)
  rmSync(work, { recursive: true, force: true })
  return jars
}
