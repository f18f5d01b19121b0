{{/* The start of every object name. A release that is called like the chart is not named twice. */}}
{{- define "fastnext.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" }}
{{- else if contains (include "fastnext.name" .) .Release.Name }}
{{- .Release.Name | trunc 40 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "fastnext.name" .) | trunc 40 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{/* The name of the application. */}}
{{- define "fastnext.name" -}}
{{- if .Values.nameOverride }}
{{- .Values.nameOverride }}
{{- else }}
{{- "fastnext" }}
{{- end }}
{{- end }}

{{/* Labels of every object; the component is added by each. */}}
{{- define "fastnext.labels" -}}
{{- include "fastnext.selectorLabels" . | nindent 0 }}
app.kubernetes.io/part-of: fastnext
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
{{- end }}

{{/* Labels that tell this release's pods from all others; they never change. */}}
{{- define "fastnext.selectorLabels" -}}
app.kubernetes.io/name: {{ include "fastnext.name" . | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end }}

{{/* Connections that the database takes. */}}
{{- define "fastnext.postgres.maxConnections" -}}
{{- if eq (int64 .Values.postgres.maxConnections) 0 }}
{{- min 500 (max 40 (div (include "fastnext.postgres.memory" . | int64) 10)) }}
{{- else }}
{{- .Values.postgres.maxConnections }}
{{- end }}
{{- end }}

{{/* Memory of a database member, in MiB. */}}
{{- define "fastnext.postgres.memory" -}}
{{- div (include "fastnext.milli" (dict "quantity" (ternary (get .Values.postgres.resources.requests "memory") (get .Values.postgres.resources.limits "memory") (eq (get .Values.postgres.resources.limits "memory") ""))) | int64) 1048576000 }}
{{- end }}

{{/* A resource quantity in thousandths; 0 for none. Takes: quantity. */}}
{{- define "fastnext.milli" -}}
{{- if hasSuffix "Ki" .quantity }}
{{- mul (atoi (.quantity | trimSuffix "Ki")) 1024000 }}
{{- else if hasSuffix "Mi" .quantity }}
{{- mul (atoi (.quantity | trimSuffix "Mi")) 1048576000 }}
{{- else if hasSuffix "Gi" .quantity }}
{{- mul (atoi (.quantity | trimSuffix "Gi")) 1073741824000 }}
{{- else if hasSuffix "m" .quantity }}
{{- mul (atoi (.quantity | trimSuffix "m")) 1 }}
{{- else if hasSuffix "k" .quantity }}
{{- mul (atoi (.quantity | trimSuffix "k")) 1000000 }}
{{- else if hasSuffix "M" .quantity }}
{{- mul (atoi (.quantity | trimSuffix "M")) 1000000000 }}
{{- else if hasSuffix "G" .quantity }}
{{- mul (atoi (.quantity | trimSuffix "G")) 1000000000000 }}
{{- else }}
{{- mul (atoi .quantity) 1000 }}
{{- end }}
{{- end }}

{{/* Write-ahead log between two checkpoints, in MB. */}}
{{- define "fastnext.postgres.maxWalSize" -}}
{{- max 80 (min 16384 (ternary (div (include "fastnext.postgres.logVolume" . | int64) 3) (div (include "fastnext.postgres.logVolume" . | int64) 10) .Values.postgres.storage.wal.enabled)) }}
{{- end }}

{{/* Size of the volume that has the write-ahead log, in MiB. */}}
{{- define "fastnext.postgres.logVolume" -}}
{{- div (include "fastnext.milli" (dict "quantity" (ternary .Values.postgres.storage.wal.size .Values.postgres.storage.size .Values.postgres.storage.wal.enabled)) | int64) 1048576000 }}
{{- end }}

{{/* Claims of a database member. */}}
{{- define "fastnext.postgres.claims" -}}
{{ if .Values.postgres.storage.wal.enabled }}{{ div (include "fastnext.milli" (dict "quantity" .Values.postgres.storage.size) | int64) 1048576000 }}Mi of {{ if .Values.postgres.storage.storageClassName }}{{ .Values.postgres.storage.storageClassName }}{{ else }}the default class{{ end }} and {{ div (include "fastnext.milli" (dict "quantity" .Values.postgres.storage.wal.size) | int64) 1048576000 }}Mi of {{ if .Values.postgres.storage.wal.storageClassName }}{{ .Values.postgres.storage.wal.storageClassName }}{{ else }}the default class{{ end }}{{ else }}{{ div (include "fastnext.milli" (dict "quantity" .Values.postgres.storage.size) | int64) 1048576000 }}Mi of {{ if .Values.postgres.storage.storageClassName }}{{ .Values.postgres.storage.storageClassName }}{{ else }}the default class{{ end }}{{ end }}, {{ .Values.postgres.storage.accessMode }}
{{- end }}

{{/* The full name of an image: registry, repository, and digest or tag. Takes: image, registry, version. */}}
{{- define "fastnext.image" -}}
{{ if .registry }}{{ .registry }}/{{ end }}{{ .image.repository }}{{ if .image.digest }}@{{ .image.digest }}{{ else }}:{{ if .image.tag }}{{ .image.tag }}{{ else }}{{ .version }}{{ end }}{{ end }}
{{- end }}

{{/* Memory for data of a node of the cache, in MiB. */}}
{{- define "fastnext.redis.data" -}}
{{- div (include "fastnext.milli" (dict "quantity" .Values.redis.maxMemory) | int64) 1048576000 }}
{{- end }}

{{/* Changes that a replica may have missed, in MiB. */}}
{{- define "fastnext.redis.backlog" -}}
{{- div (include "fastnext.milli" (dict "quantity" .Values.redis.replication.backlog) | int64) 1048576000 }}
{{- end }}

{{/* What may wait for replicas of the cache that do not keep up, in MiB. */}}
{{- define "fastnext.redis.replicaBuffer" -}}
{{- max (include "fastnext.redis.backlog" . | int64) 32 (min 256 (div (include "fastnext.redis.data" . | int64) 4)) }}
{{- end }}

{{/* Claim of a node of the cache. */}}
{{- define "fastnext.redis.claim" -}}
{{ div (include "fastnext.milli" (dict "quantity" .Values.redis.storage.size) | int64) 1048576000 }}Mi of {{ if .Values.redis.storage.storageClassName }}{{ .Values.redis.storage.storageClassName }}{{ else }}the default class{{ end }}, {{ .Values.redis.storage.accessMode }}
{{- end }}

{{/* The full name of the image of the cache. */}}
{{- define "fastnext.redis.image" -}}
{{- if eq .Values.redis.flavour "redis" }}
{{- include "fastnext.image" (dict "image" .Values.redis.image.redis "registry" .Values.global.imageRegistry "version" .Chart.AppVersion) }}
{{- else }}
{{- include "fastnext.image" (dict "image" .Values.redis.image.valkey "registry" .Values.global.imageRegistry "version" .Chart.AppVersion) }}
{{- end }}
{{- end }}

