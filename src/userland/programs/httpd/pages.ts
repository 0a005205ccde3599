/** The pages Apache makes itself: errors and redirects (ap_send_error_response). */
import { REASONS } from '../http/status.ts'
import { escapeHtml } from '../http/url.ts'

export const DOCTYPE = '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN" "http://www.w3.org/TR/html4/strict.dtd">\n'

function explanation(status: number, method: string, location: string, admin: string): string {
  switch (status) {
    case 301:
    case 302:
    case 307:
    case 308:
      return `<p>The document has moved <a href="${escapeHtml(location)}">here</a>.</p>\n`
    case 303:
      return `<p>The answer to your request is located <a href="${escapeHtml(location)}">here</a>.</p>\n`
    case 400:
      return '<p>Your browser sent a request that this server could not understand.<br />\n</p>\n'
    case 403:
      return "<p>You don't have permission to access this resource.</p>\n"
    case 404:
      return '<p>The requested URL was not found on this server.</p>\n'
    case 405:
      return `<p>The requested method ${escapeHtml(method)} is not allowed for this URL.</p>\n`
    case 408:
      return '<p>Server timeout waiting for the HTTP request from the client.</p>\n'
    case 410:
      return '<p>The requested resource is no longer available on this server and there is no forwarding address.\nPlease remove all references to this resource.</p>\n'
    case 412:
      return '<p>The precondition on the request for this URL evaluated to false.</p>\n'
    case 414:
      return "<p>The requested URL's length exceeds the capacity\nlimit for this server.<br />\n</p>\n"
    case 416:
      return '<p>None of the range-specifier values in the Range\nrequest-header field overlap the current extent\nof the selected resource.</p>\n'
    case 501:
      return `<p>${escapeHtml(method)} not supported for current URL.<br />\n</p>\n`
    case 503:
      return '<p>The server is temporarily unable to service your\nrequest due to maintenance downtime or capacity\nproblems. Please try again later.</p>\n'
  }
  return (
    '<p>The server encountered an internal error or\nmisconfiguration and was unable to complete\nyour request.</p>\n' +
    `<p>Please contact the server administrator at \n ${escapeHtml(admin)} to inform them of the time this error occurred,\n` +
    ' and the actions you performed just before this error.</p>\n<p>More information about this error may be available\nin the server error log.</p>\n'
  )
}

export function errorPage(
  status: number,
  options: { method: string; location?: string; admin: string; signature: string; recursive?: number },
): string {
  const reason = REASONS[status] ?? 'Unknown Reason'
  const also =
    options.recursive === undefined
      ? ''
      : `<p>Additionally, a ${options.recursive} ${REASONS[options.recursive]}\nerror was encountered while trying to use an ErrorDocument to handle the request.</p>\n`
  return (
    `${DOCTYPE}<html><head>\n<title>${status} ${reason}</title>\n</head><body>\n<h1>${reason}</h1>\n` +
    explanation(status, options.method, options.location ?? '', options.admin) +
    also +
    (options.signature ? `<hr>\n${options.signature}` : '') +
    '</body></html>\n'
  )
}
