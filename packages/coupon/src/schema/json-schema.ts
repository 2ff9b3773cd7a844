import type * as t from 'io-ts'

/** A JSON Schema (draft 2020-12), or a part of one. */
export type JsonSchema = { readonly [keyword: string]: unknown }

interface ObjectSchema extends JsonSchema {
  readonly type: 'object'
  readonly required: ReadonlyArray<string>
  readonly properties: { readonly [name: string]: JsonSchema }
}

const decimal = (pattern: string, description: string): JsonSchema => ({ type: 'string', pattern, maxLength: 400, description })

const amount = (digits: JsonSchema): JsonSchema => ({
  type: 'object',
  required: ['amount', 'currency'],
  properties: {
    amount: digits,
    currency: { type: 'string', pattern: '^[A-Z]{3}$', description: 'ISO 4217 code, in capitals' },
  },
})

/** What stands for each codec of one text or one amount, by the codec's name; each accepts all that its codec accepts. */
const NAMED: { readonly [codec: string]: readonly [definition: string, schema: JsonSchema] } = {
  text: ['text', { type: 'string', minLength: 1, maxLength: 512 }],
  position: ['position', { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER }],
  code: ['code', { type: 'string', pattern: '^[A-Za-z0-9]{1,64}$' }],
  instant: [
    'instant',
    {
      type: 'string',
      pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}([.,][0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})$',
      description: 'RFC 3339 with an offset; kept to the microsecond',
    },
  ],
  duration: [
    'duration',
    {
      type: 'string',
      pattern: '^P(?=[0-9T])([0-9]+W)?([0-9]+D)?(T(?=[0-9])([0-9]+H)?([0-9]+M)?([0-9]+([.,][0-9]{1,6})?S)?)?$',
      description: 'ISO 8601 of weeks, days, hours, minutes and seconds',
    },
  ],
  'signed amount': [
    'signedAmount',
    amount(decimal('^-?[0-9]+(\\.[0-9]{1,6})?$', 'exact decimal, at most 6 digits after the point')),
  ],
  'amount of zero or more': [
    'amount',
    amount(
      decimal('^([0-9]+(\\.[0-9]{1,6})?|-0+(\\.0{1,6})?)$', 'exact decimal, zero or more, at most 6 digits after the point'),
    ),
  ],
  'amount above zero': [
    'positiveAmount',
    amount(decimal('^(?=.*[1-9])[0-9]+(\\.[0-9]{1,6})?$', 'exact decimal, above zero, at most 6 digits after the point')),
  ],
}

type Structural =
  | t.InterfaceType<t.Props>
  | t.PartialType<t.Props>
  | t.IntersectionType<t.Mixed[]>
  | t.UnionType<t.Mixed[]>
  | t.ArrayType<t.Mixed>
  | t.ReadonlyArrayType<t.Mixed>
  | t.DictionaryType<t.Mixed, t.Mixed>
  | t.AnyDictionaryType
  | t.KeyofType<{ [key: string]: unknown }>
  | t.LiteralType<string | boolean>
  | t.StringType
  | t.BooleanType
  | t.NumberType
  | t.NullType
  | t.UnknownType

const isStructural = (codec: t.Mixed): codec is t.Mixed & Structural => '_tag' in codec

export interface WalkerOptions {
  /** Schemas of more codecs of one text or number, by the codec's name. */
  readonly leaves?: { readonly [codec: string]: JsonSchema }
  /** Codecs whose schemas stand under a name of their own, once. */
  readonly parts?: ReadonlyMap<t.Mixed, string>
  /** Where named schemas stand in the document. */
  readonly under?: string
  /** Objects have no fields but those that are named. */
  readonly isExact?: boolean
}

/** Walks io-ts codecs and gathers the named parts that they share. */
export class SchemaWalker {
  private readonly used = new Map<string, JsonSchema>()

  constructor(private readonly options: WalkerOptions = {}) {}

  get definitions(): JsonSchema {
    return Object.fromEntries([...this.used].sort(([one], [other]) => (one < other ? -1 : 1)))
  }

  /** The schema of a codec; a codec that nothing here describes is a bug and throws. */
  schemaOf(codec: t.Mixed): JsonSchema {
    const part = this.options.parts?.get(codec)
    if (part === undefined) return this.spelledOut(codec)
    if (!this.used.has(part)) this.used.set(part, this.spelledOut(codec))
    return this.referenceTo(part)
  }

  private spelledOut(codec: t.Mixed): JsonSchema {
    if (!isStructural(codec)) return this.named(codec.name)
    const structural: Structural = codec
    switch (structural._tag) {
      case 'InterfaceType':
        return this.object(structural.props, Object.keys(structural.props))
      case 'PartialType':
        return this.object(structural.props, [])
      case 'IntersectionType':
        return this.closed(merged(structural.types.map((type) => this.objectOf(type))))
      case 'UnionType':
        return { anyOf: structural.types.map((type) => this.schemaOf(type)) }
      case 'ArrayType':
      case 'ReadonlyArrayType':
        return { type: 'array', items: this.schemaOf(structural.type) }
      case 'DictionaryType':
        return { type: 'object', additionalProperties: this.schemaOf(structural.codomain) }
      case 'AnyDictionaryType':
        return { type: 'object' }
      case 'KeyofType':
        return { type: 'string', enum: Object.keys(structural.keys) }
      case 'LiteralType':
        return { const: structural.value }
      case 'StringType':
        return { type: 'string' }
      case 'BooleanType':
        return { type: 'boolean' }
      case 'NumberType':
        return { type: 'number' }
      case 'NullType':
        return { type: 'null' }
      case 'UnknownType':
        return {}
      default:
        throw new Error(`no JSON Schema for a codec of the kind ${(structural as { _tag: string })._tag}`)
    }
  }

  objectOf(codec: t.Mixed): ObjectSchema {
    const schema = this.spelledOut(codec)
    if (schema.type !== 'object' || schema.properties === undefined)
      throw new Error(`${codec.name} is not an object with named fields`)
    return schema as ObjectSchema
  }

  private named(codecName: string): JsonSchema {
    const leaf = this.options.leaves?.[codecName]
    if (leaf !== undefined) return leaf
    const found = NAMED[codecName]
    if (found === undefined) throw new Error(`no JSON Schema for the codec "${codecName}"`)
    const [definition, schema] = found
    this.used.set(definition, schema)
    return this.referenceTo(definition)
  }

  private referenceTo(definition: string): JsonSchema {
    return { $ref: `${this.options.under ?? '#/$defs'}/${definition}` }
  }

  private closed(schema: ObjectSchema): ObjectSchema {
    return this.options.isExact === true ? { ...schema, additionalProperties: false } : schema
  }

  private object(props: t.Props, required: ReadonlyArray<string>): ObjectSchema {
    const properties = Object.entries(props).map(([name, codec]) => [name, this.schemaOf(codec)] as const)
    return this.closed({ type: 'object', required, properties: Object.fromEntries(properties) })
  }
}

const merged = (parts: ReadonlyArray<ObjectSchema>): ObjectSchema => ({
  type: 'object',
  required: parts.flatMap(({ required }) => required),
  properties: Object.fromEntries(parts.flatMap(({ properties }) => Object.entries(properties))),
})