{{/* What the stack uses of a resource at peak; CPU in thousandths, all else in MiB. Takes: side, resource. */}}
{{- define "fastnext.quota.peak" -}}
{{- add 0 (ternary (mul (mul (add .Values.postgres.replicas 0) 1) (add 0 (include "fastnext.amount" (dict "resources" .Values.postgres.resources "side" .side "resource" .resource) | int64))) 0 (eq .Values.postgres.mode "cluster")) (ternary (mul 1 (add 0 (include "fastnext.amount" (dict "resources" .Values.tasks.resources "side" .side "resource" .resource) | int64))) 0 (eq .Values.postgres.mode "cluster")) (ternary (mul (mul (add (add .Values.pooler.replicas 1) .Values.pooler.replicas) 1) (add 0 (include "fastnext.amount" (dict "resources" .Values.pooler.resources "side" .side "resource" .resource) | int64) (include "fastnext.amount" (dict "resources" .Values.pooler.resources "side" .side "resource" .resource) | int64))) 0 (and (eq .Values.postgres.mode "cluster") .Values.pooler.enabled)) (ternary (mul (mul (add (add .Values.redis.replicasPerShard 1) 0) .Values.redis.shards) (add 0 (include "fastnext.amount" (dict "resources" .Values.redis.resources "side" .side "resource" .resource) | int64) (include "fastnext.amount" (dict "resources" .Values.redis.agent.resources "side" .side "resource" .resource) | int64))) 0 (eq .Values.redis.mode "cluster")) (ternary (mul 1 (max (add 0 (include "fastnext.amount" (dict "resources" .Values.redis.resources "side" .side "resource" .resource) | int64)) (include "fastnext.amount" (dict "resources" .Values.redis.agent.resources "side" .side "resource" .resource) | int64))) 0 (eq .Values.redis.mode "standalone")) (ternary (mul 1 (add 0 (include "fastnext.amount" (dict "resources" .Values.tasks.resources "side" .side "resource" .resource) | int64))) 0 (eq .Values.redis.mode "cluster")) (mul (mul (add (add (ternary (int64 .Values.backend.autoscaling.max) (int64 .Values.backend.replicas) .Values.backend.autoscaling.enabled) (div (add (mul (ternary (int64 .Values.backend.autoscaling.max) (int64 .Values.backend.replicas) .Values.backend.autoscaling.enabled) .Values.backend.rollout.maxSurgePercent) 99) 100)) (ternary (int64 .Values.backend.autoscaling.max) (int64 .Values.backend.replicas) .Values.backend.autoscaling.enabled)) 1) (add 0 (ternary (include "fastnext.amount" (dict "resources" .Values.sidecar.resources "side" .side "resource" .resource) | int64) 0 .Values.sidecar.enabled) (include "fastnext.amount" (dict "resources" .Values.backend.resources "side" .side "resource" .resource) | int64))) (ternary (mul (mul (add (add .Values.backend.canary.replicas (div (add (mul .Values.backend.canary.replicas .Values.backend.rollout.maxSurgePercent) 99) 100)) .Values.backend.canary.replicas) 1) (add 0 (ternary (include "fastnext.amount" (dict "resources" .Values.sidecar.resources "side" .side "resource" .resource) | int64) 0 (and .Values.sidecar.enabled .Values.backend.canary.enabled)) (include "fastnext.amount" (dict "resources" .Values.backend.resources "side" .side "resource" .resource) | int64))) 0 .Values.backend.canary.enabled) (ternary (mul 1 (add 0 (include "fastnext.amount" (dict "resources" .Values.backend.migration.resources "side" .side "resource" .resource) | int64))) 0 (gt (len .Values.backend.migration.command) 0)) (mul (mul (add (add (ternary (int64 .Values.frontend.autoscaling.max) (int64 .Values.frontend.replicas) .Values.frontend.autoscaling.enabled) (div (add (mul (ternary (int64 .Values.frontend.autoscaling.max) (int64 .Values.frontend.replicas) .Values.frontend.autoscaling.enabled) .Values.frontend.rollout.maxSurgePercent) 99) 100)) (ternary (int64 .Values.frontend.autoscaling.max) (int64 .Values.frontend.replicas) .Values.frontend.autoscaling.enabled)) 1) (add 0 (ternary (include "fastnext.amount" (dict "resources" .Values.sidecar.resources "side" .side "resource" .resource) | int64) 0 .Values.sidecar.enabled) (include "fastnext.amount" (dict "resources" .Values.frontend.resources "side" .side "resource" .resource) | int64))) (ternary (mul (mul (add (add .Values.frontend.canary.replicas (div (add (mul .Values.frontend.canary.replicas .Values.frontend.rollout.maxSurgePercent) 99) 100)) .Values.frontend.canary.replicas) 1) (add 0 (ternary (include "fastnext.amount" (dict "resources" .Values.sidecar.resources "side" .side "resource" .resource) | int64) 0 (and .Values.sidecar.enabled .Values.frontend.canary.enabled)) (include "fastnext.amount" (dict "resources" .Values.frontend.resources "side" .side "resource" .resource) | int64))) 0 .Values.frontend.canary.enabled) (ternary (mul (mul (add (add (ternary (int64 .Values.edge.autoscaling.max) (int64 .Values.edge.replicas) .Values.edge.autoscaling.enabled) (div (add (mul (ternary (int64 .Values.edge.autoscaling.max) (int64 .Values.edge.replicas) .Values.edge.autoscaling.enabled) .Values.edge.rollout.maxSurgePercent) 99) 100)) (ternary (int64 .Values.edge.autoscaling.max) (int64 .Values.edge.replicas) .Values.edge.autoscaling.enabled)) 1) (add 0 (ternary (include "fastnext.amount" (dict "resources" .Values.sidecar.resources "side" .side "resource" .resource) | int64) 0 (and .Values.sidecar.enabled .Values.edge.enabled)) (include "fastnext.amount" (dict "resources" .Values.edge.resources "side" .side "resource" .resource) | int64))) 0 .Values.edge.enabled) (ternary (mul 3 (add 0 (include "fastnext.amount" (dict "resources" .Values.monitoring.resources "side" .side "resource" .resource) | int64))) 0 (and .Values.sidecar.enabled .Values.monitoring.enabled)) (ternary (mul 1 (add 0 (include "fastnext.amount" (dict "resources" .Values.tasks.resources "side" .side "resource" .resource) | int64))) 0 (or (and (eq .Values.postgres.mode "cluster") (not .Values.postgres.existingSecret)) (and (ne .Values.redis.mode "existing") (not .Values.redis.existingSecret)) (and (and .Values.edge.enabled (eq .Values.edge.tls.at "edge")) (not .Values.edge.tls.existingSecret)) (and .Values.sidecar.enabled (not .Values.sidecar.existingSecret)))) (mul 1 (add 0 (include "fastnext.amount" (dict "resources" (dict "requests" (dict "cpu" "10m" "memory" "64Mi" "ephemeral-storage" "16Mi") "limits" (dict "cpu" "500m" "memory" "128Mi" "ephemeral-storage" "64Mi")) "side" .side "resource" .resource) | int64))) }}
{{- end }}

