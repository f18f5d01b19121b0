{{/* What the values must not contradict; the same rules, codes and words as `scaleout synth`. */}}
{{- define "fastnext.validate" -}}
{{- $errors := list }}
{{- if and (eq .Values.postgres.mode "cluster") (ne .Values.postgres.durability "async-fast") (lt (int64 .Values.postgres.replicas) 2) }}
{{- $errors = append $errors (printf "SCALE-POSTGRES-001: postgres.durability: %s needs a replica, and there is %d member. Raise `postgres.replicas` to 2 or more, or set `postgres.durability` to async-fast and know what it may lose." .Values.postgres.durability (int64 .Values.postgres.replicas)) }}
{{- end }}
{{- if and (eq .Values.postgres.mode "cluster") (gt (add .Values.postgres.failover.loopWaitSeconds (mul 2 .Values.postgres.failover.retryTimeoutSeconds)) (int64 .Values.postgres.failover.ttlSeconds)) }}
{{- $errors = append $errors (printf "SCALE-POSTGRES-005: postgres.failover.ttlSeconds: %d s is less than the loop wait of %d s and twice the retry timeout of %d s. Raise `failover.ttlSeconds`, or lower `failover.loopWaitSeconds` or `failover.retryTimeoutSeconds`." (int64 .Values.postgres.failover.ttlSeconds) (int64 .Values.postgres.failover.loopWaitSeconds) (int64 .Values.postgres.failover.retryTimeoutSeconds)) }}
{{- end }}
{{- if and (eq .Values.postgres.mode "cluster") (lt (int64 .Values.postgres.failover.ttlSeconds) (add (mul 2 .Values.postgres.failover.loopWaitSeconds) 9)) }}
{{- $errors = append $errors (printf "SCALE-POSTGRES-017: postgres.failover.loopWaitSeconds: twice the loop wait of %d s and 9 s to start Patroni again are more than %d s. Raise `failover.ttlSeconds`, or lower `failover.loopWaitSeconds` or `shutdown.pauseSeconds`." (int64 .Values.postgres.failover.loopWaitSeconds) (int64 .Values.postgres.failover.ttlSeconds)) }}
{{- end }}
{{- if and (eq .Values.postgres.mode "cluster") (lt (int64 .Values.postgres.failover.ttlSeconds) (add .Values.postgres.failover.loopWaitSeconds .Values.postgres.shutdown.pauseSeconds 6)) }}
{{- $errors = append $errors (printf "SCALE-POSTGRES-017: postgres.shutdown.pauseSeconds: the loop wait of %d s, the pause of %d s and 6 s to stop are more than %d s. Raise `failover.ttlSeconds`, or lower `failover.loopWaitSeconds` or `shutdown.pauseSeconds`." (int64 .Values.postgres.failover.loopWaitSeconds) (int64 .Values.postgres.shutdown.pauseSeconds) (int64 .Values.postgres.failover.ttlSeconds)) }}
{{- end }}
{{- if and (eq .Values.postgres.mode "cluster") (lt (div (include "fastnext.milli" (dict "quantity" (ternary (get .Values.postgres.resources.requests "memory") (get .Values.postgres.resources.limits "memory") (eq (get .Values.postgres.resources.limits "memory") ""))) | int64) 1048576000) 256) }}
{{- $errors = append $errors (printf "SCALE-POSTGRES-006: postgres.resources.limits.memory: the memory \"%s\" is less than 256Mi. Set `resources.limits.memory` to 256Mi or more." (ternary (get .Values.postgres.resources.requests "memory") (get .Values.postgres.resources.limits "memory") (eq (get .Values.postgres.resources.limits "memory") ""))) }}
{{- end }}
{{- if and (eq .Values.postgres.mode "cluster") (lt (div (include "fastnext.milli" (dict "quantity" .Values.postgres.storage.size) | int64) 1048576000) 1024) }}
{{- $errors = append $errors (printf "SCALE-POSTGRES-007: postgres.storage.size: %s is less than 1Gi. Raise the size to 1Gi or more." .Values.postgres.storage.size) }}
{{- end }}
{{- if and (and (eq .Values.postgres.mode "cluster") .Values.postgres.storage.wal.enabled) (lt (div (include "fastnext.milli" (dict "quantity" .Values.postgres.storage.wal.size) | int64) 1048576000) 1024) }}
{{- $errors = append $errors (printf "SCALE-POSTGRES-007: postgres.storage.wal.size: %s is less than 1Gi. Raise the size to 1Gi or more." .Values.postgres.storage.wal.size) }}
{{- end }}
{{- if and (not (eq .Values.postgres.mode "cluster")) (or (not .Values.postgres.external.host) (not .Values.postgres.existingSecret)) }}
{{- $errors = append $errors "SCALE-POSTGRES-008: postgres.external.host: the host or the Secret of the external database is not given. Set `postgres.external.host` and `postgres.existingSecret`, or `postgres.mode` to cluster." }}
{{- end }}
{{- if and .Values.postgres.tls.enabled (not .Values.postgres.tls.existingSecret) }}
{{- $errors = append $errors "SCALE-POSTGRES-009: postgres.tls.existingSecret: TLS is on without a Secret. Set `tls.existingSecret` to a Secret with `tls.crt`, `tls.key` and `ca.crt`." }}
{{- end }}
{{- if and (ne (get .Values.postgres.resources.limits "cpu") "") (gt (include "fastnext.milli" (dict "quantity" (get .Values.postgres.resources.requests "cpu")) | int64) (include "fastnext.milli" (dict "quantity" (get .Values.postgres.resources.limits "cpu")) | int64)) }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-008: postgres.resources.requests.cpu: the request %s is above the limit %s. Raise the limit or lower the request." (get .Values.postgres.resources.requests "cpu") (get .Values.postgres.resources.limits "cpu")) }}
{{- end }}
{{- if and (ne (get .Values.postgres.resources.limits "memory") "") (gt (include "fastnext.milli" (dict "quantity" (get .Values.postgres.resources.requests "memory")) | int64) (include "fastnext.milli" (dict "quantity" (get .Values.postgres.resources.limits "memory")) | int64)) }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-008: postgres.resources.requests.memory: the request %s is above the limit %s. Raise the limit or lower the request." (get .Values.postgres.resources.requests "memory") (get .Values.postgres.resources.limits "memory")) }}
{{- end }}
{{- if and (ne (get .Values.postgres.resources.limits "ephemeral-storage") "") (gt (include "fastnext.milli" (dict "quantity" (get .Values.postgres.resources.requests "ephemeral-storage")) | int64) (include "fastnext.milli" (dict "quantity" (get .Values.postgres.resources.limits "ephemeral-storage")) | int64)) }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-008: postgres.resources.requests.ephemeral-storage: the request %s is above the limit %s. Raise the limit or lower the request." (get .Values.postgres.resources.requests "ephemeral-storage") (get .Values.postgres.resources.limits "ephemeral-storage")) }}
{{- end }}
{{- if and (eq .Values.postgres.mode "cluster") (include "fastnext.postgres.installed.storage" .) (lt (include "fastnext.milli" (dict "quantity" .Values.postgres.storage.size) | int64) (include "fastnext.milli" (dict "quantity" (include "fastnext.postgres.installed.storage" .)) | int64)) }}
{{- $errors = append $errors (printf "SCALE-POSTGRES-010: postgres.storage.size: %s is asked for, and %s is installed. Keep the size, or move the data to a new cluster as docs/runbooks/postgres.md describes." .Values.postgres.storage.size (include "fastnext.postgres.installed.storage" .)) }}
{{- end }}
{{- if and (eq .Values.postgres.mode "cluster") (include "fastnext.postgres.installed.wal" .) (ne (printf "%t" .Values.postgres.storage.wal.enabled) (include "fastnext.postgres.installed.wal" .)) }}
{{- $errors = append $errors (printf "SCALE-POSTGRES-011: postgres.storage.wal.enabled: %t is asked for, and %s is installed. Keep `storage.wal.enabled`, or rebuild the members one by one as docs/runbooks/postgres.md describes." .Values.postgres.storage.wal.enabled (include "fastnext.postgres.installed.wal" .)) }}
{{- end }}
{{- if and (eq .Values.postgres.mode "cluster") (include "fastnext.postgres.installed.claims" .) (and (ne (include "fastnext.postgres.claims" .) (include "fastnext.postgres.installed.claims" .)) (not (lt (include "fastnext.milli" (dict "quantity" .Values.postgres.storage.size) | int64) (include "fastnext.milli" (dict "quantity" (include "fastnext.postgres.installed.storage" .)) | int64))) (eq (printf "%t" .Values.postgres.storage.wal.enabled) (include "fastnext.postgres.installed.wal" .))) }}
{{- $errors = append $errors (printf "SCALE-POSTGRES-013: postgres.storage: %s is asked for, and %s is installed. Make the volumes larger and take the StatefulSet away without its pods first, as docs/runbooks/postgres.md describes (two commands, no downtime), or keep the values." (include "fastnext.postgres.claims" .) (include "fastnext.postgres.installed.claims" .)) }}
{{- end }}
{{- if and (eq .Values.postgres.mode "cluster") (include "fastnext.postgres.installed.tls" .) (or (and (eq (include "fastnext.postgres.installed.tls" .) "off") (and .Values.postgres.tls.enabled .Values.postgres.tls.required)) (and (eq (include "fastnext.postgres.installed.tls" .) "required") (not .Values.postgres.tls.enabled))) }}
{{- $errors = append $errors (printf "SCALE-POSTGRES-016: postgres.tls: %s is asked for, and %s is installed. Go by `tls.enabled: true` with `tls.required: false` first, and on when that is rolled out." (ternary (ternary "required" "offered" .Values.postgres.tls.required) "off" .Values.postgres.tls.enabled) (include "fastnext.postgres.installed.tls" .)) }}
{{- end }}
{{- if and (eq .Values.postgres.mode "cluster") (include "fastnext.postgres.installed.version" .) (ne .Values.postgres.version (include "fastnext.postgres.installed.version" .)) }}
{{- $errors = append $errors (printf "SCALE-POSTGRES-012: postgres.version: %s is asked for, and %s is installed. Keep the version, or move the data to a new cluster as docs/runbooks/postgres.md describes." .Values.postgres.version (include "fastnext.postgres.installed.version" .)) }}
{{- end }}
{{- if and (eq .Values.postgres.mode "cluster") (not (and (eq .Values.postgres.mode "cluster") .Values.pooler.enabled)) (gt (add 0 (mul (add (ternary (int64 .Values.backend.autoscaling.max) (int64 .Values.backend.replicas) .Values.backend.autoscaling.enabled) (div (add (mul (ternary (int64 .Values.backend.autoscaling.max) (int64 .Values.backend.replicas) .Values.backend.autoscaling.enabled) .Values.backend.rollout.maxSurgePercent) 99) 100)) (add (mul .Values.backend.database.processes .Values.backend.database.pool) (add 0 (ternary 1 0 .Values.sidecar.enabled)))) (mul (ternary (add .Values.backend.canary.replicas (div (add (mul .Values.backend.canary.replicas .Values.backend.rollout.maxSurgePercent) 99) 100)) 0 .Values.backend.canary.enabled) (add (mul .Values.backend.database.processes .Values.backend.database.pool) (add 0 (ternary 1 0 (and .Values.sidecar.enabled .Values.backend.canary.enabled))))) (mul (ternary 1 0 (gt (len .Values.backend.migration.command) 0)) 1)) (sub (include "fastnext.postgres.maxConnections" . | int64) .Values.postgres.reservedConnections)) }}
{{- $errors = append $errors (printf "SCALE-POSTGRES-002: postgres.maxConnections: backend %d pods x (%d processes x %d + %d of the sidecar) = %d, api-canary %d pods x (%d processes x %d + %d of the sidecar) = %d, backend-migration %d pods x 1 processes x 1 = %d: in all %d, and of %d connections %d are reserved, so there are %d. Turn `pooler.enabled` on, lower a pool, processes or replicas, or raise `postgres.maxConnections` (and the memory with it)." (add (ternary (int64 .Values.backend.autoscaling.max) (int64 .Values.backend.replicas) .Values.backend.autoscaling.enabled) (div (add (mul (ternary (int64 .Values.backend.autoscaling.max) (int64 .Values.backend.replicas) .Values.backend.autoscaling.enabled) .Values.backend.rollout.maxSurgePercent) 99) 100)) (int64 .Values.backend.database.processes) (int64 .Values.backend.database.pool) (add 0 (ternary 1 0 .Values.sidecar.enabled)) (mul (add (ternary (int64 .Values.backend.autoscaling.max) (int64 .Values.backend.replicas) .Values.backend.autoscaling.enabled) (div (add (mul (ternary (int64 .Values.backend.autoscaling.max) (int64 .Values.backend.replicas) .Values.backend.autoscaling.enabled) .Values.backend.rollout.maxSurgePercent) 99) 100)) (add (mul .Values.backend.database.processes .Values.backend.database.pool) (add 0 (ternary 1 0 .Values.sidecar.enabled)))) (ternary (add .Values.backend.canary.replicas (div (add (mul .Values.backend.canary.replicas .Values.backend.rollout.maxSurgePercent) 99) 100)) 0 .Values.backend.canary.enabled) (int64 .Values.backend.database.processes) (int64 .Values.backend.database.pool) (add 0 (ternary 1 0 (and .Values.sidecar.enabled .Values.backend.canary.enabled))) (mul (ternary (add .Values.backend.canary.replicas (div (add (mul .Values.backend.canary.replicas .Values.backend.rollout.maxSurgePercent) 99) 100)) 0 .Values.backend.canary.enabled) (add (mul .Values.backend.database.processes .Values.backend.database.pool) (add 0 (ternary 1 0 (and .Values.sidecar.enabled .Values.backend.canary.enabled))))) (ternary 1 0 (gt (len .Values.backend.migration.command) 0)) (mul (ternary 1 0 (gt (len .Values.backend.migration.command) 0)) 1) (add 0 (mul (add (ternary (int64 .Values.backend.autoscaling.max) (int64 .Values.backend.replicas) .Values.backend.autoscaling.enabled) (div (add (mul (ternary (int64 .Values.backend.autoscaling.max) (int64 .Values.backend.replicas) .Values.backend.autoscaling.enabled) .Values.backend.rollout.maxSurgePercent) 99) 100)) (add (mul .Values.backend.database.processes .Values.backend.database.pool) (add 0 (ternary 1 0 .Values.sidecar.enabled)))) (mul (ternary (add .Values.backend.canary.replicas (div (add (mul .Values.backend.canary.replicas .Values.backend.rollout.maxSurgePercent) 99) 100)) 0 .Values.backend.canary.enabled) (add (mul .Values.backend.database.processes .Values.backend.database.pool) (add 0 (ternary 1 0 (and .Values.sidecar.enabled .Values.backend.canary.enabled))))) (mul (ternary 1 0 (gt (len .Values.backend.migration.command) 0)) 1)) (include "fastnext.postgres.maxConnections" . | int64) (int64 .Values.postgres.reservedConnections) (sub (include "fastnext.postgres.maxConnections" . | int64) .Values.postgres.reservedConnections)) }}
{{- end }}
{{- if and (and (eq .Values.postgres.mode "cluster") .Values.pooler.enabled) (gt (add 0 (mul (add (ternary (int64 .Values.backend.autoscaling.max) (int64 .Values.backend.replicas) .Values.backend.autoscaling.enabled) (div (add (mul (ternary (int64 .Values.backend.autoscaling.max) (int64 .Values.backend.replicas) .Values.backend.autoscaling.enabled) .Values.backend.rollout.maxSurgePercent) 99) 100)) (add (mul .Values.backend.database.processes .Values.backend.database.pool) (add 0 (ternary 1 0 .Values.sidecar.enabled)))) (mul (ternary (add .Values.backend.canary.replicas (div (add (mul .Values.backend.canary.replicas .Values.backend.rollout.maxSurgePercent) 99) 100)) 0 .Values.backend.canary.enabled) (add (mul .Values.backend.database.processes .Values.backend.database.pool) (add 0 (ternary 1 0 (and .Values.sidecar.enabled .Values.backend.canary.enabled))))) (mul (ternary 1 0 (gt (len .Values.backend.migration.command) 0)) 1)) (mul (ternary (sub .Values.pooler.replicas 1) (int64 .Values.pooler.replicas) (gt (int64 .Values.pooler.replicas) 1)) .Values.pooler.maxClientConnections)) }}
{{- $errors = append $errors (printf "SCALE-POSTGRES-003: pooler.maxClientConnections: backend %d pods x (%d processes x %d + %d of the sidecar) = %d, api-canary %d pods x (%d processes x %d + %d of the sidecar) = %d, backend-migration %d pods x 1 processes x 1 = %d: in all %d, and the poolers take %d with one of them away. Raise `pooler.maxClientConnections` or `pooler.replicas`, or lower a pool, processes or replicas." (add (ternary (int64 .Values.backend.autoscaling.max) (int64 .Values.backend.replicas) .Values.backend.autoscaling.enabled) (div (add (mul (ternary (int64 .Values.backend.autoscaling.max) (int64 .Values.backend.replicas) .Values.backend.autoscaling.enabled) .Values.backend.rollout.maxSurgePercent) 99) 100)) (int64 .Values.backend.database.processes) (int64 .Values.backend.database.pool) (add 0 (ternary 1 0 .Values.sidecar.enabled)) (mul (add (ternary (int64 .Values.backend.autoscaling.max) (int64 .Values.backend.replicas) .Values.backend.autoscaling.enabled) (div (add (mul (ternary (int64 .Values.backend.autoscaling.max) (int64 .Values.backend.replicas) .Values.backend.autoscaling.enabled) .Values.backend.rollout.maxSurgePercent) 99) 100)) (add (mul .Values.backend.database.processes .Values.backend.database.pool) (add 0 (ternary 1 0 .Values.sidecar.enabled)))) (ternary (add .Values.backend.canary.replicas (div (add (mul .Values.backend.canary.replicas .Values.backend.rollout.maxSurgePercent) 99) 100)) 0 .Values.backend.canary.enabled) (int64 .Values.backend.database.processes) (int64 .Values.backend.database.pool) (add 0 (ternary 1 0 (and .Values.sidecar.enabled .Values.backend.canary.enabled))) (mul (ternary (add .Values.backend.canary.replicas (div (add (mul .Values.backend.canary.replicas .Values.backend.rollout.maxSurgePercent) 99) 100)) 0 .Values.backend.canary.enabled) (add (mul .Values.backend.database.processes .Values.backend.database.pool) (add 0 (ternary 1 0 (and .Values.sidecar.enabled .Values.backend.canary.enabled))))) (ternary 1 0 (gt (len .Values.backend.migration.command) 0)) (mul (ternary 1 0 (gt (len .Values.backend.migration.command) 0)) 1) (add 0 (mul (add (ternary (int64 .Values.backend.autoscaling.max) (int64 .Values.backend.replicas) .Values.backend.autoscaling.enabled) (div (add (mul (ternary (int64 .Values.backend.autoscaling.max) (int64 .Values.backend.replicas) .Values.backend.autoscaling.enabled) .Values.backend.rollout.maxSurgePercent) 99) 100)) (add (mul .Values.backend.database.processes .Values.backend.database.pool) (add 0 (ternary 1 0 .Values.sidecar.enabled)))) (mul (ternary (add .Values.backend.canary.replicas (div (add (mul .Values.backend.canary.replicas .Values.backend.rollout.maxSurgePercent) 99) 100)) 0 .Values.backend.canary.enabled) (add (mul .Values.backend.database.processes .Values.backend.database.pool) (add 0 (ternary 1 0 (and .Values.sidecar.enabled .Values.backend.canary.enabled))))) (mul (ternary 1 0 (gt (len .Values.backend.migration.command) 0)) 1)) (mul (ternary (sub .Values.pooler.replicas 1) (int64 .Values.pooler.replicas) (gt (int64 .Values.pooler.replicas) 1)) .Values.pooler.maxClientConnections)) }}
{{- end }}
{{- if and (and (eq .Values.postgres.mode "cluster") .Values.pooler.enabled) (gt (mul (ternary (max 1 (div (sub (include "fastnext.postgres.maxConnections" . | int64) .Values.postgres.reservedConnections) (mul (mul .Values.pooler.replicas 2) (ternary 1 2 (gt (int64 .Values.postgres.replicas) 1))))) (int64 .Values.pooler.serverConnections) (eq (int64 .Values.pooler.serverConnections) 0)) (mul .Values.pooler.replicas 2) (ternary 1 2 (gt (int64 .Values.postgres.replicas) 1))) (sub (include "fastnext.postgres.maxConnections" . | int64) .Values.postgres.reservedConnections)) }}
{{- $errors = append $errors (printf "SCALE-POSTGRES-004: pooler.serverConnections: the poolers may open %d connections, and of %d %d are reserved, so there are %d. Lower `pooler.serverConnections` or set it to 0 to have it computed, or raise `postgres.maxConnections` (and the memory with it)." (mul (ternary (max 1 (div (sub (include "fastnext.postgres.maxConnections" . | int64) .Values.postgres.reservedConnections) (mul (mul .Values.pooler.replicas 2) (ternary 1 2 (gt (int64 .Values.postgres.replicas) 1))))) (int64 .Values.pooler.serverConnections) (eq (int64 .Values.pooler.serverConnections) 0)) (mul .Values.pooler.replicas 2) (ternary 1 2 (gt (int64 .Values.postgres.replicas) 1))) (include "fastnext.postgres.maxConnections" . | int64) (int64 .Values.postgres.reservedConnections) (sub (include "fastnext.postgres.maxConnections" . | int64) .Values.postgres.reservedConnections)) }}
{{- end }}
{{- if and (ne (get .Values.pooler.resources.limits "cpu") "") (gt (include "fastnext.milli" (dict "quantity" (get .Values.pooler.resources.requests "cpu")) | int64) (include "fastnext.milli" (dict "quantity" (get .Values.pooler.resources.limits "cpu")) | int64)) }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-008: pooler.resources.requests.cpu: the request %s is above the limit %s. Raise the limit or lower the request." (get .Values.pooler.resources.requests "cpu") (get .Values.pooler.resources.limits "cpu")) }}
{{- end }}
{{- if and (ne (get .Values.pooler.resources.limits "memory") "") (gt (include "fastnext.milli" (dict "quantity" (get .Values.pooler.resources.requests "memory")) | int64) (include "fastnext.milli" (dict "quantity" (get .Values.pooler.resources.limits "memory")) | int64)) }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-008: pooler.resources.requests.memory: the request %s is above the limit %s. Raise the limit or lower the request." (get .Values.pooler.resources.requests "memory") (get .Values.pooler.resources.limits "memory")) }}
{{- end }}
{{- if and (ne (get .Values.pooler.resources.limits "ephemeral-storage") "") (gt (include "fastnext.milli" (dict "quantity" (get .Values.pooler.resources.requests "ephemeral-storage")) | int64) (include "fastnext.milli" (dict "quantity" (get .Values.pooler.resources.limits "ephemeral-storage")) | int64)) }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-008: pooler.resources.requests.ephemeral-storage: the request %s is above the limit %s. Raise the limit or lower the request." (get .Values.pooler.resources.requests "ephemeral-storage") (get .Values.pooler.resources.limits "ephemeral-storage")) }}
{{- end }}
{{- if and (ne .Values.redis.mode "existing") (lt (div (include "fastnext.milli" (dict "quantity" (get .Values.redis.resources.limits "memory")) | int64) 1048576000) (include "fastnext.redis.neededMemory" . | int64)) }}
{{- $errors = append $errors (printf "SCALE-REDIS-001: redis.resources.limits.memory: the memory limit \"%s\" is less than the %dMi that a node with %dMi of data needs. Raise `redis.resources.limits.memory` or lower `redis.maxMemory`." (get .Values.redis.resources.limits "memory") (include "fastnext.redis.neededMemory" . | int64) (include "fastnext.redis.data" . | int64)) }}
{{- end }}
{{- if and (ne .Values.redis.mode "existing") (lt (include "fastnext.redis.data" . | int64) (max 16 (ternary (mul 4 (include "fastnext.redis.backlog" . | int64)) 0 (eq .Values.redis.mode "cluster")))) }}
{{- $errors = append $errors (printf "SCALE-REDIS-002: redis.maxMemory: %s is less than %dMi, with a backlog of %s. Raise `redis.maxMemory` or lower `redis.replication.backlog`." .Values.redis.maxMemory (max 16 (ternary (mul 4 (include "fastnext.redis.backlog" . | int64)) 0 (eq .Values.redis.mode "cluster"))) .Values.redis.replication.backlog) }}
{{- end }}
{{- if and (eq .Values.redis.mode "cluster") (gt (add .Values.redis.shutdown.handOverSeconds 15) (int64 .Values.redis.shutdown.gracePeriodSeconds)) }}
{{- $errors = append $errors (printf "SCALE-REDIS-003: redis.shutdown.gracePeriodSeconds: %d s is less than the %d s to hand over and 15 s to stop. Raise `shutdown.gracePeriodSeconds` or lower `shutdown.handOverSeconds`." (int64 .Values.redis.shutdown.gracePeriodSeconds) (int64 .Values.redis.shutdown.handOverSeconds)) }}
{{- end }}
{{- if and .Values.redis.tls.enabled (not .Values.redis.tls.existingSecret) }}
{{- $errors = append $errors "SCALE-REDIS-004: redis.tls.existingSecret: TLS is on without a Secret. Set `tls.existingSecret` to a Secret with `tls.crt`, `tls.key` and `ca.crt`." }}
{{- end }}
{{- if and (not (ne .Values.redis.mode "existing")) (or (not .Values.redis.existing.nodes) (not .Values.redis.existingSecret)) }}
{{- $errors = append $errors "SCALE-REDIS-005: redis.existing.nodes: the nodes or the Secret of the existing cache are not given. Set `redis.existing.nodes` and `redis.existingSecret`, or `redis.mode` to cluster." }}
{{- end }}
{{- if and (ne .Values.redis.mode "existing") (lt (div (include "fastnext.milli" (dict "quantity" .Values.redis.storage.size) | int64) 1048576000) (include "fastnext.redis.neededStorage" . | int64)) }}
{{- $errors = append $errors (printf "SCALE-REDIS-006: redis.storage.size: %s is less than the %dMi that %dMi of data need. Raise `redis.storage.size`, lower `redis.maxMemory`, or turn off a part of `redis.persistence`." .Values.redis.storage.size (include "fastnext.redis.neededStorage" . | int64) (include "fastnext.redis.data" . | int64)) }}
{{- end }}
{{- if and (ne (get .Values.redis.resources.limits "cpu") "") (gt (include "fastnext.milli" (dict "quantity" (get .Values.redis.resources.requests "cpu")) | int64) (include "fastnext.milli" (dict "quantity" (get .Values.redis.resources.limits "cpu")) | int64)) }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-008: redis.resources.requests.cpu: the request %s is above the limit %s. Raise the limit or lower the request." (get .Values.redis.resources.requests "cpu") (get .Values.redis.resources.limits "cpu")) }}
{{- end }}
{{- if and (ne (get .Values.redis.resources.limits "memory") "") (gt (include "fastnext.milli" (dict "quantity" (get .Values.redis.resources.requests "memory")) | int64) (include "fastnext.milli" (dict "quantity" (get .Values.redis.resources.limits "memory")) | int64)) }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-008: redis.resources.requests.memory: the request %s is above the limit %s. Raise the limit or lower the request." (get .Values.redis.resources.requests "memory") (get .Values.redis.resources.limits "memory")) }}
{{- end }}
{{- if and (ne (get .Values.redis.resources.limits "ephemeral-storage") "") (gt (include "fastnext.milli" (dict "quantity" (get .Values.redis.resources.requests "ephemeral-storage")) | int64) (include "fastnext.milli" (dict "quantity" (get .Values.redis.resources.limits "ephemeral-storage")) | int64)) }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-008: redis.resources.requests.ephemeral-storage: the request %s is above the limit %s. Raise the limit or lower the request." (get .Values.redis.resources.requests "ephemeral-storage") (get .Values.redis.resources.limits "ephemeral-storage")) }}
{{- end }}
{{- if and (ne (get .Values.redis.agent.resources.limits "cpu") "") (gt (include "fastnext.milli" (dict "quantity" (get .Values.redis.agent.resources.requests "cpu")) | int64) (include "fastnext.milli" (dict "quantity" (get .Values.redis.agent.resources.limits "cpu")) | int64)) }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-008: redis.agent.resources.requests.cpu: the request %s is above the limit %s. Raise the limit or lower the request." (get .Values.redis.agent.resources.requests "cpu") (get .Values.redis.agent.resources.limits "cpu")) }}
{{- end }}
{{- if and (ne (get .Values.redis.agent.resources.limits "memory") "") (gt (include "fastnext.milli" (dict "quantity" (get .Values.redis.agent.resources.requests "memory")) | int64) (include "fastnext.milli" (dict "quantity" (get .Values.redis.agent.resources.limits "memory")) | int64)) }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-008: redis.agent.resources.requests.memory: the request %s is above the limit %s. Raise the limit or lower the request." (get .Values.redis.agent.resources.requests "memory") (get .Values.redis.agent.resources.limits "memory")) }}
{{- end }}
{{- if and (ne (get .Values.redis.agent.resources.limits "ephemeral-storage") "") (gt (include "fastnext.milli" (dict "quantity" (get .Values.redis.agent.resources.requests "ephemeral-storage")) | int64) (include "fastnext.milli" (dict "quantity" (get .Values.redis.agent.resources.limits "ephemeral-storage")) | int64)) }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-008: redis.agent.resources.requests.ephemeral-storage: the request %s is above the limit %s. Raise the limit or lower the request." (get .Values.redis.agent.resources.requests "ephemeral-storage") (get .Values.redis.agent.resources.limits "ephemeral-storage")) }}
{{- end }}
{{- if and (ne .Values.redis.mode "existing") (include "fastnext.redis.installed.storage" .) (lt (include "fastnext.milli" (dict "quantity" .Values.redis.storage.size) | int64) (include "fastnext.milli" (dict "quantity" (include "fastnext.redis.installed.storage" .)) | int64)) }}
{{- $errors = append $errors (printf "SCALE-REDIS-007: redis.storage.size: %s is asked for, and %s is installed. Keep the size, or begin anew with empty volumes as docs/redis.md describes." .Values.redis.storage.size (include "fastnext.redis.installed.storage" .)) }}
{{- end }}
{{- if and (ne .Values.redis.mode "existing") (include "fastnext.redis.installed.claims" .) (and (ne (include "fastnext.redis.claim" .) (include "fastnext.redis.installed.claims" .)) (not (lt (include "fastnext.milli" (dict "quantity" .Values.redis.storage.size) | int64) (include "fastnext.milli" (dict "quantity" (include "fastnext.redis.installed.storage" .)) | int64)))) }}
{{- $errors = append $errors (printf "SCALE-REDIS-008: redis.storage: %s is asked for, and %s is installed. Make the volumes larger and take the StatefulSets away without their pods first, as docs/redis.md describes, or keep the values." (include "fastnext.redis.claim" .) (include "fastnext.redis.installed.claims" .)) }}
{{- end }}
{{- if and (ne .Values.redis.mode "existing") (include "fastnext.redis.installed.flavour" .) (ne .Values.redis.flavour (include "fastnext.redis.installed.flavour" .)) }}
{{- $errors = append $errors (printf "SCALE-REDIS-009: redis.flavour: %s is asked for, and %s is installed. Keep `redis.flavour`, or begin anew with empty volumes as docs/redis.md describes." .Values.redis.flavour (include "fastnext.redis.installed.flavour" .)) }}
{{- end }}
{{- if and (ne .Values.redis.mode "existing") (include "fastnext.redis.installed.tls" .) (ne (printf "%t" .Values.redis.tls.enabled) (include "fastnext.redis.installed.tls" .)) }}
{{- $errors = append $errors (printf "SCALE-REDIS-010: redis.tls.enabled: %t is asked for, and %s is installed. Keep `redis.tls.enabled`, or restart all nodes at once as docs/redis.md describes." .Values.redis.tls.enabled (include "fastnext.redis.installed.tls" .)) }}
{{- end }}
{{- if and (not (eq .Values.redis.mode "cluster")) (include "fastnext.redis.installed.fourthShard" .) }}
{{- $errors = append $errors (printf "SCALE-REDIS-011: redis.mode: %s is asked for, and shard 3 is installed. Set `redis.shards` to 3 first, and change `redis.mode` when the other StatefulSets are gone." .Values.redis.mode) }}
{{- end }}
{{- if and .Values.backend.autoscaling.enabled (gt (int64 .Values.backend.autoscaling.min) (int64 .Values.backend.autoscaling.max)) }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-001: backend.autoscaling.min: the minimum (%d) is above the maximum (%d). Lower `autoscaling.min` or raise `autoscaling.max`." (int64 .Values.backend.autoscaling.min) (int64 .Values.backend.autoscaling.max)) }}
{{- end }}
{{- if and (gt (int64 .Values.backend.shutdown.gracePeriodSeconds) 0) (lt (int64 .Values.backend.shutdown.gracePeriodSeconds) (add .Values.backend.shutdown.drainSeconds .Values.backend.shutdown.finishSeconds 5)) }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-002: backend.shutdown.gracePeriodSeconds: %d s is less than the %d s to drain, %d s to finish and 5 s of margin. Raise `shutdown.gracePeriodSeconds`, or set it to 0 to have it computed." (int64 .Values.backend.shutdown.gracePeriodSeconds) (int64 .Values.backend.shutdown.drainSeconds) (int64 .Values.backend.shutdown.finishSeconds)) }}
{{- end }}
{{- if and .Values.backend.autoscaling.enabled (gt (int64 .Values.backend.autoscaling.cpuUtilization) 0) (eq (get .Values.backend.resources.requests "cpu") "") }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-003: backend.autoscaling.cpuUtilization: a target of %d %% needs a CPU request, and resources.requests.cpu is not there. Set `resources.requests.cpu`, or set `autoscaling.cpuUtilization` to 0." (int64 .Values.backend.autoscaling.cpuUtilization)) }}
{{- end }}
{{- if and .Values.backend.autoscaling.enabled (gt (int64 .Values.backend.autoscaling.memoryUtilization) 0) (eq (get .Values.backend.resources.requests "memory") "") }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-004: backend.autoscaling.memoryUtilization: a target of %d %% needs a memory request, and resources.requests.memory is not there. Set `resources.requests.memory`, or set `autoscaling.memoryUtilization` to 0." (int64 .Values.backend.autoscaling.memoryUtilization)) }}
{{- end }}
{{- if and .Values.backend.autoscaling.enabled (eq (int64 .Values.backend.autoscaling.cpuUtilization) 0) (eq (int64 .Values.backend.autoscaling.memoryUtilization) 0) }}
{{- $errors = append $errors "SCALE-WORKLOAD-005: backend.autoscaling.enabled: autoscaling is on without a target for CPU or memory. Set `autoscaling.cpuUtilization` or `autoscaling.memoryUtilization`, or turn `autoscaling.enabled` off." }}
{{- end }}
{{- if and .Values.backend.disruption.enabled (gt (ternary (int64 .Values.backend.autoscaling.min) (int64 .Values.backend.replicas) .Values.backend.autoscaling.enabled) 1) (ge (int64 .Values.backend.disruption.maxUnavailable) (ternary (int64 .Values.backend.autoscaling.min) (int64 .Values.backend.replicas) .Values.backend.autoscaling.enabled)) }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-006: backend.disruption.maxUnavailable: %d pods away at once is all of the %d there may be. Lower `disruption.maxUnavailable` below the least number of replicas." (int64 .Values.backend.disruption.maxUnavailable) (ternary (int64 .Values.backend.autoscaling.min) (int64 .Values.backend.replicas) .Values.backend.autoscaling.enabled)) }}
{{- end }}
{{- if and (ne (get .Values.backend.resources.limits "cpu") "") (gt (include "fastnext.milli" (dict "quantity" (get .Values.backend.resources.requests "cpu")) | int64) (include "fastnext.milli" (dict "quantity" (get .Values.backend.resources.limits "cpu")) | int64)) }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-008: backend.resources.requests.cpu: the request %s is above the limit %s. Raise the limit or lower the request." (get .Values.backend.resources.requests "cpu") (get .Values.backend.resources.limits "cpu")) }}
{{- end }}
{{- if and (ne (get .Values.backend.resources.limits "memory") "") (gt (include "fastnext.milli" (dict "quantity" (get .Values.backend.resources.requests "memory")) | int64) (include "fastnext.milli" (dict "quantity" (get .Values.backend.resources.limits "memory")) | int64)) }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-008: backend.resources.requests.memory: the request %s is above the limit %s. Raise the limit or lower the request." (get .Values.backend.resources.requests "memory") (get .Values.backend.resources.limits "memory")) }}
{{- end }}
{{- if and (ne (get .Values.backend.resources.limits "ephemeral-storage") "") (gt (include "fastnext.milli" (dict "quantity" (get .Values.backend.resources.requests "ephemeral-storage")) | int64) (include "fastnext.milli" (dict "quantity" (get .Values.backend.resources.limits "ephemeral-storage")) | int64)) }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-008: backend.resources.requests.ephemeral-storage: the request %s is above the limit %s. Raise the limit or lower the request." (get .Values.backend.resources.requests "ephemeral-storage") (get .Values.backend.resources.limits "ephemeral-storage")) }}
{{- end }}
{{- if gt (int64 .Values.backend.probes.startup.timeoutSeconds) (int64 .Values.backend.probes.startup.periodSeconds) }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-007: backend.probes.startup.timeoutSeconds: %d s is above the period of %d s. Lower the probe's `timeoutSeconds` or raise its `periodSeconds`." (int64 .Values.backend.probes.startup.timeoutSeconds) (int64 .Values.backend.probes.startup.periodSeconds)) }}
{{- end }}
{{- if gt (int64 .Values.backend.probes.readiness.timeoutSeconds) (int64 .Values.backend.probes.readiness.periodSeconds) }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-007: backend.probes.readiness.timeoutSeconds: %d s is above the period of %d s. Lower the probe's `timeoutSeconds` or raise its `periodSeconds`." (int64 .Values.backend.probes.readiness.timeoutSeconds) (int64 .Values.backend.probes.readiness.periodSeconds)) }}
{{- end }}
{{- if gt (int64 .Values.backend.probes.liveness.timeoutSeconds) (int64 .Values.backend.probes.liveness.periodSeconds) }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-007: backend.probes.liveness.timeoutSeconds: %d s is above the period of %d s. Lower the probe's `timeoutSeconds` or raise its `periodSeconds`." (int64 .Values.backend.probes.liveness.timeoutSeconds) (int64 .Values.backend.probes.liveness.periodSeconds)) }}
{{- end }}
{{- if and (ne (get .Values.backend.migration.resources.limits "cpu") "") (gt (include "fastnext.milli" (dict "quantity" (get .Values.backend.migration.resources.requests "cpu")) | int64) (include "fastnext.milli" (dict "quantity" (get .Values.backend.migration.resources.limits "cpu")) | int64)) }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-008: backend.migration.resources.requests.cpu: the request %s is above the limit %s. Raise the limit or lower the request." (get .Values.backend.migration.resources.requests "cpu") (get .Values.backend.migration.resources.limits "cpu")) }}
{{- end }}
{{- if and (ne (get .Values.backend.migration.resources.limits "memory") "") (gt (include "fastnext.milli" (dict "quantity" (get .Values.backend.migration.resources.requests "memory")) | int64) (include "fastnext.milli" (dict "quantity" (get .Values.backend.migration.resources.limits "memory")) | int64)) }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-008: backend.migration.resources.requests.memory: the request %s is above the limit %s. Raise the limit or lower the request." (get .Values.backend.migration.resources.requests "memory") (get .Values.backend.migration.resources.limits "memory")) }}
{{- end }}
{{- if and (ne (get .Values.backend.migration.resources.limits "ephemeral-storage") "") (gt (include "fastnext.milli" (dict "quantity" (get .Values.backend.migration.resources.requests "ephemeral-storage")) | int64) (include "fastnext.milli" (dict "quantity" (get .Values.backend.migration.resources.limits "ephemeral-storage")) | int64)) }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-008: backend.migration.resources.requests.ephemeral-storage: the request %s is above the limit %s. Raise the limit or lower the request." (get .Values.backend.migration.resources.requests "ephemeral-storage") (get .Values.backend.migration.resources.limits "ephemeral-storage")) }}
{{- end }}
{{- if and .Values.frontend.autoscaling.enabled (gt (int64 .Values.frontend.autoscaling.min) (int64 .Values.frontend.autoscaling.max)) }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-001: frontend.autoscaling.min: the minimum (%d) is above the maximum (%d). Lower `autoscaling.min` or raise `autoscaling.max`." (int64 .Values.frontend.autoscaling.min) (int64 .Values.frontend.autoscaling.max)) }}
{{- end }}
{{- if and (gt (int64 .Values.frontend.shutdown.gracePeriodSeconds) 0) (lt (int64 .Values.frontend.shutdown.gracePeriodSeconds) (add .Values.frontend.shutdown.drainSeconds .Values.frontend.shutdown.finishSeconds 5)) }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-002: frontend.shutdown.gracePeriodSeconds: %d s is less than the %d s to drain, %d s to finish and 5 s of margin. Raise `shutdown.gracePeriodSeconds`, or set it to 0 to have it computed." (int64 .Values.frontend.shutdown.gracePeriodSeconds) (int64 .Values.frontend.shutdown.drainSeconds) (int64 .Values.frontend.shutdown.finishSeconds)) }}
{{- end }}
{{- if and .Values.frontend.autoscaling.enabled (gt (int64 .Values.frontend.autoscaling.cpuUtilization) 0) (eq (get .Values.frontend.resources.requests "cpu") "") }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-003: frontend.autoscaling.cpuUtilization: a target of %d %% needs a CPU request, and resources.requests.cpu is not there. Set `resources.requests.cpu`, or set `autoscaling.cpuUtilization` to 0." (int64 .Values.frontend.autoscaling.cpuUtilization)) }}
{{- end }}
{{- if and .Values.frontend.autoscaling.enabled (gt (int64 .Values.frontend.autoscaling.memoryUtilization) 0) (eq (get .Values.frontend.resources.requests "memory") "") }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-004: frontend.autoscaling.memoryUtilization: a target of %d %% needs a memory request, and resources.requests.memory is not there. Set `resources.requests.memory`, or set `autoscaling.memoryUtilization` to 0." (int64 .Values.frontend.autoscaling.memoryUtilization)) }}
{{- end }}
{{- if and .Values.frontend.autoscaling.enabled (eq (int64 .Values.frontend.autoscaling.cpuUtilization) 0) (eq (int64 .Values.frontend.autoscaling.memoryUtilization) 0) }}
{{- $errors = append $errors "SCALE-WORKLOAD-005: frontend.autoscaling.enabled: autoscaling is on without a target for CPU or memory. Set `autoscaling.cpuUtilization` or `autoscaling.memoryUtilization`, or turn `autoscaling.enabled` off." }}
{{- end }}
{{- if and .Values.frontend.disruption.enabled (gt (ternary (int64 .Values.frontend.autoscaling.min) (int64 .Values.frontend.replicas) .Values.frontend.autoscaling.enabled) 1) (ge (int64 .Values.frontend.disruption.maxUnavailable) (ternary (int64 .Values.frontend.autoscaling.min) (int64 .Values.frontend.replicas) .Values.frontend.autoscaling.enabled)) }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-006: frontend.disruption.maxUnavailable: %d pods away at once is all of the %d there may be. Lower `disruption.maxUnavailable` below the least number of replicas." (int64 .Values.frontend.disruption.maxUnavailable) (ternary (int64 .Values.frontend.autoscaling.min) (int64 .Values.frontend.replicas) .Values.frontend.autoscaling.enabled)) }}
{{- end }}
{{- if and (ne (get .Values.frontend.resources.limits "cpu") "") (gt (include "fastnext.milli" (dict "quantity" (get .Values.frontend.resources.requests "cpu")) | int64) (include "fastnext.milli" (dict "quantity" (get .Values.frontend.resources.limits "cpu")) | int64)) }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-008: frontend.resources.requests.cpu: the request %s is above the limit %s. Raise the limit or lower the request." (get .Values.frontend.resources.requests "cpu") (get .Values.frontend.resources.limits "cpu")) }}
{{- end }}
{{- if and (ne (get .Values.frontend.resources.limits "memory") "") (gt (include "fastnext.milli" (dict "quantity" (get .Values.frontend.resources.requests "memory")) | int64) (include "fastnext.milli" (dict "quantity" (get .Values.frontend.resources.limits "memory")) | int64)) }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-008: frontend.resources.requests.memory: the request %s is above the limit %s. Raise the limit or lower the request." (get .Values.frontend.resources.requests "memory") (get .Values.frontend.resources.limits "memory")) }}
{{- end }}
{{- if and (ne (get .Values.frontend.resources.limits "ephemeral-storage") "") (gt (include "fastnext.milli" (dict "quantity" (get .Values.frontend.resources.requests "ephemeral-storage")) | int64) (include "fastnext.milli" (dict "quantity" (get .Values.frontend.resources.limits "ephemeral-storage")) | int64)) }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-008: frontend.resources.requests.ephemeral-storage: the request %s is above the limit %s. Raise the limit or lower the request." (get .Values.frontend.resources.requests "ephemeral-storage") (get .Values.frontend.resources.limits "ephemeral-storage")) }}
{{- end }}
{{- if gt (int64 .Values.frontend.probes.startup.timeoutSeconds) (int64 .Values.frontend.probes.startup.periodSeconds) }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-007: frontend.probes.startup.timeoutSeconds: %d s is above the period of %d s. Lower the probe's `timeoutSeconds` or raise its `periodSeconds`." (int64 .Values.frontend.probes.startup.timeoutSeconds) (int64 .Values.frontend.probes.startup.periodSeconds)) }}
{{- end }}
{{- if gt (int64 .Values.frontend.probes.readiness.timeoutSeconds) (int64 .Values.frontend.probes.readiness.periodSeconds) }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-007: frontend.probes.readiness.timeoutSeconds: %d s is above the period of %d s. Lower the probe's `timeoutSeconds` or raise its `periodSeconds`." (int64 .Values.frontend.probes.readiness.timeoutSeconds) (int64 .Values.frontend.probes.readiness.periodSeconds)) }}
{{- end }}
{{- if gt (int64 .Values.frontend.probes.liveness.timeoutSeconds) (int64 .Values.frontend.probes.liveness.periodSeconds) }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-007: frontend.probes.liveness.timeoutSeconds: %d s is above the period of %d s. Lower the probe's `timeoutSeconds` or raise its `periodSeconds`." (int64 .Values.frontend.probes.liveness.timeoutSeconds) (int64 .Values.frontend.probes.liveness.periodSeconds)) }}
{{- end }}
{{- if and .Values.edge.autoscaling.enabled (gt (int64 .Values.edge.autoscaling.min) (int64 .Values.edge.autoscaling.max)) }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-001: edge.autoscaling.min: the minimum (%d) is above the maximum (%d). Lower `autoscaling.min` or raise `autoscaling.max`." (int64 .Values.edge.autoscaling.min) (int64 .Values.edge.autoscaling.max)) }}
{{- end }}
{{- if and (gt (int64 .Values.edge.shutdown.gracePeriodSeconds) 0) (lt (int64 .Values.edge.shutdown.gracePeriodSeconds) (add .Values.edge.shutdown.drainSeconds .Values.edge.shutdown.finishSeconds 5)) }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-002: edge.shutdown.gracePeriodSeconds: %d s is less than the %d s to drain, %d s to finish and 5 s of margin. Raise `shutdown.gracePeriodSeconds`, or set it to 0 to have it computed." (int64 .Values.edge.shutdown.gracePeriodSeconds) (int64 .Values.edge.shutdown.drainSeconds) (int64 .Values.edge.shutdown.finishSeconds)) }}
{{- end }}
{{- if and .Values.edge.autoscaling.enabled (gt (int64 .Values.edge.autoscaling.cpuUtilization) 0) (eq (get .Values.edge.resources.requests "cpu") "") }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-003: edge.autoscaling.cpuUtilization: a target of %d %% needs a CPU request, and resources.requests.cpu is not there. Set `resources.requests.cpu`, or set `autoscaling.cpuUtilization` to 0." (int64 .Values.edge.autoscaling.cpuUtilization)) }}
{{- end }}
{{- if and .Values.edge.autoscaling.enabled (gt (int64 .Values.edge.autoscaling.memoryUtilization) 0) (eq (get .Values.edge.resources.requests "memory") "") }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-004: edge.autoscaling.memoryUtilization: a target of %d %% needs a memory request, and resources.requests.memory is not there. Set `resources.requests.memory`, or set `autoscaling.memoryUtilization` to 0." (int64 .Values.edge.autoscaling.memoryUtilization)) }}
{{- end }}
{{- if and .Values.edge.autoscaling.enabled (eq (int64 .Values.edge.autoscaling.cpuUtilization) 0) (eq (int64 .Values.edge.autoscaling.memoryUtilization) 0) }}
{{- $errors = append $errors "SCALE-WORKLOAD-005: edge.autoscaling.enabled: autoscaling is on without a target for CPU or memory. Set `autoscaling.cpuUtilization` or `autoscaling.memoryUtilization`, or turn `autoscaling.enabled` off." }}
{{- end }}
{{- if and .Values.edge.disruption.enabled (gt (ternary (int64 .Values.edge.autoscaling.min) (int64 .Values.edge.replicas) .Values.edge.autoscaling.enabled) 1) (ge (int64 .Values.edge.disruption.maxUnavailable) (ternary (int64 .Values.edge.autoscaling.min) (int64 .Values.edge.replicas) .Values.edge.autoscaling.enabled)) }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-006: edge.disruption.maxUnavailable: %d pods away at once is all of the %d there may be. Lower `disruption.maxUnavailable` below the least number of replicas." (int64 .Values.edge.disruption.maxUnavailable) (ternary (int64 .Values.edge.autoscaling.min) (int64 .Values.edge.replicas) .Values.edge.autoscaling.enabled)) }}
{{- end }}
{{- if and (ne (get .Values.edge.resources.limits "cpu") "") (gt (include "fastnext.milli" (dict "quantity" (get .Values.edge.resources.requests "cpu")) | int64) (include "fastnext.milli" (dict "quantity" (get .Values.edge.resources.limits "cpu")) | int64)) }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-008: edge.resources.requests.cpu: the request %s is above the limit %s. Raise the limit or lower the request." (get .Values.edge.resources.requests "cpu") (get .Values.edge.resources.limits "cpu")) }}
{{- end }}
{{- if and (ne (get .Values.edge.resources.limits "memory") "") (gt (include "fastnext.milli" (dict "quantity" (get .Values.edge.resources.requests "memory")) | int64) (include "fastnext.milli" (dict "quantity" (get .Values.edge.resources.limits "memory")) | int64)) }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-008: edge.resources.requests.memory: the request %s is above the limit %s. Raise the limit or lower the request." (get .Values.edge.resources.requests "memory") (get .Values.edge.resources.limits "memory")) }}
{{- end }}
{{- if and (ne (get .Values.edge.resources.limits "ephemeral-storage") "") (gt (include "fastnext.milli" (dict "quantity" (get .Values.edge.resources.requests "ephemeral-storage")) | int64) (include "fastnext.milli" (dict "quantity" (get .Values.edge.resources.limits "ephemeral-storage")) | int64)) }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-008: edge.resources.requests.ephemeral-storage: the request %s is above the limit %s. Raise the limit or lower the request." (get .Values.edge.resources.requests "ephemeral-storage") (get .Values.edge.resources.limits "ephemeral-storage")) }}
{{- end }}
{{- if and .Values.edge.enabled (and (or (eq .Values.edge.entry.kind "ingress") (eq .Values.edge.entry.kind "gateway") (eq .Values.edge.tls.at "front")) (not .Values.edge.realIp.from)) }}
{{- $errors = append $errors (printf "SCALE-EDGE-004: edge.realIp.from: entry.kind is %s and tls.at is %s, and no network is named that is in front. Name the networks of the proxy in `realIp.from`." .Values.edge.entry.kind .Values.edge.tls.at) }}
{{- end }}
{{- if and .Values.edge.enabled (and (eq .Values.edge.entry.kind "gateway") (eq .Values.edge.entry.className "")) }}
{{- $errors = append $errors "SCALE-EDGE-009: edge.entry.className: a Gateway without a class belongs to no controller. Set what is named, or choose another `entry.kind` or `tls.at`." }}
{{- end }}
{{- if and .Values.edge.enabled (and (eq .Values.edge.entry.kind "gateway") (eq .Values.edge.tls.at "front") (not .Values.edge.hosts)) }}
{{- $errors = append $errors "SCALE-EDGE-009: edge.hosts: a Gateway that ends TLS needs the names of hosts. Set what is named, or choose another `entry.kind` or `tls.at`." }}
{{- end }}
{{- if and .Values.edge.enabled (and .Values.edge.tls.issuer.name (not .Values.edge.hosts)) }}
{{- $errors = append $errors (printf "SCALE-EDGE-009: edge.hosts: the issuer %s has no host to make a certificate for. Set what is named, or choose another `entry.kind` or `tls.at`." .Values.edge.tls.issuer.name) }}
{{- end }}
{{- if and .Values.edge.enabled (and (eq .Values.edge.entry.kind "gateway") (eq .Values.edge.tls.at "front") (not .Values.edge.tls.existingSecret) (not .Values.edge.tls.issuer.name)) }}
{{- $errors = append $errors "SCALE-EDGE-009: edge.tls.existingSecret: a Gateway that ends TLS needs a Secret with a certificate, or an issuer that makes one. Set what is named, or choose another `entry.kind` or `tls.at`." }}
{{- end }}
{{- if and .Values.edge.enabled (and .Values.edge.tls.existingSecret .Values.edge.tls.issuer.name) }}
{{- $errors = append $errors (printf "SCALE-EDGE-009: edge.tls.issuer.name: the issuer %s would write over %s. Set what is named, or choose another `entry.kind` or `tls.at`." .Values.edge.tls.issuer.name .Values.edge.tls.existingSecret) }}
{{- end }}
{{- if and .Values.edge.enabled (and (eq .Values.edge.tls.at "edge") (or (eq .Values.edge.entry.kind "gateway") (eq .Values.edge.entry.kind "ingress"))) }}
{{- $errors = append $errors (printf "SCALE-EDGE-009: edge.tls.at: entry.kind is %s, which ends TLS itself, and tls.at is %s. Set what is named, or choose another `entry.kind` or `tls.at`." .Values.edge.entry.kind .Values.edge.tls.at) }}
{{- end }}
{{- if and .Values.edge.enabled (and .Values.edge.realIp.proxyProtocol (not .Values.edge.realIp.from)) }}
{{- $errors = append $errors "SCALE-EDGE-009: edge.realIp.proxyProtocol: the PROXY protocol is believed from nobody as long as realIp.from is empty. Set what is named, or choose another `entry.kind` or `tls.at`." }}
{{- end }}
{{- if and .Values.edge.enabled (and (ne (get .Values.edge.resources.limits "ephemeral-storage") "") (lt (div (include "fastnext.milli" (dict "quantity" (get .Values.edge.resources.limits "ephemeral-storage")) | int64) 1048576000) (add (add .Values.edge.cache.sizeMegabytes (div .Values.edge.cache.sizeMegabytes 8) 64) (div (include "fastnext.milli" (dict "quantity" .Values.edge.security.tmpSize) | int64) 1048576000)))) }}
{{- $errors = append $errors (printf "SCALE-EDGE-010: edge.resources.limits.ephemeral-storage: %s is less than the %d MiB that kept answers and /tmp may take. Raise `resources.limits.ephemeral-storage`, or lower `cache.sizeMegabytes` or `security.tmpSize`." (get .Values.edge.resources.limits "ephemeral-storage") (add (add .Values.edge.cache.sizeMegabytes (div .Values.edge.cache.sizeMegabytes 8) 64) (div (include "fastnext.milli" (dict "quantity" .Values.edge.security.tmpSize) | int64) 1048576000))) }}
{{- end }}
{{- if and .Values.edge.enabled (and (gt (int64 .Values.edge.routes.api.canaryPercent) 0) (not .Values.backend.canary.enabled)) }}
{{- $errors = append $errors (printf "SCALE-EDGE-012: edge.routes.api.canaryPercent: %d %% of the clients are to get a canary that does not run. Switch the canary of the service on, or set `canaryPercent` to 0." (int64 .Values.edge.routes.api.canaryPercent)) }}
{{- end }}
{{- if and .Values.edge.enabled (and .Values.edge.routes.api.cache.enabled (eq .Values.edge.routes.api.cache.credentials "forward")) }}
{{- $errors = append $errors "SCALE-EDGE-003: edge.routes.api.cache.credentials: answers are kept for all, and cookies and Authorization are sent on. Set `cache.credentials` to `bypass` or `strip`, or switch the cache of the route off." }}
{{- end }}
{{- if and .Values.edge.enabled (and (gt (int64 .Values.edge.routes.api.rateLimit.requests) 0) (lt (int64 .Values.edge.routes.api.rateLimit.requests) (ternary (int64 .Values.edge.autoscaling.min) (int64 .Values.edge.replicas) .Values.edge.autoscaling.enabled))) }}
{{- $errors = append $errors (printf "SCALE-EDGE-006: edge.routes.api.rateLimit.requests: %d a %s cannot be divided among %d pods. Raise `requests`, state them for a longer time with `per`, or run fewer edge pods." (int64 .Values.edge.routes.api.rateLimit.requests) .Values.edge.routes.api.rateLimit.per (ternary (int64 .Values.edge.autoscaling.min) (int64 .Values.edge.replicas) .Values.edge.autoscaling.enabled)) }}
{{- end }}
{{- if and .Values.edge.enabled (and (gt (int64 .Values.edge.routes.api.retries.attempts) 1) (lt (int64 .Values.edge.routes.api.retries.timeoutSeconds) (int64 .Values.edge.routes.api.timeouts.connectSeconds))) }}
{{- $errors = append $errors (printf "SCALE-EDGE-008: edge.routes.api.retries.timeoutSeconds: no other pod is tried after %d s, and a connection to the first may take %d s. Raise the longer one or lower the shorter one." (int64 .Values.edge.routes.api.retries.timeoutSeconds) (int64 .Values.edge.routes.api.timeouts.connectSeconds)) }}
{{- end }}
{{- if and .Values.edge.enabled (and .Values.edge.routes.api.bufferUploads (or (eq (int64 .Values.edge.routes.api.bodyMegabytes) 0) (gt (mul .Values.edge.routes.api.bodyMegabytes 2) (div (include "fastnext.milli" (dict "quantity" .Values.edge.security.tmpSize) | int64) 1048576000)))) }}
{{- $errors = append $errors (printf "SCALE-EDGE-011: edge.routes.api.bodyMegabytes: two bodies of %s do not fit into %s. Raise `security.tmpSize`, lower `bodyMegabytes`, or set `bufferUploads` to false." (ternary "any size" (printf "%d MiB" (int64 .Values.edge.routes.api.bodyMegabytes)) (eq (int64 .Values.edge.routes.api.bodyMegabytes) 0)) .Values.edge.security.tmpSize) }}
{{- end }}
{{- if and .Values.edge.enabled (lt (int64 .Values.backend.shutdown.drainSeconds) (add .Values.edge.dns.validSeconds 2)) }}
{{- $errors = append $errors (printf "SCALE-EDGE-007: backend.shutdown.drainSeconds: %d s is less than the %d s after which the edge has heard that a pod left. Raise `shutdown.drainSeconds` of the service, or lower `dns.validSeconds`." (int64 .Values.backend.shutdown.drainSeconds) (add .Values.edge.dns.validSeconds 2)) }}
{{- end }}
{{- if and .Values.edge.enabled (gt (mul (add (ternary (int64 .Values.backend.autoscaling.max) (int64 .Values.backend.replicas) .Values.backend.autoscaling.enabled) (div (add (mul (ternary (int64 .Values.backend.autoscaling.max) (int64 .Values.backend.replicas) .Values.backend.autoscaling.enabled) .Values.backend.rollout.maxSurgePercent) 99) 100)) 2) (div (mul (add .Values.edge.balancing.zoneKilobytes -24) 3) 4)) }}
{{- $errors = append $errors (printf "SCALE-EDGE-005: edge.balancing.zoneKilobytes: %d KiB are good for %d pods, and in a roll-out there may be %d of backend. Raise `balancing.zoneKilobytes`, or lower the most pods of the service." (int64 .Values.edge.balancing.zoneKilobytes) (div (mul (add .Values.edge.balancing.zoneKilobytes -24) 3) 4) (mul (add (ternary (int64 .Values.backend.autoscaling.max) (int64 .Values.backend.replicas) .Values.backend.autoscaling.enabled) (div (add (mul (ternary (int64 .Values.backend.autoscaling.max) (int64 .Values.backend.replicas) .Values.backend.autoscaling.enabled) .Values.backend.rollout.maxSurgePercent) 99) 100)) 2)) }}
{{- end }}
{{- if and .Values.edge.enabled (and .Values.backend.canary.enabled (lt (int64 .Values.backend.shutdown.drainSeconds) (add .Values.edge.dns.validSeconds 2))) }}
{{- $errors = append $errors (printf "SCALE-EDGE-007: api-canary.shutdown.drainSeconds: %d s is less than the %d s after which the edge has heard that a pod left. Raise `shutdown.drainSeconds` of the service, or lower `dns.validSeconds`." (int64 .Values.backend.shutdown.drainSeconds) (add .Values.edge.dns.validSeconds 2)) }}
{{- end }}
{{- if and .Values.edge.enabled (and .Values.backend.canary.enabled (gt (mul (ternary (add .Values.backend.canary.replicas (div (add (mul .Values.backend.canary.replicas .Values.backend.rollout.maxSurgePercent) 99) 100)) 0 .Values.backend.canary.enabled) 2) (div (mul (add .Values.edge.balancing.zoneKilobytes -24) 3) 4))) }}
{{- $errors = append $errors (printf "SCALE-EDGE-005: edge.balancing.zoneKilobytes: %d KiB are good for %d pods, and in a roll-out there may be %d of api-canary. Raise `balancing.zoneKilobytes`, or lower the most pods of the service." (int64 .Values.edge.balancing.zoneKilobytes) (div (mul (add .Values.edge.balancing.zoneKilobytes -24) 3) 4) (mul (ternary (add .Values.backend.canary.replicas (div (add (mul .Values.backend.canary.replicas .Values.backend.rollout.maxSurgePercent) 99) 100)) 0 .Values.backend.canary.enabled) 2)) }}
{{- end }}
{{- if and .Values.edge.enabled (ne (get .Values.edge.redirects "/api/v1/auth/login") "") }}
{{- $errors = append $errors "SCALE-EDGE-001: edge.redirects: the redirect of /api/v1/auth/login overlaps with the exact route 'login'. Give one of them another path, another host or another name." }}
{{- end }}
{{- if and .Values.edge.enabled (ne (get .Values.edge.files "api/v1/auth/login") "") }}
{{- $errors = append $errors "SCALE-EDGE-001: edge.files: the file api/v1/auth/login overlaps with the exact route 'login'. Give one of them another path, another host or another name." }}
{{- end }}
{{- if and .Values.edge.enabled (and (gt (int64 .Values.edge.routes.login.canaryPercent) 0) (not .Values.backend.canary.enabled)) }}
{{- $errors = append $errors (printf "SCALE-EDGE-012: edge.routes.login.canaryPercent: %d %% of the clients are to get a canary that does not run. Switch the canary of the service on, or set `canaryPercent` to 0." (int64 .Values.edge.routes.login.canaryPercent)) }}
{{- end }}
{{- if and .Values.edge.enabled (and .Values.edge.routes.login.cache.enabled (eq .Values.edge.routes.login.cache.credentials "forward")) }}
{{- $errors = append $errors "SCALE-EDGE-003: edge.routes.login.cache.credentials: answers are kept for all, and cookies and Authorization are sent on. Set `cache.credentials` to `bypass` or `strip`, or switch the cache of the route off." }}
{{- end }}
{{- if and .Values.edge.enabled (and (gt (int64 .Values.edge.routes.login.rateLimit.requests) 0) (lt (int64 .Values.edge.routes.login.rateLimit.requests) (ternary (int64 .Values.edge.autoscaling.min) (int64 .Values.edge.replicas) .Values.edge.autoscaling.enabled))) }}
{{- $errors = append $errors (printf "SCALE-EDGE-006: edge.routes.login.rateLimit.requests: %d a %s cannot be divided among %d pods. Raise `requests`, state them for a longer time with `per`, or run fewer edge pods." (int64 .Values.edge.routes.login.rateLimit.requests) .Values.edge.routes.login.rateLimit.per (ternary (int64 .Values.edge.autoscaling.min) (int64 .Values.edge.replicas) .Values.edge.autoscaling.enabled)) }}
{{- end }}
{{- if and .Values.edge.enabled (and (gt (int64 .Values.edge.routes.login.retries.attempts) 1) (lt (int64 .Values.edge.routes.login.retries.timeoutSeconds) (int64 .Values.edge.routes.login.timeouts.connectSeconds))) }}
{{- $errors = append $errors (printf "SCALE-EDGE-008: edge.routes.login.retries.timeoutSeconds: no other pod is tried after %d s, and a connection to the first may take %d s. Raise the longer one or lower the shorter one." (int64 .Values.edge.routes.login.retries.timeoutSeconds) (int64 .Values.edge.routes.login.timeouts.connectSeconds)) }}
{{- end }}
{{- if and .Values.edge.enabled (and .Values.edge.routes.login.bufferUploads (or (eq (int64 .Values.edge.routes.login.bodyMegabytes) 0) (gt (mul .Values.edge.routes.login.bodyMegabytes 2) (div (include "fastnext.milli" (dict "quantity" .Values.edge.security.tmpSize) | int64) 1048576000)))) }}
{{- $errors = append $errors (printf "SCALE-EDGE-011: edge.routes.login.bodyMegabytes: two bodies of %s do not fit into %s. Raise `security.tmpSize`, lower `bodyMegabytes`, or set `bufferUploads` to false." (ternary "any size" (printf "%d MiB" (int64 .Values.edge.routes.login.bodyMegabytes)) (eq (int64 .Values.edge.routes.login.bodyMegabytes) 0)) .Values.edge.security.tmpSize) }}
{{- end }}
{{- if and .Values.edge.enabled (and (gt (int64 .Values.edge.routes.static.canaryPercent) 0) (not .Values.frontend.canary.enabled)) }}
{{- $errors = append $errors (printf "SCALE-EDGE-012: edge.routes.static.canaryPercent: %d %% of the clients are to get a canary that does not run. Switch the canary of the service on, or set `canaryPercent` to 0." (int64 .Values.edge.routes.static.canaryPercent)) }}
{{- end }}
{{- if and .Values.edge.enabled (and .Values.edge.routes.static.cache.enabled (eq .Values.edge.routes.static.cache.credentials "forward")) }}
{{- $errors = append $errors "SCALE-EDGE-003: edge.routes.static.cache.credentials: answers are kept for all, and cookies and Authorization are sent on. Set `cache.credentials` to `bypass` or `strip`, or switch the cache of the route off." }}
{{- end }}
{{- if and .Values.edge.enabled (and (gt (int64 .Values.edge.routes.static.rateLimit.requests) 0) (lt (int64 .Values.edge.routes.static.rateLimit.requests) (ternary (int64 .Values.edge.autoscaling.min) (int64 .Values.edge.replicas) .Values.edge.autoscaling.enabled))) }}
{{- $errors = append $errors (printf "SCALE-EDGE-006: edge.routes.static.rateLimit.requests: %d a %s cannot be divided among %d pods. Raise `requests`, state them for a longer time with `per`, or run fewer edge pods." (int64 .Values.edge.routes.static.rateLimit.requests) .Values.edge.routes.static.rateLimit.per (ternary (int64 .Values.edge.autoscaling.min) (int64 .Values.edge.replicas) .Values.edge.autoscaling.enabled)) }}
{{- end }}
{{- if and .Values.edge.enabled (and (gt (int64 .Values.edge.routes.static.retries.attempts) 1) (lt (int64 .Values.edge.routes.static.retries.timeoutSeconds) (int64 .Values.edge.routes.static.timeouts.connectSeconds))) }}
{{- $errors = append $errors (printf "SCALE-EDGE-008: edge.routes.static.retries.timeoutSeconds: no other pod is tried after %d s, and a connection to the first may take %d s. Raise the longer one or lower the shorter one." (int64 .Values.edge.routes.static.retries.timeoutSeconds) (int64 .Values.edge.routes.static.timeouts.connectSeconds)) }}
{{- end }}
{{- if and .Values.edge.enabled (and .Values.edge.routes.static.bufferUploads (or (eq (int64 .Values.edge.routes.static.bodyMegabytes) 0) (gt (mul .Values.edge.routes.static.bodyMegabytes 2) (div (include "fastnext.milli" (dict "quantity" .Values.edge.security.tmpSize) | int64) 1048576000)))) }}
{{- $errors = append $errors (printf "SCALE-EDGE-011: edge.routes.static.bodyMegabytes: two bodies of %s do not fit into %s. Raise `security.tmpSize`, lower `bodyMegabytes`, or set `bufferUploads` to false." (ternary "any size" (printf "%d MiB" (int64 .Values.edge.routes.static.bodyMegabytes)) (eq (int64 .Values.edge.routes.static.bodyMegabytes) 0)) .Values.edge.security.tmpSize) }}
{{- end }}
{{- if and .Values.edge.enabled (lt (int64 .Values.frontend.shutdown.drainSeconds) (add .Values.edge.dns.validSeconds 2)) }}
{{- $errors = append $errors (printf "SCALE-EDGE-007: frontend.shutdown.drainSeconds: %d s is less than the %d s after which the edge has heard that a pod left. Raise `shutdown.drainSeconds` of the service, or lower `dns.validSeconds`." (int64 .Values.frontend.shutdown.drainSeconds) (add .Values.edge.dns.validSeconds 2)) }}
{{- end }}
{{- if and .Values.edge.enabled (gt (mul (add (ternary (int64 .Values.frontend.autoscaling.max) (int64 .Values.frontend.replicas) .Values.frontend.autoscaling.enabled) (div (add (mul (ternary (int64 .Values.frontend.autoscaling.max) (int64 .Values.frontend.replicas) .Values.frontend.autoscaling.enabled) .Values.frontend.rollout.maxSurgePercent) 99) 100)) 2) (div (mul (add .Values.edge.balancing.zoneKilobytes -24) 3) 4)) }}
{{- $errors = append $errors (printf "SCALE-EDGE-005: edge.balancing.zoneKilobytes: %d KiB are good for %d pods, and in a roll-out there may be %d of frontend. Raise `balancing.zoneKilobytes`, or lower the most pods of the service." (int64 .Values.edge.balancing.zoneKilobytes) (div (mul (add .Values.edge.balancing.zoneKilobytes -24) 3) 4) (mul (add (ternary (int64 .Values.frontend.autoscaling.max) (int64 .Values.frontend.replicas) .Values.frontend.autoscaling.enabled) (div (add (mul (ternary (int64 .Values.frontend.autoscaling.max) (int64 .Values.frontend.replicas) .Values.frontend.autoscaling.enabled) .Values.frontend.rollout.maxSurgePercent) 99) 100)) 2)) }}
{{- end }}
{{- if and .Values.edge.enabled (and .Values.frontend.canary.enabled (lt (int64 .Values.frontend.shutdown.drainSeconds) (add .Values.edge.dns.validSeconds 2))) }}
{{- $errors = append $errors (printf "SCALE-EDGE-007: web-canary.shutdown.drainSeconds: %d s is less than the %d s after which the edge has heard that a pod left. Raise `shutdown.drainSeconds` of the service, or lower `dns.validSeconds`." (int64 .Values.frontend.shutdown.drainSeconds) (add .Values.edge.dns.validSeconds 2)) }}
{{- end }}
{{- if and .Values.edge.enabled (and .Values.frontend.canary.enabled (gt (mul (ternary (add .Values.frontend.canary.replicas (div (add (mul .Values.frontend.canary.replicas .Values.frontend.rollout.maxSurgePercent) 99) 100)) 0 .Values.frontend.canary.enabled) 2) (div (mul (add .Values.edge.balancing.zoneKilobytes -24) 3) 4))) }}
{{- $errors = append $errors (printf "SCALE-EDGE-005: edge.balancing.zoneKilobytes: %d KiB are good for %d pods, and in a roll-out there may be %d of web-canary. Raise `balancing.zoneKilobytes`, or lower the most pods of the service." (int64 .Values.edge.balancing.zoneKilobytes) (div (mul (add .Values.edge.balancing.zoneKilobytes -24) 3) 4) (mul (ternary (add .Values.frontend.canary.replicas (div (add (mul .Values.frontend.canary.replicas .Values.frontend.rollout.maxSurgePercent) 99) 100)) 0 .Values.frontend.canary.enabled) 2)) }}
{{- end }}
{{- if and .Values.edge.enabled (and (gt (int64 .Values.edge.routes.web.canaryPercent) 0) (not .Values.frontend.canary.enabled)) }}
{{- $errors = append $errors (printf "SCALE-EDGE-012: edge.routes.web.canaryPercent: %d %% of the clients are to get a canary that does not run. Switch the canary of the service on, or set `canaryPercent` to 0." (int64 .Values.edge.routes.web.canaryPercent)) }}
{{- end }}
{{- if and .Values.edge.enabled (and .Values.edge.routes.web.cache.enabled (eq .Values.edge.routes.web.cache.credentials "forward")) }}
{{- $errors = append $errors "SCALE-EDGE-003: edge.routes.web.cache.credentials: answers are kept for all, and cookies and Authorization are sent on. Set `cache.credentials` to `bypass` or `strip`, or switch the cache of the route off." }}
{{- end }}
{{- if and .Values.edge.enabled (and (gt (int64 .Values.edge.routes.web.rateLimit.requests) 0) (lt (int64 .Values.edge.routes.web.rateLimit.requests) (ternary (int64 .Values.edge.autoscaling.min) (int64 .Values.edge.replicas) .Values.edge.autoscaling.enabled))) }}
{{- $errors = append $errors (printf "SCALE-EDGE-006: edge.routes.web.rateLimit.requests: %d a %s cannot be divided among %d pods. Raise `requests`, state them for a longer time with `per`, or run fewer edge pods." (int64 .Values.edge.routes.web.rateLimit.requests) .Values.edge.routes.web.rateLimit.per (ternary (int64 .Values.edge.autoscaling.min) (int64 .Values.edge.replicas) .Values.edge.autoscaling.enabled)) }}
{{- end }}
{{- if and .Values.edge.enabled (and (gt (int64 .Values.edge.routes.web.retries.attempts) 1) (lt (int64 .Values.edge.routes.web.retries.timeoutSeconds) (int64 .Values.edge.routes.web.timeouts.connectSeconds))) }}
{{- $errors = append $errors (printf "SCALE-EDGE-008: edge.routes.web.retries.timeoutSeconds: no other pod is tried after %d s, and a connection to the first may take %d s. Raise the longer one or lower the shorter one." (int64 .Values.edge.routes.web.retries.timeoutSeconds) (int64 .Values.edge.routes.web.timeouts.connectSeconds)) }}
{{- end }}
{{- if and .Values.edge.enabled (and .Values.edge.routes.web.bufferUploads (or (eq (int64 .Values.edge.routes.web.bodyMegabytes) 0) (gt (mul .Values.edge.routes.web.bodyMegabytes 2) (div (include "fastnext.milli" (dict "quantity" .Values.edge.security.tmpSize) | int64) 1048576000)))) }}
{{- $errors = append $errors (printf "SCALE-EDGE-011: edge.routes.web.bodyMegabytes: two bodies of %s do not fit into %s. Raise `security.tmpSize`, lower `bodyMegabytes`, or set `bufferUploads` to false." (ternary "any size" (printf "%d MiB" (int64 .Values.edge.routes.web.bodyMegabytes)) (eq (int64 .Values.edge.routes.web.bodyMegabytes) 0)) .Values.edge.security.tmpSize) }}
{{- end }}
{{- if and (ne (get .Values.sidecar.resources.limits "cpu") "") (gt (include "fastnext.milli" (dict "quantity" (get .Values.sidecar.resources.requests "cpu")) | int64) (include "fastnext.milli" (dict "quantity" (get .Values.sidecar.resources.limits "cpu")) | int64)) }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-008: sidecar.resources.requests.cpu: the request %s is above the limit %s. Raise the limit or lower the request." (get .Values.sidecar.resources.requests "cpu") (get .Values.sidecar.resources.limits "cpu")) }}
{{- end }}
{{- if and (ne (get .Values.sidecar.resources.limits "memory") "") (gt (include "fastnext.milli" (dict "quantity" (get .Values.sidecar.resources.requests "memory")) | int64) (include "fastnext.milli" (dict "quantity" (get .Values.sidecar.resources.limits "memory")) | int64)) }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-008: sidecar.resources.requests.memory: the request %s is above the limit %s. Raise the limit or lower the request." (get .Values.sidecar.resources.requests "memory") (get .Values.sidecar.resources.limits "memory")) }}
{{- end }}
{{- if and (ne (get .Values.sidecar.resources.limits "ephemeral-storage") "") (gt (include "fastnext.milli" (dict "quantity" (get .Values.sidecar.resources.requests "ephemeral-storage")) | int64) (include "fastnext.milli" (dict "quantity" (get .Values.sidecar.resources.limits "ephemeral-storage")) | int64)) }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-008: sidecar.resources.requests.ephemeral-storage: the request %s is above the limit %s. Raise the limit or lower the request." (get .Values.sidecar.resources.requests "ephemeral-storage") (get .Values.sidecar.resources.limits "ephemeral-storage")) }}
{{- end }}
{{- if and .Values.sidecar.enabled (eq (int64 .Values.backend.port) 9100) }}
{{- $errors = append $errors (printf "SCALE-SIDECAR-010: backend.port: %d is the port of the health sidecar. Give the app another `port`, or switch the sidecar off." (int64 .Values.backend.port)) }}
{{- end }}
{{- if and .Values.sidecar.enabled (eq (int64 .Values.frontend.port) 9100) }}
{{- $errors = append $errors (printf "SCALE-SIDECAR-010: frontend.port: %d is the port of the health sidecar. Give the app another `port`, or switch the sidecar off." (int64 .Values.frontend.port)) }}
{{- end }}
{{- if and (ne (get .Values.monitoring.resources.limits "cpu") "") (gt (include "fastnext.milli" (dict "quantity" (get .Values.monitoring.resources.requests "cpu")) | int64) (include "fastnext.milli" (dict "quantity" (get .Values.monitoring.resources.limits "cpu")) | int64)) }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-008: monitoring.resources.requests.cpu: the request %s is above the limit %s. Raise the limit or lower the request." (get .Values.monitoring.resources.requests "cpu") (get .Values.monitoring.resources.limits "cpu")) }}
{{- end }}
{{- if and (ne (get .Values.monitoring.resources.limits "memory") "") (gt (include "fastnext.milli" (dict "quantity" (get .Values.monitoring.resources.requests "memory")) | int64) (include "fastnext.milli" (dict "quantity" (get .Values.monitoring.resources.limits "memory")) | int64)) }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-008: monitoring.resources.requests.memory: the request %s is above the limit %s. Raise the limit or lower the request." (get .Values.monitoring.resources.requests "memory") (get .Values.monitoring.resources.limits "memory")) }}
{{- end }}
{{- if and (ne (get .Values.monitoring.resources.limits "ephemeral-storage") "") (gt (include "fastnext.milli" (dict "quantity" (get .Values.monitoring.resources.requests "ephemeral-storage")) | int64) (include "fastnext.milli" (dict "quantity" (get .Values.monitoring.resources.limits "ephemeral-storage")) | int64)) }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-008: monitoring.resources.requests.ephemeral-storage: the request %s is above the limit %s. Raise the limit or lower the request." (get .Values.monitoring.resources.requests "ephemeral-storage") (get .Values.monitoring.resources.limits "ephemeral-storage")) }}
{{- end }}
{{- with $errors }}
{{- fail (printf "\n%s" (join "\n" .)) }}
{{- end }}
{{- end }}
