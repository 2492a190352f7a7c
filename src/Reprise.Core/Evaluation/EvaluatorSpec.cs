using System.Text.Json;

namespace Reprise.Evaluation;

/// <summary>
/// An evaluator as people write it: a JSON object <c>{"type":"contains","value":"refund","name":"mentions_refund"}</c>, or its short form
/// <c>contains:refund</c> on a command line. What each type takes stands in docs/evaluation.md.
/// </summary>
public sealed record EvaluatorSpec
{
    /// <summary>Such as <c>exact</c>, <c>contains</c>, <c>json_schema</c> or <c>judge</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The name of its scores; the type when left out.</summary>
    public string? Name { get; init; }

    /// <summary>Everything else that was written.</summary>
    public IReadOnlyDictionary<string, JsonElement> Options { get; init; } = new Dictionary<string, JsonElement>(StringComparer.Ordinal);

    /// <summary>Reads the object or the short form.</summary>
    /// <exception cref="FormatException">It is neither; says so for people.</exception>
    public static EvaluatorSpec Parse(string text) => throw new NotSupportedException();
}