{{/* What is counted for a container: CPU in thousandths, all else in MiB. Takes: resources, side, resource. */}}
{{- define "fastnext.amount" -}}
{{- if eq .resource "cpu" }}
{{- include "fastnext.milli" (dict "quantity" (include "fastnext.counted" (dict "resources" .resources "side" .side "resource" .resource))) }}
{{- else }}
{{- include "fastnext.wholeMebi" (dict "quantity" (include "fastnext.counted" (dict "resources" .resources "side" .side "resource" .resource))) }}
{{- end }}
{{- end }}

{{/* What Kubernetes counts of a resource for a container; nothing when it says nothing. Takes: resources, side, resource. */}}
{{- define "fastnext.counted" -}}
{{- if and (eq .side "requests") (eq (get (get .resources .side) .resource) "") }}
{{- get (get .resources "limits") .resource }}
{{- else }}
{{- get (get .resources .side) .resource }}
{{- end }}
{{- end }}

{{/* A resource quantity in MiB, rounded up; 0 for none. Takes: quantity. */}}
{{- define "fastnext.wholeMebi" -}}
{{- add (div (include "fastnext.milli" (dict "quantity" .quantity) | int64) 1048576000) (ternary 0 1 (eq (mod (include "fastnext.milli" (dict "quantity" .quantity) | int64) 1048576000) 0)) }}
{{- end }}

{{/* Components with a container that does not say what it uses of a resource. Takes: side, resource. */}}
{{- define "fastnext.quota.silent" -}}
{{ if and (eq .Values.postgres.mode "cluster") (eq (include "fastnext.counted" (dict "resources" .Values.postgres.resources "side" .side "resource" .resource)) "") }} postgres{{ end }}{{ if and (eq .Values.postgres.mode "cluster") (eq (include "fastnext.counted" (dict "resources" .Values.tasks.resources "side" .side "resource" .resource)) "") }} postgres-configure{{ end }}{{ if and (and (eq .Values.postgres.mode "cluster") .Values.pooler.enabled) (or (eq (include "fastnext.counted" (dict "resources" .Values.pooler.resources "side" .side "resource" .resource)) "") (eq (include "fastnext.counted" (dict "resources" .Values.pooler.resources "side" .side "resource" .resource)) "")) }} pooler{{ end }}{{ if and (eq .Values.redis.mode "cluster") (or (eq (include "fastnext.counted" (dict "resources" .Values.redis.resources "side" .side "resource" .resource)) "") (eq (include "fastnext.counted" (dict "resources" .Values.redis.agent.resources "side" .side "resource" .resource)) "")) }} redis{{ end }}{{ if and (eq .Values.redis.mode "standalone") (or (eq (include "fastnext.counted" (dict "resources" .Values.redis.agent.resources "side" .side "resource" .resource)) "") (eq (include "fastnext.counted" (dict "resources" .Values.redis.resources "side" .side "resource" .resource)) "")) }} redis{{ end }}{{ if and (eq .Values.redis.mode "cluster") (eq (include "fastnext.counted" (dict "resources" .Values.tasks.resources "side" .side "resource" .resource)) "") }} redis-remove-shards{{ end }}{{ if or (and .Values.sidecar.enabled (eq (include "fastnext.counted" (dict "resources" .Values.sidecar.resources "side" .side "resource" .resource)) "")) (eq (include "fastnext.counted" (dict "resources" .Values.backend.resources "side" .side "resource" .resource)) "") }} backend{{ end }}{{ if and .Values.backend.canary.enabled (or (and (and .Values.sidecar.enabled .Values.backend.canary.enabled) (eq (include "fastnext.counted" (dict "resources" .Values.sidecar.resources "side" .side "resource" .resource)) "")) (eq (include "fastnext.counted" (dict "resources" .Values.backend.resources "side" .side "resource" .resource)) "")) }} api-canary{{ end }}{{ if and .Values.backend.migration.command (eq (include "fastnext.counted" (dict "resources" .Values.backend.migration.resources "side" .side "resource" .resource)) "") }} backend-migration{{ end }}{{ if or (and .Values.sidecar.enabled (eq (include "fastnext.counted" (dict "resources" .Values.sidecar.resources "side" .side "resource" .resource)) "")) (eq (include "fastnext.counted" (dict "resources" .Values.frontend.resources "side" .side "resource" .resource)) "") }} frontend{{ end }}{{ if and .Values.frontend.canary.enabled (or (and (and .Values.sidecar.enabled .Values.frontend.canary.enabled) (eq (include "fastnext.counted" (dict "resources" .Values.sidecar.resources "side" .side "resource" .resource)) "")) (eq (include "fastnext.counted" (dict "resources" .Values.frontend.resources "side" .side "resource" .resource)) "")) }} web-canary{{ end }}{{ if and .Values.edge.enabled (or (and (and .Values.sidecar.enabled .Values.edge.enabled) (eq (include "fastnext.counted" (dict "resources" .Values.sidecar.resources "side" .side "resource" .resource)) "")) (eq (include "fastnext.counted" (dict "resources" .Values.edge.resources "side" .side "resource" .resource)) "")) }} edge{{ end }}{{ if and (and .Values.sidecar.enabled .Values.monitoring.enabled) (eq (include "fastnext.counted" (dict "resources" .Values.monitoring.resources "side" .side "resource" .resource)) "") }} monitoring{{ end }}{{ if and (or (and (eq .Values.postgres.mode "cluster") (not .Values.postgres.existingSecret)) (and (ne .Values.redis.mode "existing") (not .Values.redis.existingSecret)) (and (and .Values.edge.enabled (eq .Values.edge.tls.at "edge")) (not .Values.edge.tls.existingSecret)) (and .Values.sidecar.enabled (not .Values.sidecar.existingSecret))) (eq (include "fastnext.counted" (dict "resources" .Values.tasks.resources "side" .side "resource" .resource)) "") }} secrets{{ end }}{{ if eq (include "fastnext.counted" (dict "resources" (dict "requests" (dict "cpu" "10m" "memory" "64Mi" "ephemeral-storage" "16Mi") "limits" (dict "cpu" "500m" "memory" "128Mi" "ephemeral-storage" "64Mi")) "side" .side "resource" .resource)) "" }} smoke-test{{ end }}
{{- end }}

