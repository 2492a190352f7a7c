using System.Text.Json.Serialization;

namespace Reprise.Retention;

/// <summary>How what this capability keeps in settings and on the audit log is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RetentionValues))]
[JsonSerializable(typeof(HoldValue))]
[JsonSerializable(typeof(BodyMark))]
[JsonSerializable(typeof(AuditDetails))]
internal sealed partial class RetentionJson : JsonSerializerContext;
