/** What those run with that the edge is compared with: as little as does the same, and their defaults otherwise. */

/** Where a contender finds things, and is found. */
export interface Places {
  /** `HOST:PORT` of the service. */
  readonly service: string;
  readonly dir: string;
  /** Of plain HTTP, of kept answers, and of TLS. */
  readonly ports: { readonly proxy: number; readonly cached: number; readonly tls: number };
}

/** The least that proxies over kept connections, with nginx's defaults, its access log among them: no headers, no limits. Ports and its folder are filled in at the start. */
export const bareNginx = (service: string): string => `worker_processes 1;
events {
  worker_connections 4096;
}
http {
  proxy_cache_path __DIR__/cache/answers levels=1:2 keys_zone=answers:100m max_size=1024m inactive=60m use_temp_path=off;
  upstream service {
    server ${service};
    keepalive 32;
  }
  proxy_http_version 1.1;
  proxy_set_header Connection "";
  server {
    listen __PORT__;
    listen __PORT_TLS__ ssl;
    ssl_certificate __DIR__/tls.crt;
    ssl_certificate_key __DIR__/tls.key;
    location / {
      proxy_pass http://service;
    }
    location /kept/ {
      proxy_cache answers;
      proxy_cache_valid 60m;
      proxy_pass http://service;
    }
  }
}
`;

/** Its cache is in memory, and keeps only what says how long it is good. */
export const haproxy = ({ service, dir, ports }: Places): string => `global
  maxconn 4096
  nbthread 1
cache answers
  total-max-size 64
  max-age 3600
defaults
  mode http
  timeout connect 2s
  timeout client 60s
  timeout server 60s
  http-reuse always
frontend proxy
  bind 127.0.0.1:${ports.proxy}
  bind 127.0.0.1:${ports.tls} ssl crt ${dir}/tls.pem
  default_backend service
frontend cached
  bind 127.0.0.1:${ports.cached}
  http-request cache-use answers
  http-response cache-store answers
  default_backend service
backend service
  server service ${service}
`;

/** The Caddyfile. Clients that name no host get the one certificate that there is. */
export const caddy = ({ service, dir, ports }: Places): string => `{
  admin off
  auto_https off
  persist_config off
  default_sni localhost
}
http://:${ports.proxy} {
  reverse_proxy ${service}
}
https://:${ports.tls} {
  tls ${dir}/tls.crt ${dir}/tls.key
  reverse_proxy ${service}
}
`;

/** The service: 1 KiB, answered with as little work as can be. Below /kept/ it says that the answer may be kept, as HAProxy wants to hear it. */
export const service = (): string => `worker_processes 1;
events {
  worker_connections 4096;
}
http {
  access_log off;
  default_type text/plain;
  keepalive_requests 1000000;
  keepalive_timeout 600s;
  server {
    listen __PORT__;
    location / {
      return 200 "${BODY}";
    }
    location /kept/ {
      add_header Cache-Control "public, max-age=3600";
      return 200 "${BODY}";
    }
  }
}
`;

export const BODY = 'scaleout'.repeat(128);
