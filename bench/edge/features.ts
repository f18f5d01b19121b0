/** What the edge does beside proxying, as changes of its nginx.conf: each takes one thing away, or does it as it could be done too. */
import type { Change, Kind } from './contenders';

/** One thing that it does. */
export interface Feature {
  readonly title: string;
  readonly change: Change;
}

/** Takes all lines away that begin so. */
const without = (...lines: readonly RegExp[]): Change =>
  all(...lines.map((line) => instead(new RegExp(`^ *(?:${line.source}).*\\n`, 'gm'), '')));

/** @throws an error when there is nothing to be replaced: what is not taken away would seem to cost nothing */
const instead =
  (what: RegExp, by: string): Change =>
  (conf) => {
    const changed = conf.replace(what, by);
    if (changed === conf) throw new Error(`there is no ${what.source} in the configuration`);
    return changed;
  };

const all =
  (...changes: readonly Change[]): Change =>
  (conf) =>
    changes.reduce((text, change) => change(text), conf);

const LOG = /access_log \/dev\/stdout edge[^;]*;/;
const ANSWERS: Feature = { title: 'headers of answers', change: without(/add_header/, /proxy_hide_header/) };
const NO_LOG: Feature = { title: 'access log', change: instead(LOG, 'access_log off;') };
const CHECK: Feature = {
  title: 'check of the path',
  change: instead(/ *if \(\$edge_climbs\) \{\n.*\n *\}\n/g, ''),
};

/** What is switched off one by one: the cost of each is what is saved without it. */
export const FEATURES: Readonly<Record<Kind, readonly Feature[]>> = {
  proxy: [
    NO_LOG,
    ANSWERS,
    { title: 'headers to the service', change: without(/proxy_set_header (?:X-|Host)/) },
    CHECK,
    { title: 'compression, of nothing', change: without(/gzip/) },
    { title: 'retries', change: without(/proxy_next_upstream/) },
    {
      title: 'time limits',
      change: without(/(?:client|send|keepalive|proxy_connect|proxy_send|proxy_read)_\w*timeout/),
    },
    { title: 'settings of TCP', change: without(/tcp_nopush/, /sendfile/, /proxy_socket_keepalive/, /reset_timedout/) },
    { title: 'least_conn', change: without(/least_conn/) },
  ],
  cached: [
    NO_LOG,
    ANSWERS,
    CHECK,
    { title: 'sendfile and tcp_nopush', change: without(/tcp_nopush/, /sendfile/) },
    {
      title: 'lock, stale answers, bypass',
      change: without(/proxy_cache_(?:lock|use_stale|background|revalidate|bypass)/, /proxy_no_cache/),
    },
  ],
  tls: [
    {
      title: 'certificate by a variable',
      change: all(
        instead(/(ssl_certificate(?:_key)?) \$edge_tls\//g, '$1 __DIR__/scaleout/edge-tls/'),
        without(/ssl_certificate_cache/),
      ),
    },
    { title: 'store of sessions', change: without(/ssl_session_/) },
  ],
};

/** How it was before, or how it would be without care: what the present way saves. */
export const ALTERNATIVES: Readonly<Record<Kind, readonly Feature[]>> = {
  proxy: [
    { title: 'a write for each line of the log', change: instead(LOG, 'access_log /dev/stdout edge;') },
    { title: 'regular expressions as they come, not compiled', change: without(/pcre_jit/) },
  ],
  cached: [{ title: 'files of the cache opened for each answer', change: without(/open_file_cache/) }],
  tls: [{ title: 'certificate by a variable, read for each handshake', change: without(/ssl_certificate_cache/) }],
};

/** All of `FEATURES` off at once: what is left is the bare proxy, however it is written. */
export const nothing = (kind: Kind): Feature => ({
  title: 'all of these',
  change: all(...FEATURES[kind].map(({ change }) => change)),
});
