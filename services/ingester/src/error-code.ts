/** The `code` of an error of the platform, such as `ENOENT`. By its field and not by its class, which may be that of another realm. */
export const errorCode = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : undefined
