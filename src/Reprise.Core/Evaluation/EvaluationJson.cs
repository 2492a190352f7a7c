using System.Text.Json.Serialization;

namespace Reprise.Evaluation;

/// <summary>How what this capability keeps in settings and on the audit log is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(string))]
internal sealed partial class EvaluationJson : JsonSerializerContext;
