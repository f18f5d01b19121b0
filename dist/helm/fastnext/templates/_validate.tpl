{{/* What the values must not contradict; the same rules, codes and words as `scaleout synth`. */}}
{{- define "fastnext.validate" -}}
{{- $errors := list }}
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
{{- if gt (int64 .Values.backend.probes.startup.timeoutSeconds) (int64 .Values.backend.probes.startup.periodSeconds) }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-007: backend.probes.startup.timeoutSeconds: %d s is above the period of %d s. Lower the probe's `timeoutSeconds` or raise its `periodSeconds`." (int64 .Values.backend.probes.startup.timeoutSeconds) (int64 .Values.backend.probes.startup.periodSeconds)) }}
{{- end }}
{{- if gt (int64 .Values.backend.probes.readiness.timeoutSeconds) (int64 .Values.backend.probes.readiness.periodSeconds) }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-007: backend.probes.readiness.timeoutSeconds: %d s is above the period of %d s. Lower the probe's `timeoutSeconds` or raise its `periodSeconds`." (int64 .Values.backend.probes.readiness.timeoutSeconds) (int64 .Values.backend.probes.readiness.periodSeconds)) }}
{{- end }}
{{- if gt (int64 .Values.backend.probes.liveness.timeoutSeconds) (int64 .Values.backend.probes.liveness.periodSeconds) }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-007: backend.probes.liveness.timeoutSeconds: %d s is above the period of %d s. Lower the probe's `timeoutSeconds` or raise its `periodSeconds`." (int64 .Values.backend.probes.liveness.timeoutSeconds) (int64 .Values.backend.probes.liveness.periodSeconds)) }}
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
{{- if gt (int64 .Values.frontend.probes.startup.timeoutSeconds) (int64 .Values.frontend.probes.startup.periodSeconds) }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-007: frontend.probes.startup.timeoutSeconds: %d s is above the period of %d s. Lower the probe's `timeoutSeconds` or raise its `periodSeconds`." (int64 .Values.frontend.probes.startup.timeoutSeconds) (int64 .Values.frontend.probes.startup.periodSeconds)) }}
{{- end }}
{{- if gt (int64 .Values.frontend.probes.readiness.timeoutSeconds) (int64 .Values.frontend.probes.readiness.periodSeconds) }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-007: frontend.probes.readiness.timeoutSeconds: %d s is above the period of %d s. Lower the probe's `timeoutSeconds` or raise its `periodSeconds`." (int64 .Values.frontend.probes.readiness.timeoutSeconds) (int64 .Values.frontend.probes.readiness.periodSeconds)) }}
{{- end }}
{{- if gt (int64 .Values.frontend.probes.liveness.timeoutSeconds) (int64 .Values.frontend.probes.liveness.periodSeconds) }}
{{- $errors = append $errors (printf "SCALE-WORKLOAD-007: frontend.probes.liveness.timeoutSeconds: %d s is above the period of %d s. Lower the probe's `timeoutSeconds` or raise its `periodSeconds`." (int64 .Values.frontend.probes.liveness.timeoutSeconds) (int64 .Values.frontend.probes.liveness.periodSeconds)) }}
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
{{- with $errors }}
{{- fail (printf "\n%s" (join "\n" .)) }}
{{- end }}
{{- end }}
