{{- define "workprint.name" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name | trunc 40 | trimSuffix "-" }}{{ else }}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 40 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "workprint.serviceAccount" -}}
{{- if .Values.serviceAccount.create }}{{ .Values.serviceAccount.name | default (include "workprint.name" .) }}{{ else }}{{ .Values.serviceAccount.name | default "default" }}{{ end }}
{{- end }}

{{- /* Arguments: root, component ("render-worker"). */ -}}
{{- define "workprint.selector" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- define "workprint.labels" -}}
{{ include "workprint.selector" . }}
app.kubernetes.io/version: {{ .root.Values.image.tag | default .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end }}

{{- define "workprint.image" -}}
{{ .root.Values.image.registry }}/{{ .component }}:{{ .root.Values.image.tag | default .root.Chart.AppVersion }}
{{- end }}

{{- define "workprint.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{- define "workprint.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}

{{- /* Arguments: secret, keys, optional. */ -}}
{{- define "workprint.secretEnv" -}}
{{- $secret := .secret }}{{- $optional := hasKey . "optional" }}
{{- range .keys }}
- name: {{ . }}
  valueFrom:
    secretKeyRef: { name: {{ $secret }}, key: {{ . }}{{ if $optional }}, optional: true{{ end }} }
{{- end }}
{{- end }}

{{- /* What every process is told that is no secret. */ -}}
{{- define "workprint.settings" -}}
HOST: 0.0.0.0
OPS_PORT: '9090'
LOG_LEVEL: {{ .Values.logLevel | quote }}
TEMPORAL_ADDRESS: {{ required "temporal.address: host:port of the Temporal frontend" .Values.temporal.address | quote }}
TEMPORAL_NAMESPACE: {{ .Values.temporal.namespace | quote }}
TASK_QUEUE_PREFIX: {{ .Values.temporal.taskQueuePrefix | quote }}
{{- with .Values.temporal.uiUrl }}
TEMPORAL_UI_URL: {{ . | quote }}
{{- end }}
S3_ENDPOINT: {{ required "s3.endpoint: address of the object store" .Values.s3.endpoint | quote }}
{{- with .Values.s3.publicEndpoint }}
S3_PUBLIC_ENDPOINT: {{ . | quote }}
{{- end }}
S3_REGION: {{ .Values.s3.region | quote }}
S3_BUCKET: {{ required "s3.bucket: name of the bucket" .Values.s3.bucket | quote }}
S3_FORCE_PATH_STYLE: {{ .Values.s3.forcePathStyle | quote }}
PUBLIC_URL: {{ required "publicUrl: where clients reach the gateway" .Values.publicUrl | quote }}
{{- with .Values.fetchAllowHosts }}
FETCH_ALLOW_HOSTS: {{ join "," . | quote }}
{{- end }}
{{- end }}