{{/* What the stack uses at peak: pods. */}}
{{- define "fastnext.quota.peak-pods" -}}
{{- add 0 (ternary (mul (mul (add .Values.postgres.replicas 0) 1) 1) 0 (eq .Values.postgres.mode "cluster")) (ternary 1 0 (eq .Values.postgres.mode "cluster")) (ternary (mul (mul (add (add .Values.pooler.replicas 1) .Values.pooler.replicas) 1) 1) 0 (and (eq .Values.postgres.mode "cluster") .Values.pooler.enabled)) (ternary (mul (mul (add (add .Values.redis.replicasPerShard 1) 0) .Values.redis.shards) 1) 0 (eq .Values.redis.mode "cluster")) (ternary 1 0 (eq .Values.redis.mode "standalone")) (ternary 1 0 (eq .Values.redis.mode "cluster")) (mul (mul (add (add (ternary (int64 .Values.backend.autoscaling.max) (int64 .Values.backend.replicas) .Values.backend.autoscaling.enabled) (div (add (mul (ternary (int64 .Values.backend.autoscaling.max) (int64 .Values.backend.replicas) .Values.backend.autoscaling.enabled) .Values.backend.rollout.maxSurgePercent) 99) 100)) (ternary (int64 .Values.backend.autoscaling.max) (int64 .Values.backend.replicas) .Values.backend.autoscaling.enabled)) 1) 1) (ternary (mul (mul (add (add .Values.backend.canary.replicas (div (add (mul .Values.backend.canary.replicas .Values.backend.rollout.maxSurgePercent) 99) 100)) .Values.backend.canary.replicas) 1) 1) 0 .Values.backend.canary.enabled) (ternary 1 0 (gt (len .Values.backend.migration.command) 0)) (mul (mul (add (add (ternary (int64 .Values.frontend.autoscaling.max) (int64 .Values.frontend.replicas) .Values.frontend.autoscaling.enabled) (div (add (mul (ternary (int64 .Values.frontend.autoscaling.max) (int64 .Values.frontend.replicas) .Values.frontend.autoscaling.enabled) .Values.frontend.rollout.maxSurgePercent) 99) 100)) (ternary (int64 .Values.frontend.autoscaling.max) (int64 .Values.frontend.replicas) .Values.frontend.autoscaling.enabled)) 1) 1) (ternary (mul (mul (add (add .Values.frontend.canary.replicas (div (add (mul .Values.frontend.canary.replicas .Values.frontend.rollout.maxSurgePercent) 99) 100)) .Values.frontend.canary.replicas) 1) 1) 0 .Values.frontend.canary.enabled) (ternary (mul (mul (add (add (ternary (int64 .Values.edge.autoscaling.max) (int64 .Values.edge.replicas) .Values.edge.autoscaling.enabled) (div (add (mul (ternary (int64 .Values.edge.autoscaling.max) (int64 .Values.edge.replicas) .Values.edge.autoscaling.enabled) .Values.edge.rollout.maxSurgePercent) 99) 100)) (ternary (int64 .Values.edge.autoscaling.max) (int64 .Values.edge.replicas) .Values.edge.autoscaling.enabled)) 1) 1) 0 .Values.edge.enabled) (ternary 3 0 (and .Values.sidecar.enabled .Values.monitoring.enabled)) (ternary 1 0 (or (and (eq .Values.postgres.mode "cluster") (not .Values.postgres.existingSecret)) (and (ne .Values.redis.mode "existing") (not .Values.redis.existingSecret)) (and (and .Values.edge.enabled (eq .Values.edge.tls.at "edge")) (not .Values.edge.tls.existingSecret)) (and .Values.sidecar.enabled (not .Values.sidecar.existingSecret)))) 1 }}
{{- end }}

{{/* What the stack uses at peak: persistentvolumeclaims. */}}
{{- define "fastnext.quota.peak-persistentvolumeclaims" -}}
{{- add 0 (ternary (mul (mul (add .Values.postgres.replicas 0) 1) (add 0 1 (ternary 1 0 .Values.postgres.storage.wal.enabled))) 0 (eq .Values.postgres.mode "cluster")) (ternary (mul (mul (add (add .Values.redis.replicasPerShard 1) 0) .Values.redis.shards) 1) 0 (eq .Values.redis.mode "cluster")) (ternary 1 0 (eq .Values.redis.mode "standalone")) }}
{{- end }}

{{/* What the stack uses at peak: requests.storage, in MiB. */}}
{{- define "fastnext.quota.peak-requests.storage" -}}
{{- add 0 (ternary (mul (mul (add .Values.postgres.replicas 0) 1) (add 0 (include "fastnext.wholeMebi" (dict "quantity" .Values.postgres.storage.size) | int64) (ternary (include "fastnext.wholeMebi" (dict "quantity" .Values.postgres.storage.wal.size) | int64) 0 .Values.postgres.storage.wal.enabled))) 0 (eq .Values.postgres.mode "cluster")) (ternary (mul (mul (add (add .Values.redis.replicasPerShard 1) 0) .Values.redis.shards) (add 0 (include "fastnext.wholeMebi" (dict "quantity" .Values.redis.storage.size) | int64))) 0 (eq .Values.redis.mode "cluster")) (ternary (mul 1 (add 0 (include "fastnext.wholeMebi" (dict "quantity" .Values.redis.storage.size) | int64))) 0 (eq .Values.redis.mode "standalone")) }}
{{- end }}

{{/* What the cluster that is there was made with: storage. Empty: there is none. */}}
{{- define "fastnext.postgres.installed.storage" -}}
{{- dig "metadata" "annotations" "scaleout.dev/storage-size" "" (lookup "apps/v1" "StatefulSet" .Release.Namespace (printf "%s-postgres" (include "fastnext.fullname" .))) }}
{{- end }}

{{/* What the cluster that is there was made with: wal. Empty: there is none. */}}
{{- define "fastnext.postgres.installed.wal" -}}
{{- dig "metadata" "annotations" "scaleout.dev/wal-volume" "" (lookup "apps/v1" "StatefulSet" .Release.Namespace (printf "%s-postgres" (include "fastnext.fullname" .))) }}
{{- end }}

{{/* What the cluster that is there was made with: claims. Empty: there is none. */}}
{{- define "fastnext.postgres.installed.claims" -}}
{{- dig "metadata" "annotations" "scaleout.dev/claims" "" (lookup "apps/v1" "StatefulSet" .Release.Namespace (printf "%s-postgres" (include "fastnext.fullname" .))) }}
{{- end }}

{{/* What the cluster that is there was made with: tls. Empty: there is none. */}}
{{- define "fastnext.postgres.installed.tls" -}}
{{- dig "metadata" "annotations" "scaleout.dev/tls" "" (lookup "apps/v1" "StatefulSet" .Release.Namespace (printf "%s-postgres" (include "fastnext.fullname" .))) }}
{{- end }}

{{/* What the cluster that is there was made with: version. Empty: there is none. */}}
{{- define "fastnext.postgres.installed.version" -}}
{{- dig "metadata" "annotations" "scaleout.dev/postgres-version" "" (lookup "apps/v1" "StatefulSet" .Release.Namespace (printf "%s-postgres" (include "fastnext.fullname" .))) }}
{{- end }}

{{/* Memory that a node of the cache needs in all, in MiB. */}}
{{- define "fastnext.redis.neededMemory" -}}
{{- add (include "fastnext.redis.data" . | int64) (div (mul (include "fastnext.redis.data" . | int64) (add 10 (ternary 50 0 (or (eq .Values.redis.mode "cluster") .Values.redis.persistence.aof (ne .Values.redis.persistence.rdb ""))))) 100) (ternary (add (include "fastnext.redis.backlog" . | int64) (include "fastnext.redis.replicaBuffer" . | int64)) 0 (eq .Values.redis.mode "cluster")) 64 }}
{{- end }}

