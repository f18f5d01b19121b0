/** How nginx is started. */
import { FILES, PATHS, PLACEHOLDERS } from './names';

/**
 * Fills in what only the pod knows, and becomes nginx. nginx asks name servers itself: it wants their addresses, and names in full, which begin with
 * the pod's own namespace. Both are in /etc/resolv.conf, so that the same manifests work in any namespace of any cluster.
 */
export const START_SCRIPT = `
conf=${PATHS.config}/${FILES.conf} resolvers= domain=
# Its last line may not end.
while read -r key first rest || [ -n "$key" ]; do
  case "$key" in
    nameserver)
      case "$first" in *:*) first="[$first]" ;; esac
      resolvers="$resolvers $first" ;;
    search) domain="$first" ;;
  esac
done < "\${RESOLV_CONF:-/etc/resolv.conf}"
lacks() { [ -z "$1" ] && grep -q "$2" "$conf"; }
if lacks "$resolvers" ${PLACEHOLDERS.resolvers} || lacks "$domain" ${PLACEHOLDERS.domain}; then
  echo "there is no name server or no search domain in /etc/resolv.conf: set edge.dns.resolvers and edge.dns.domain" >&2
fi
sed -e "s|${PLACEHOLDERS.resolvers}|\${resolvers# }|g" -e "s|${PLACEHOLDERS.domain}|$domain|g" \\
  "$conf" > ${PATHS.running}
exec nginx -e /dev/stderr -c ${PATHS.running}
`.trim();
