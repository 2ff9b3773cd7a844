// Lists every rule with the tests that name it. `--check` writes nothing and fails where a rule has no test or the page is old.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { RULES } from './rule-catalogue.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const PAGE = join(root, 'docs', 'domain', 'rules.md')
/** What is shown of each rule's tests; the rest is a number. */
const SHOWN = 3

const testFiles = (folder) =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return entry.name === 'node_modules' || entry.name === 'dist' ? [] : testFiles(path)
    return entry.name.endsWith('.test.ts') ? [path] : []
  })

/** The titles of suites and tests, and the sentences that tables of cases begin with. */
const titlesIn = (text) =>
  [
    ...text.matchAll(/\b(?:describe|test|it)(?:\.each\([\s\S]*?\)|\.each`[\s\S]*?`)?\(\s*(['"`])((?:\\.|(?!\1)[\s\S])*)\1/g),
    ...text.matchAll(/[[{,]\s*(?:title: )?(['"])((?:[RD]\d+)[^'"\n]*: [^'"\n]*)\1/g),
  ].map(([, , title]) => title.replace(/\\(.)/g, '$1'))

const RULE = /\bR\d+\b/g
const named = new Map(Object.keys(RULES).map((rule) => [rule, new Map()]))
for (const file of ['packages', 'services'].flatMap((folder) => testFiles(join(root, folder))).sort()) {
  const path = relative(root, file).replaceAll('\\', '/')
  for (const title of titlesIn(readFileSync(file, 'utf8'))) {
    for (const [rule] of title.matchAll(RULE)) named.get(rule)?.set(`${path} ${title}`, { path, title })
  }
}

const missing = [...named].filter(([, tests]) => tests.size === 0).map(([rule]) => rule)
const cell = (text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
const rowOf = ([rule, tests]) => {
  const shown = [...tests.values()].slice(0, SHOWN).map(({ path, title }) => `[${cell(title)}](../../${path})`)
  const rest = tests.size > SHOWN ? ` and ${tests.size - SHOWN} more` : ''
  return `| ${rule} | ${cell(RULES[rule])} | ${shown.join('<br>')}${rest} |`
}
const page = `# The rules and their tests

Made by \`make rules\` from the titles of the tests; \`make check\` fails where a rule has none or this page is old.

| rule | what it says | tests that name it |
| --- | --- | --- |
${[...named].map(rowOf).join('\n')}
`

if (process.argv.includes('--check')) {
  for (const rule of missing) console.log(`${rule}  no test names it: ${RULES[rule]}`)
  const isOld = readFileSync(PAGE, 'utf8') !== page
  if (isOld) console.log('docs/domain/rules.md is old; make it anew with make rules')
  process.exitCode = missing.length > 0 || isOld ? 1 : 0
} else {
  writeFileSync(PAGE, page)
  console.log(
    `wrote docs/domain/rules.md: ${named.size} rules${missing.length > 0 ? `, without a test: ${missing.join(', ')}` : ''}`,
  )
}
