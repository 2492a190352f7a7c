using System.Text.Json.Serialization;
using Reprise.Evaluation.Rules;
using Reprise.Evaluation.Scoring;

namespace Reprise.Evaluation;

/// <summary>How what this capability keeps in settings and on the audit log is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(EvaluationRuleValues))]
[JsonSerializable(typeof(EvaluationAudit))]
internal sealed partial class EvaluationJson : JsonSerializerContext;
