// What no compiler sees: links between documents, documents that nothing links to, names of files and folders,
// and text that would tie the repository to one machine or one registry. Prints one line per problem.
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, extname, join, normalize, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const problems = []
const problem = (file, line, message) => problems.push(`${file}${line === undefined ? '' : `:${line}`}  ${message}`)

const IGNORED = readFileSync(join(root, '.gitignore'), 'utf8')
  .split('\n')
  .map((line) => line.trim().replace(/^\/|\/$/g, ''))
  .filter((line) => line !== '' && !line.startsWith('#'))
const isIgnored = (name) =>
  name === '.git' || IGNORED.some((pattern) => (pattern.startsWith('*.') ? name.endsWith(pattern.slice(1)) : name === pattern))

const filesUnder = (folder) =>
  readdirSync(folder)
    .filter((name) => !isIgnored(name))
    .flatMap((name) => {
      const path = join(folder, name)
      const stats = lstatSync(path)
      if (stats.isDirectory()) return filesUnder(path)
      return stats.isFile() ? [relative(root, path).split(sep).join('/')] : []
    })

const files = filesUnder(root)
const textOf = new Map()
const text = (file) => {
  if (!textOf.has(file)) textOf.set(file, readFileSync(join(root, file), 'utf8'))
  return textOf.get(file)
}
const isText = (file) => !text(file).includes('\0')
const lineAt = (content, index) => content.slice(0, index).split('\n').length

/** Code is no prose: fenced blocks and code spans become spaces, so that positions stay. */
const prose = (markdown) =>
  markdown
    .replace(/^(```|~~~)[\s\S]*?^\1.*$/gm, (block) => block.replace(/[^\n]/g, ' '))
    .replace(/`[^`\n]*`/g, (span) => ' '.repeat(span.length))

/** The anchors that GitHub gives to headings. */
const anchorsOf = (markdown) => {
  const seen = new Map()
  return new Set(
    [...markdown.replace(/^(```|~~~)[\s\S]*?^\1.*$/gm, '').matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)].map(([, heading]) => {
      const slug = heading
        .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replace(/\s/g, '-')
      const times = seen.get(slug) ?? 0
      seen.set(slug, times + 1)
      return times === 0 ? slug : `${slug}-${times}`
    }),
  )
}

const linksOf = (file) => {
  const content = prose(text(file))
  const found = [
    ...content.matchAll(/!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g),
    ...content.matchAll(/^\[[^\]]+\]:\s*(\S+)/gm),
  ]
  return found
    .map((match) => ({ target: match[1], line: lineAt(content, match.index) }))
    .filter(({ target }) => !/^[a-z][a-z0-9+.-]*:/i.test(target))
    .map(({ target, line }) => {
      const [path, anchor] = target.split('#')
      const resolved =
        path === ''
          ? file
          : normalize(join(dirname(file), decodeURIComponent(path)))
              .split(sep)
              .join('/')
      return { target, line, resolved: resolved.replace(/\/$/, ''), anchor }
    })
}

const markdown = files.filter((file) => extname(file) === '.md')
const checkLinks = () => {
  for (const file of markdown) {
    for (const { target, line, resolved, anchor } of linksOf(file)) {
      if (resolved.startsWith('..')) problem(file, line, `the link ${target} leaves the repository`)
      else if (!existsSync(join(root, resolved))) problem(file, line, `the link ${target} leads nowhere`)
      else if (anchor && extname(resolved) === '.md' && !anchorsOf(text(resolved)).has(anchor)) {
        problem(file, line, `the link ${target} names a heading that is not there`)
      }
    }
  }
}

const checkReachable = () => {
  const reached = new Set(['README.md', 'docs/index.md'].filter((file) => files.includes(file)))
  for (const file of reached) {
    if (extname(file) !== '.md') continue
    for (const { resolved } of linksOf(file)) if (files.includes(resolved)) reached.add(resolved)
  }
  for (const file of files) {
    if (file.startsWith('docs/') && !reached.has(file))
      problem(file, undefined, 'no chain of links from README.md or docs/index.md leads here')
  }
}

/** A comment may name a document; the document must be in the repository. */
const checkNamedDocuments = () => {
  for (const file of files.filter((name) => /\.(ts|mjs|cjs|sh)$/.test(name))) {
    for (const match of text(file).matchAll(/(?<![\w*./-])((?:[\w-]+\/)*[\w-]+\.md)\b/g)) {
      const named = match[1]
      if (!markdown.some((known) => known === named || known.endsWith(`/${named}`))) {
        problem(file, lineAt(text(file), match.index), `names ${named}, which is not in the repository`)
      }
    }
  }
}

/** Written in pieces, so that this file does not find itself. */
const FORBIDDEN = [
  [
    new RegExp(
      `registry\\.${'npm'}js\\.org|registry\\.${'yarn'}pkg\\.com|npm\\.${'pkg'}\\.github\\.com|registry\\.${'npm'}mirror\\.com`,
    ),
    'a registry host',
  ],
  [/"resolved":\s*"(https?|git\+ssh|git):/, 'a resolved host in a lock file'],
  [
    new RegExp(
      `(?<![\\w.])/(?:${['home', 'Users'].join('|')})/[\\w.-]+|(?<![\\w.])/${'root'}/[\\w.]|(?<![\\w./])/${'work'}/\\w|[A-Z]:\\\\${'Users'}\\\\`,
    ),
    'a path of one machine',
  ],
  [new RegExp(`\\.\\./${'shared'}/`), 'a folder beside the repository'],
]
const checkPortable = () => {
  const own = [root, homedir()].filter((path) => path.split(sep).filter((part) => part !== '').length > 1)
  for (const file of files.filter(isText)) {
    const content = text(file)
    for (const [pattern, what] of FORBIDDEN) {
      const match = pattern.exec(content)
      if (match !== null) problem(file, lineAt(content, match.index), `holds ${what}: ${match[0]}`)
    }
    for (const path of own)
      if (content.includes(path)) problem(file, lineAt(content, content.indexOf(path)), `holds a path of this machine: ${path}`)
  }
}

const FOLDERS_UNDER_SRC_MAX = 2
const checkLayout = () => {
  for (const file of files.filter((name) => /^(packages|services)\/[^/]+\/(src|test)\//.test(name))) {
    const [, , kind, ...rest] = file.split('/')
    if (kind === 'src' && rest.length - 1 > FOLDERS_UNDER_SRC_MAX)
      problem(file, undefined, `lies more than ${FOLDERS_UNDER_SRC_MAX} folders under src`)
    for (const part of [...rest.slice(0, -1), basename(file).split('.')[0]]) {
      if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(part)) problem(file, undefined, `${part} is not in kebab-case`)
    }
  }
}

for (const check of [checkLinks, checkReachable, checkNamedDocuments, checkPortable, checkLayout]) check()
for (const line of problems) console.log(line)
console.log(
  `${files.length} files, ${markdown.length} of them documents: ${problems.length === 0 ? 'nothing to report' : `${problems.length} problems`}`,
)
process.exitCode = problems.length === 0 ? 0 : 1