{{/* Room that a node of the cache needs on its volume, in MiB. */}}
{{- define "fastnext.redis.neededStorage" -}}
{{- max 128 (mul (include "fastnext.redis.data" . | int64) (add (ternary 3 0 .Values.redis.persistence.aof) (ternary 2 (ternary 1 0 (eq .Values.redis.mode "cluster")) (ne .Values.redis.persistence.rdb "")))) }}
{{- end }}

{{/* What the cache that is there was made with: storage. Empty: there is none. */}}
{{- define "fastnext.redis.installed.storage" -}}
{{- dig "metadata" "annotations" "scaleout.dev/storage-size" "" (lookup "apps/v1" "StatefulSet" .Release.Namespace (ternary (printf "%s-redis-0" (include "fastnext.fullname" .)) (printf "%s-redis" (include "fastnext.fullname" .)) (eq .Values.redis.mode "cluster"))) }}
{{- end }}

{{/* What the cache that is there was made with: claims. Empty: there is none. */}}
{{- define "fastnext.redis.installed.claims" -}}
{{- dig "metadata" "annotations" "scaleout.dev/claims" "" (lookup "apps/v1" "StatefulSet" .Release.Namespace (ternary (printf "%s-redis-0" (include "fastnext.fullname" .)) (printf "%s-redis" (include "fastnext.fullname" .)) (eq .Values.redis.mode "cluster"))) }}
{{- end }}

{{/* What the cache that is there was made with: flavour. Empty: there is none. */}}
{{- define "fastnext.redis.installed.flavour" -}}
{{- dig "metadata" "annotations" "scaleout.dev/redis-flavour" "" (lookup "apps/v1" "StatefulSet" .Release.Namespace (ternary (printf "%s-redis-0" (include "fastnext.fullname" .)) (printf "%s-redis" (include "fastnext.fullname" .)) (eq .Values.redis.mode "cluster"))) }}
{{- end }}

{{/* What the cache that is there was made with: tls. Empty: there is none. */}}
{{- define "fastnext.redis.installed.tls" -}}
{{- dig "metadata" "annotations" "scaleout.dev/tls" "" (lookup "apps/v1" "StatefulSet" .Release.Namespace (ternary (printf "%s-redis-0" (include "fastnext.fullname" .)) (printf "%s-redis" (include "fastnext.fullname" .)) (eq .Values.redis.mode "cluster"))) }}
{{- end }}

{{/* The fourth shard that is there. Empty: there is none. */}}
{{- define "fastnext.redis.installed.fourthShard" -}}
{{- dig "metadata" "annotations" "scaleout.dev/claims" "" (lookup "apps/v1" "StatefulSet" .Release.Namespace (printf "%s-redis-3" (include "fastnext.fullname" .))) }}
{{- end }}

{{/* What the stack uses of a resource at least; CPU in thousandths, all else in MiB. Takes: side, resource. */}}
{{- define "fastnext.quota.least" -}}
{{- add 0 (ternary (mul (mul .Values.postgres.replicas 1) (add 0 (include "fastnext.amount" (dict "resources" .Values.postgres.resources "side" .side "resource" .resource) | int64))) 0 (eq .Values.postgres.mode "cluster")) (ternary (mul 1 (add 0 (include "fastnext.amount" (dict "resources" .Values.tasks.resources "side" .side "resource" .resource) | int64))) 0 (eq .Values.postgres.mode "cluster")) (ternary (mul (mul .Values.pooler.replicas 1) (add 0 (include "fastnext.amount" (dict "resources" .Values.pooler.resources "side" .side "resource" .resource) | int64) (include "fastnext.amount" (dict "resources" .Values.pooler.resources "side" .side "resource" .resource) | int64))) 0 (and (eq .Values.postgres.mode "cluster") .Values.pooler.enabled)) (ternary (mul (mul (add .Values.redis.replicasPerShard 1) .Values.redis.shards) (add 0 (include "fastnext.amount" (dict "resources" .Values.redis.resources "side" .side "resource" .resource) | int64) (include "fastnext.amount" (dict "resources" .Values.redis.agent.resources "side" .side "resource" .resource) | int64))) 0 (eq .Values.redis.mode "cluster")) (ternary (mul 1 (max (add 0 (include "fastnext.amount" (dict "resources" .Values.redis.resources "side" .side "resource" .resource) | int64)) (include "fastnext.amount" (dict "resources" .Values.redis.agent.resources "side" .side "resource" .resource) | int64))) 0 (eq .Values.redis.mode "standalone")) (ternary (mul 0 (add 0 (include "fastnext.amount" (dict "resources" .Values.tasks.resources "side" .side "resource" .resource) | int64))) 0 (eq .Values.redis.mode "cluster")) (mul (mul (ternary (int64 .Values.backend.autoscaling.min) (int64 .Values.backend.replicas) .Values.backend.autoscaling.enabled) 1) (add 0 (ternary (include "fastnext.amount" (dict "resources" .Values.sidecar.resources "side" .side "resource" .resource) | int64) 0 .Values.sidecar.enabled) (include "fastnext.amount" (dict "resources" .Values.backend.resources "side" .side "resource" .resource) | int64))) (ternary (mul (mul .Values.backend.canary.replicas 1) (add 0 (ternary (include "fastnext.amount" (dict "resources" .Values.sidecar.resources "side" .side "resource" .resource) | int64) 0 (and .Values.sidecar.enabled .Values.backend.canary.enabled)) (include "fastnext.amount" (dict "resources" .Values.backend.resources "side" .side "resource" .resource) | int64))) 0 .Values.backend.canary.enabled) (ternary (mul 1 (add 0 (include "fastnext.amount" (dict "resources" .Values.backend.migration.resources "side" .side "resource" .resource) | int64))) 0 (gt (len .Values.backend.migration.command) 0)) (mul (mul (ternary (int64 .Values.frontend.autoscaling.min) (int64 .Values.frontend.replicas) .Values.frontend.autoscaling.enabled) 1) (add 0 (ternary (include "fastnext.amount" (dict "resources" .Values.sidecar.resources "side" .side "resource" .resource) | int64) 0 .Values.sidecar.enabled) (include "fastnext.amount" (dict "resources" .Values.frontend.resources "side" .side "resource" .resource) | int64))) (ternary (mul (mul .Values.frontend.canary.replicas 1) (add 0 (ternary (include "fastnext.amount" (dict "resources" .Values.sidecar.resources "side" .side "resource" .resource) | int64) 0 (and .Values.sidecar.enabled .Values.frontend.canary.enabled)) (include "fastnext.amount" (dict "resources" .Values.frontend.resources "side" .side "resource" .resource) | int64))) 0 .Values.frontend.canary.enabled) (ternary (mul (mul (ternary (int64 .Values.edge.autoscaling.min) (int64 .Values.edge.replicas) .Values.edge.autoscaling.enabled) 1) (add 0 (ternary (include "fastnext.amount" (dict "resources" .Values.sidecar.resources "side" .side "resource" .resource) | int64) 0 (and .Values.sidecar.enabled .Values.edge.enabled)) (include "fastnext.amount" (dict "resources" .Values.edge.resources "side" .side "resource" .resource) | int64))) 0 .Values.edge.enabled) (ternary (mul 1 (add 0 (include "fastnext.amount" (dict "resources" .Values.monitoring.resources "side" .side "resource" .resource) | int64))) 0 (and .Values.sidecar.enabled .Values.monitoring.enabled)) (ternary (mul 1 (add 0 (include "fastnext.amount" (dict "resources" .Values.tasks.resources "side" .side "resource" .resource) | int64))) 0 (or (and (eq .Values.postgres.mode "cluster") (not .Values.postgres.existingSecret)) (and (ne .Values.redis.mode "existing") (not .Values.redis.existingSecret)) (and (and .Values.edge.enabled (eq .Values.edge.tls.at "edge")) (not .Values.edge.tls.existingSecret)) (and .Values.sidecar.enabled (not .Values.sidecar.existingSecret)))) (mul 0 (add 0 (include "fastnext.amount" (dict "resources" (dict "requests" (dict "cpu" "10m" "memory" "64Mi" "ephemeral-storage" "16Mi") "limits" (dict "cpu" "500m" "memory" "128Mi" "ephemeral-storage" "64Mi")) "side" .side "resource" .resource) | int64))) }}
{{- end }}

