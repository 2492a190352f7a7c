using System.Globalization;
using System.Text.Json;
using Reprise.Assembling;
using Reprise.Documents;
using Reprise.Interactions;

namespace Reprise.Server.Langfuse;

/// <summary>A score as a fact: numbers and yes-or-no as evaluations, categories as labels. The latest of a name counts, as there.</summary>
internal static class LangfuseScore
{
    private static readonly string[] s_fromZeroToOne = ["relevance_score", "quality_score", "security_score"];

    public static FactDocument Read(LangfuseEvent entry)
    {
        var name = entry.Word("name") ?? throw new LangfuseMistakeException("body.name is missing");
        if (name.Length > 120) throw new LangfuseMistakeException("body.name is longer than 120 characters");
        var value = entry.Value("value") ?? throw new LangfuseMistakeException("body.value is missing");
        var comment = Short(entry.Word("comment"));
        var author = entry.Word("source") is { Length: <= 240 } source ? $"langfuse:{source.ToLowerInvariant()}" : "langfuse";
        // A score that is sent again in another event has another value: it is another fact, and the later one counts.
        var id = $"langfuse\n{entry.Id}\n{entry.IdOf("id")}";
        var fact = new FactDocument { FactId = InteractionId.FromForeign(id).ToString(), Kind = "evaluation", Name = name, Author = author, Timestamp = entry.At, Text = comment };
        if (NumberOf(value, entry.Word("dataType")) is not { } number)
            return value.ValueKind == JsonValueKind.String ? fact with { Kind = "label", Text = Short(value.GetString()) } : throw new LangfuseMistakeException("body.value is neither a number nor a text");
        // Ours of these names run from 0 to 1; another scale is another measure.
        var isOther = number is < 0 or > 1 && s_fromZeroToOne.Contains(name, StringComparer.Ordinal);
        return fact with { Value = number, Name = isOther ? $"langfuse_{name}" : name };
    }

    /// <summary>
    /// What it is about: an observation (of Langfuse's own, of OpenTelemetry where the ids are such, or a call of ours by its id), else the trace. Null where it is about a
    /// session or a run of a dataset.
    /// </summary>
    public static InteractionId? SubjectOf(LangfuseEvent entry, string project)
    {
        var (observation, trace) = (entry.IdOf("observationId"), entry.IdOf("traceId"));
        if (observation is not null && trace is not null && IsHex(observation, 16) && IsHex(trace, 32)) return Piece.IdOf(project, "otlp", $"{trace}:{observation}");
        if (observation is not null) return Piece.IdOf(project, LangfusePieces.Source, observation);
        return trace is null ? null : Piece.IdOf(project, LangfusePieces.Source, LangfuseTrace.KeyOf(trace));
    }

    private static double? NumberOf(JsonElement value, string? type) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetDouble(out var number) && double.IsFinite(number) => number,
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        JsonValueKind.String when type is "NUMERIC" or "BOOLEAN" && double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => number,
        _ => null,
    };

    private static bool IsHex(string text, int length) => text.Length == length && text.All(char.IsAsciiHexDigitLower);

    private static string? Short(string? text) => text is { Length: > FactReader.MaxTextLength } ? text[..FactReader.MaxTextLength] : text;
}
