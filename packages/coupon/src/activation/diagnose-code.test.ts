import { diagnoseCode } from './diagnose-code'

const CODE = 'SPRING2O26Il'
const own = [{ couponId: 'c-1', code: CODE, isOwn: true }]
const foreign = [{ couponId: 'c-1', code: CODE, isOwn: false }]

test.each([[CODE], [` ${CODE}\n`], [`\u00A0${CODE}\u3000`]])('R23: %j is the code as issued', (typed) => {
  expect(diagnoseCode(typed, own)).toEqual({ kind: 'exact', couponId: 'c-1', isOwn: true })
})

test.each([
  ['SPRING 2O26 Il', ['spaces']],
  ['SPRING\u00A02O26Il', ['spaces']],
  ['SPRING\u200B2O26Il', ['spaces']],
  ['\uFEFFSPRING\u20602O26Il', ['spaces']],
  ['SPRING\t2O26Il', ['spaces']],
  ['SPRING-2O26-Il', ['dashes']],
  ['SPRING\u00AD2O26Il', ['dashes']],
  ...['\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2015', '\u2212', '\uFE58', '\uFF0D'].map(
    (dash) => [`SPRING${dash}2O26Il`, ['dashes']] as [string, string[]],
  ),
  ['spring2o26il', ['case']],
  ['spring-2o26 il', ['spaces', 'dashes', 'case']],
  ['ＳPRING2O26Il', ['other characters']],
  ['SPRING2026Il', ['look-alike characters']],
  ['SPRING2O261l', ['look-alike characters']],
  ['SPRING2O26lI', ['look-alike characters']],
  ['SPRING2O2611', ['look-alike characters']],
  ['ЅРRING2О26Il', ['look-alike characters']],
  ['SΡRΙNG2ΟO26Il'.replace('ΟO', 'Ο'), ['look-alike characters']],
  ['spring 2026 il', ['spaces', 'look-alike characters']],
])('R23: %j is explained to the recipient, and to nobody else', (typed, differences) => {
  expect(diagnoseCode(typed, own)).toEqual({ kind: 'mismatch', couponId: 'c-1', differences })
  expect(diagnoseCode(typed, foreign)).toEqual({ kind: 'unknown' })
})

test.each(['', ' ', 'SPRING2O26I', 'SPRING2O26Ill', 'SPRING_2O26Il', 'SPR1NG2O26IX'])('R23: %j is no code', (typed) => {
  expect(diagnoseCode(typed, own)).toEqual({ kind: 'unknown' })
})

test('R18: of two codes alike the one that is the recipient’s is meant', () => {
  expect(diagnoseCode(CODE, [{ couponId: 'c-0', code: CODE, isOwn: false }, ...own])).toMatchObject({ couponId: 'c-1' })
  expect(diagnoseCode(CODE, foreign)).toEqual({ kind: 'exact', couponId: 'c-1', isOwn: false })
})