{{/* What the stack uses of a resource at most; CPU in thousandths, all else in MiB. Takes: side, resource. */}}
{{- define "fastnext.quota.most" -}}
{{- add 0 (ternary (mul (mul .Values.postgres.replicas 1) (add 0 (include "fastnext.amount" (dict "resources" .Values.postgres.resources "side" .side "resource" .resource) | int64))) 0 (eq .Values.postgres.mode "cluster")) (ternary (mul 1 (add 0 (include "fastnext.amount" (dict "resources" .Values.tasks.resources "side" .side "resource" .resource) | int64))) 0 (eq .Values.postgres.mode "cluster")) (ternary (mul (mul (add .Values.pooler.replicas 1) 1) (add 0 (include "fastnext.amount" (dict "resources" .Values.pooler.resources "side" .side "resource" .resource) | int64) (include "fastnext.amount" (dict "resources" .Values.pooler.resources "side" .side "resource" .resource) | int64))) 0 (and (eq .Values.postgres.mode "cluster") .Values.pooler.enabled)) (ternary (mul (mul (add .Values.redis.replicasPerShard 1) .Values.redis.shards) (add 0 (include "fastnext.amount" (dict "resources" .Values.redis.resources "side" .side "resource" .resource) | int64) (include "fastnext.amount" (dict "resources" .Values.redis.agent.resources "side" .side "resource" .resource) | int64))) 0 (eq .Values.redis.mode "cluster")) (ternary (mul 1 (max (add 0 (include "fastnext.amount" (dict "resources" .Values.redis.resources "side" .side "resource" .resource) | int64)) (include "fastnext.amount" (dict "resources" .Values.redis.agent.resources "side" .side "resource" .resource) | int64))) 0 (eq .Values.redis.mode "standalone")) (ternary (mul 1 (add 0 (include "fastnext.amount" (dict "resources" .Values.tasks.resources "side" .side "resource" .resource) | int64))) 0 (eq .Values.redis.mode "cluster")) (mul (mul (add (ternary (int64 .Values.backend.autoscaling.max) (int64 .Values.backend.replicas) .Values.backend.autoscaling.enabled) (div (add (mul (ternary (int64 .Values.backend.autoscaling.max) (int64 .Values.backend.replicas) .Values.backend.autoscaling.enabled) .Values.backend.rollout.maxSurgePercent) 99) 100)) 1) (add 0 (ternary (include "fastnext.amount" (dict "resources" .Values.sidecar.resources "side" .side "resource" .resource) | int64) 0 .Values.sidecar.enabled) (include "fastnext.amount" (dict "resources" .Values.backend.resources "side" .side "resource" .resource) | int64))) (ternary (mul (mul (add .Values.backend.canary.replicas (div (add (mul .Values.backend.canary.replicas .Values.backend.rollout.maxSurgePercent) 99) 100)) 1) (add 0 (ternary (include "fastnext.amount" (dict "resources" .Values.sidecar.resources "side" .side "resource" .resource) | int64) 0 (and .Values.sidecar.enabled .Values.backend.canary.enabled)) (include "fastnext.amount" (dict "resources" .Values.backend.resources "side" .side "resource" .resource) | int64))) 0 .Values.backend.canary.enabled) (ternary (mul 1 (add 0 (include "fastnext.amount" (dict "resources" .Values.backend.migration.resources "side" .side "resource" .resource) | int64))) 0 (gt (len .Values.backend.migration.command) 0)) (mul (mul (add (ternary (int64 .Values.frontend.autoscaling.max) (int64 .Values.frontend.replicas) .Values.frontend.autoscaling.enabled) (div (add (mul (ternary (int64 .Values.frontend.autoscaling.max) (int64 .Values.frontend.replicas) .Values.frontend.autoscaling.enabled) .Values.frontend.rollout.maxSurgePercent) 99) 100)) 1) (add 0 (ternary (include "fastnext.amount" (dict "resources" .Values.sidecar.resources "side" .side "resource" .resource) | int64) 0 .Values.sidecar.enabled) (include "fastnext.amount" (dict "resources" .Values.frontend.resources "side" .side "resource" .resource) | int64))) (ternary (mul (mul (add .Values.frontend.canary.replicas (div (add (mul .Values.frontend.canary.replicas .Values.frontend.rollout.maxSurgePercent) 99) 100)) 1) (add 0 (ternary (include "fastnext.amount" (dict "resources" .Values.sidecar.resources "side" .side "resource" .resource) | int64) 0 (and .Values.sidecar.enabled .Values.frontend.canary.enabled)) (include "fastnext.amount" (dict "resources" .Values.frontend.resources "side" .side "resource" .resource) | int64))) 0 .Values.frontend.canary.enabled) (ternary (mul (mul (add (ternary (int64 .Values.edge.autoscaling.max) (int64 .Values.edge.replicas) .Values.edge.autoscaling.enabled) (div (add (mul (ternary (int64 .Values.edge.autoscaling.max) (int64 .Values.edge.replicas) .Values.edge.autoscaling.enabled) .Values.edge.rollout.maxSurgePercent) 99) 100)) 1) (add 0 (ternary (include "fastnext.amount" (dict "resources" .Values.sidecar.resources "side" .side "resource" .resource) | int64) 0 (and .Values.sidecar.enabled .Values.edge.enabled)) (include "fastnext.amount" (dict "resources" .Values.edge.resources "side" .side "resource" .resource) | int64))) 0 .Values.edge.enabled) (ternary (mul 2 (add 0 (include "fastnext.amount" (dict "resources" .Values.monitoring.resources "side" .side "resource" .resource) | int64))) 0 (and .Values.sidecar.enabled .Values.monitoring.enabled)) (ternary (mul 1 (add 0 (include "fastnext.amount" (dict "resources" .Values.tasks.resources "side" .side "resource" .resource) | int64))) 0 (or (and (eq .Values.postgres.mode "cluster") (not .Values.postgres.existingSecret)) (and (ne .Values.redis.mode "existing") (not .Values.redis.existingSecret)) (and (and .Values.edge.enabled (eq .Values.edge.tls.at "edge")) (not .Values.edge.tls.existingSecret)) (and .Values.sidecar.enabled (not .Values.sidecar.existingSecret)))) (mul 1 (add 0 (include "fastnext.amount" (dict "resources" (dict "requests" (dict "cpu" "10m" "memory" "64Mi" "ephemeral-storage" "16Mi") "limits" (dict "cpu" "500m" "memory" "128Mi" "ephemeral-storage" "64Mi")) "side" .side "resource" .resource) | int64))) }}
{{- end }}

