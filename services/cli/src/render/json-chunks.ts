/**
 * What `JSON.stringify` would say of an object, with the members of its lists one by one: a long list never becomes one string,
 * which has a largest length.
 */
export const jsonChunks = function* (value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    yield JSON.stringify(value)
    return
  }
  let before = '{'
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined) continue
    yield `${before}${JSON.stringify(key)}:`
    before = ','
    if (!Array.isArray(member)) {
      yield JSON.stringify(member)
      continue
    }
    let separator = '['
    for (const item of member) {
      yield `${separator}${JSON.stringify(item)}`
      separator = ','
    }
    yield member.length === 0 ? '[]' : ']'
  }
  yield before === '{' ? '{}' : '}'
}
