using System.Text.Json;

namespace Reprise.Evaluation.Scoring;

/// <summary>What the audit log says of scores that were put on record.</summary>
internal sealed record EvaluationAudit
{
    public string? Filter { get; init; }

    /// <summary>Who said so.</summary>
    public required IReadOnlyList<string> Evaluators { get; init; }
    public required long Interactions { get; init; }
    public required long Facts { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, EvaluationJson.Default.EvaluationAudit);
}
