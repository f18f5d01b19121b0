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