{{/* What the stack uses at least: pods. */}}
{{- define "fastnext.quota.least-pods" -}}
{{- add 0 (ternary (mul (mul .Values.postgres.replicas 1) 1) 0 (eq .Values.postgres.mode "cluster")) (ternary 1 0 (eq .Values.postgres.mode "cluster")) (ternary (mul (mul .Values.pooler.replicas 1) 1) 0 (and (eq .Values.postgres.mode "cluster") .Values.pooler.enabled)) (ternary (mul (mul (add .Values.redis.replicasPerShard 1) .Values.redis.shards) 1) 0 (eq .Values.redis.mode "cluster")) (ternary 1 0 (eq .Values.redis.mode "standalone")) (ternary 0 0 (eq .Values.redis.mode "cluster")) (mul (mul (ternary (int64 .Values.backend.autoscaling.min) (int64 .Values.backend.replicas) .Values.backend.autoscaling.enabled) 1) 1) (ternary (mul (mul .Values.backend.canary.replicas 1) 1) 0 .Values.backend.canary.enabled) (ternary 1 0 (gt (len .Values.backend.migration.command) 0)) (mul (mul (ternary (int64 .Values.frontend.autoscaling.min) (int64 .Values.frontend.replicas) .Values.frontend.autoscaling.enabled) 1) 1) (ternary (mul (mul .Values.frontend.canary.replicas 1) 1) 0 .Values.frontend.canary.enabled) (ternary (mul (mul (ternary (int64 .Values.edge.autoscaling.min) (int64 .Values.edge.replicas) .Values.edge.autoscaling.enabled) 1) 1) 0 .Values.edge.enabled) (ternary 1 0 (and .Values.sidecar.enabled .Values.monitoring.enabled)) (ternary 1 0 (or (and (eq .Values.postgres.mode "cluster") (not .Values.postgres.existingSecret)) (and (ne .Values.redis.mode "existing") (not .Values.redis.existingSecret)) (and (and .Values.edge.enabled (eq .Values.edge.tls.at "edge")) (not .Values.edge.tls.existingSecret)) (and .Values.sidecar.enabled (not .Values.sidecar.existingSecret)))) 0 }}
{{- end }}

{{/* What the stack uses at most: pods. */}}
{{- define "fastnext.quota.most-pods" -}}
{{- add 0 (ternary (mul (mul .Values.postgres.replicas 1) 1) 0 (eq .Values.postgres.mode "cluster")) (ternary 1 0 (eq .Values.postgres.mode "cluster")) (ternary (mul (mul (add .Values.pooler.replicas 1) 1) 1) 0 (and (eq .Values.postgres.mode "cluster") .Values.pooler.enabled)) (ternary (mul (mul (add .Values.redis.replicasPerShard 1) .Values.redis.shards) 1) 0 (eq .Values.redis.mode "cluster")) (ternary 1 0 (eq .Values.redis.mode "standalone")) (ternary 1 0 (eq .Values.redis.mode "cluster")) (mul (mul (add (ternary (int64 .Values.backend.autoscaling.max) (int64 .Values.backend.replicas) .Values.backend.autoscaling.enabled) (div (add (mul (ternary (int64 .Values.backend.autoscaling.max) (int64 .Values.backend.replicas) .Values.backend.autoscaling.enabled) .Values.backend.rollout.maxSurgePercent) 99) 100)) 1) 1) (ternary (mul (mul (add .Values.backend.canary.replicas (div (add (mul .Values.backend.canary.replicas .Values.backend.rollout.maxSurgePercent) 99) 100)) 1) 1) 0 .Values.backend.canary.enabled) (ternary 1 0 (gt (len .Values.backend.migration.command) 0)) (mul (mul (add (ternary (int64 .Values.frontend.autoscaling.max) (int64 .Values.frontend.replicas) .Values.frontend.autoscaling.enabled) (div (add (mul (ternary (int64 .Values.frontend.autoscaling.max) (int64 .Values.frontend.replicas) .Values.frontend.autoscaling.enabled) .Values.frontend.rollout.maxSurgePercent) 99) 100)) 1) 1) (ternary (mul (mul (add .Values.frontend.canary.replicas (div (add (mul .Values.frontend.canary.replicas .Values.frontend.rollout.maxSurgePercent) 99) 100)) 1) 1) 0 .Values.frontend.canary.enabled) (ternary (mul (mul (add (ternary (int64 .Values.edge.autoscaling.max) (int64 .Values.edge.replicas) .Values.edge.autoscaling.enabled) (div (add (mul (ternary (int64 .Values.edge.autoscaling.max) (int64 .Values.edge.replicas) .Values.edge.autoscaling.enabled) .Values.edge.rollout.maxSurgePercent) 99) 100)) 1) 1) 0 .Values.edge.enabled) (ternary 2 0 (and .Values.sidecar.enabled .Values.monitoring.enabled)) (ternary 1 0 (or (and (eq .Values.postgres.mode "cluster") (not .Values.postgres.existingSecret)) (and (ne .Values.redis.mode "existing") (not .Values.redis.existingSecret)) (and (and .Values.edge.enabled (eq .Values.edge.tls.at "edge")) (not .Values.edge.tls.existingSecret)) (and .Values.sidecar.enabled (not .Values.sidecar.existingSecret)))) 1 }}
{{- end }}

{{/* What the stack uses at least: persistentvolumeclaims. */}}
{{- define "fastnext.quota.least-persistentvolumeclaims" -}}
{{- add 0 (ternary (mul (mul .Values.postgres.replicas 1) (add 0 1 (ternary 1 0 .Values.postgres.storage.wal.enabled))) 0 (eq .Values.postgres.mode "cluster")) (ternary (mul (mul (add .Values.redis.replicasPerShard 1) .Values.redis.shards) 1) 0 (eq .Values.redis.mode "cluster")) (ternary 1 0 (eq .Values.redis.mode "standalone")) }}
{{- end }}

{{/* What the stack uses at most: persistentvolumeclaims. */}}
{{- define "fastnext.quota.most-persistentvolumeclaims" -}}
{{- add 0 (ternary (mul (mul .Values.postgres.replicas 1) (add 0 1 (ternary 1 0 .Values.postgres.storage.wal.enabled))) 0 (eq .Values.postgres.mode "cluster")) (ternary (mul (mul (add .Values.redis.replicasPerShard 1) .Values.redis.shards) 1) 0 (eq .Values.redis.mode "cluster")) (ternary 1 0 (eq .Values.redis.mode "standalone")) }}
{{- end }}

