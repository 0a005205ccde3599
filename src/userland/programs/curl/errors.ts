/** curl's exit statuses with the words of libcurl. */
export class CurlError extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}
