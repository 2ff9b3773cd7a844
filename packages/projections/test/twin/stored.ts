export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined }

export type JsonObject = { readonly [key: string]: Json | undefined }

/** A CloudEvents 1.0 event in structured mode, as a feed sends it. */
export type CloudEventJson = {
  readonly specversion: '1.0'
  readonly id: string
  readonly source: string
  readonly type: string
  readonly time: string
  readonly subject?: string
  readonly reportedat?: string
  readonly data: JsonObject
}

/** One row of the log: `recordedAt` is RFC 3339 and never decreases with `position`. */
export type StoredJson = { readonly position: number; readonly recordedAt: string; readonly event: CloudEventJson }