{{/* What the stack uses at least: requests.storage, in MiB. */}}
{{- define "fastnext.quota.least-requests.storage" -}}
{{- add 0 (ternary (mul (mul .Values.postgres.replicas 1) (add 0 (include "fastnext.wholeMebi" (dict "quantity" .Values.postgres.storage.size) | int64) (ternary (include "fastnext.wholeMebi" (dict "quantity" .Values.postgres.storage.wal.size) | int64) 0 .Values.postgres.storage.wal.enabled))) 0 (eq .Values.postgres.mode "cluster")) (ternary (mul (mul (add .Values.redis.replicasPerShard 1) .Values.redis.shards) (add 0 (include "fastnext.wholeMebi" (dict "quantity" .Values.redis.storage.size) | int64))) 0 (eq .Values.redis.mode "cluster")) (ternary (mul 1 (add 0 (include "fastnext.wholeMebi" (dict "quantity" .Values.redis.storage.size) | int64))) 0 (eq .Values.redis.mode "standalone")) }}
{{- end }}

{{/* What the stack uses at most: requests.storage, in MiB. */}}
{{- define "fastnext.quota.most-requests.storage" -}}
{{- add 0 (ternary (mul (mul .Values.postgres.replicas 1) (add 0 (include "fastnext.wholeMebi" (dict "quantity" .Values.postgres.storage.size) | int64) (ternary (include "fastnext.wholeMebi" (dict "quantity" .Values.postgres.storage.wal.size) | int64) 0 .Values.postgres.storage.wal.enabled))) 0 (eq .Values.postgres.mode "cluster")) (ternary (mul (mul (add .Values.redis.replicasPerShard 1) .Values.redis.shards) (add 0 (include "fastnext.wholeMebi" (dict "quantity" .Values.redis.storage.size) | int64))) 0 (eq .Values.redis.mode "cluster")) (ternary (mul 1 (add 0 (include "fastnext.wholeMebi" (dict "quantity" .Values.redis.storage.size) | int64))) 0 (eq .Values.redis.mode "standalone")) }}
{{- end }}

{{/* The most of a resource that one container may use; CPU in thousandths, all else in MiB. Takes: side, resource. */}}
{{- define "fastnext.quota.largest" -}}
{{- max 0 (ternary (max 0 (include "fastnext.amount" (dict "resources" .Values.postgres.resources "side" .side "resource" .resource) | int64)) 0 (eq .Values.postgres.mode "cluster")) (ternary (max 0 (include "fastnext.amount" (dict "resources" .Values.tasks.resources "side" .side "resource" .resource) | int64)) 0 (eq .Values.postgres.mode "cluster")) (ternary (max 0 (include "fastnext.amount" (dict "resources" .Values.pooler.resources "side" .side "resource" .resource) | int64) (include "fastnext.amount" (dict "resources" .Values.pooler.resources "side" .side "resource" .resource) | int64)) 0 (and (eq .Values.postgres.mode "cluster") .Values.pooler.enabled)) (ternary (max 0 (include "fastnext.amount" (dict "resources" .Values.redis.resources "side" .side "resource" .resource) | int64) (include "fastnext.amount" (dict "resources" .Values.redis.agent.resources "side" .side "resource" .resource) | int64)) 0 (eq .Values.redis.mode "cluster")) (ternary (max 0 (include "fastnext.amount" (dict "resources" .Values.redis.agent.resources "side" .side "resource" .resource) | int64) (include "fastnext.amount" (dict "resources" .Values.redis.resources "side" .side "resource" .resource) | int64)) 0 (eq .Values.redis.mode "standalone")) (ternary (max 0 (include "fastnext.amount" (dict "resources" .Values.tasks.resources "side" .side "resource" .resource) | int64)) 0 (eq .Values.redis.mode "cluster")) (max 0 (ternary (include "fastnext.amount" (dict "resources" .Values.sidecar.resources "side" .side "resource" .resource) | int64) 0 .Values.sidecar.enabled) (include "fastnext.amount" (dict "resources" .Values.backend.resources "side" .side "resource" .resource) | int64)) (ternary (max 0 (ternary (include "fastnext.amount" (dict "resources" .Values.sidecar.resources "side" .side "resource" .resource) | int64) 0 (and .Values.sidecar.enabled .Values.backend.canary.enabled)) (include "fastnext.amount" (dict "resources" .Values.backend.resources "side" .side "resource" .resource) | int64)) 0 .Values.backend.canary.enabled) (ternary (max 0 (include "fastnext.amount" (dict "resources" .Values.backend.migration.resources "side" .side "resource" .resource) | int64)) 0 (gt (len .Values.backend.migration.command) 0)) (max 0 (ternary (include "fastnext.amount" (dict "resources" .Values.sidecar.resources "side" .side "resource" .resource) | int64) 0 .Values.sidecar.enabled) (include "fastnext.amount" (dict "resources" .Values.frontend.resources "side" .side "resource" .resource) | int64)) (ternary (max 0 (ternary (include "fastnext.amount" (dict "resources" .Values.sidecar.resources "side" .side "resource" .resource) | int64) 0 (and .Values.sidecar.enabled .Values.frontend.canary.enabled)) (include "fastnext.amount" (dict "resources" .Values.frontend.resources "side" .side "resource" .resource) | int64)) 0 .Values.frontend.canary.enabled) (ternary (max 0 (ternary (include "fastnext.amount" (dict "resources" .Values.sidecar.resources "side" .side "resource" .resource) | int64) 0 (and .Values.sidecar.enabled .Values.edge.enabled)) (include "fastnext.amount" (dict "resources" .Values.edge.resources "side" .side "resource" .resource) | int64)) 0 .Values.edge.enabled) (ternary (max 0 (include "fastnext.amount" (dict "resources" .Values.monitoring.resources "side" .side "resource" .resource) | int64)) 0 (and .Values.sidecar.enabled .Values.monitoring.enabled)) (ternary (max 0 (include "fastnext.amount" (dict "resources" .Values.tasks.resources "side" .side "resource" .resource) | int64)) 0 (or (and (eq .Values.postgres.mode "cluster") (not .Values.postgres.existingSecret)) (and (ne .Values.redis.mode "existing") (not .Values.redis.existingSecret)) (and (and .Values.edge.enabled (eq .Values.edge.tls.at "edge")) (not .Values.edge.tls.existingSecret)) (and .Values.sidecar.enabled (not .Values.sidecar.existingSecret)))) (max 0 (include "fastnext.amount" (dict "resources" (dict "requests" (dict "cpu" "10m" "memory" "64Mi" "ephemeral-storage" "16Mi") "limits" (dict "cpu" "500m" "memory" "128Mi" "ephemeral-storage" "64Mi")) "side" .side "resource" .resource) | int64)) }}
{{- end }}
