using System.Text.Json.Serialization;
using Reprise.Interactions;

namespace Reprise.Cache.Checks;

/// <summary>What is kept of a policy's checks over a restart.</summary>
internal sealed record CheckNote
{
    public double Doubt { get; init; } = 1;
    public DateTimeOffset? ChangedAt { get; init; }
    public IReadOnlyList<CheckNoteRow>? Checks { get; init; }

    public static CheckNote Of(PolicyChecks checks) => new()
    {
        Doubt = checks.Doubt,
        ChangedAt = checks.ChangedAt,
        Checks = [.. checks.All.Select(pair => new CheckNoteRow(pair.Key.ToString(), pair.Value.At.ToUnixTimeMilliseconds(), pair.Value.IsCorrect))],
    };

    public void Fill(PolicyChecks checks)
    {
        checks.Restore(Doubt, ChangedAt);
        foreach (var row in Checks ?? [])
        {
            if (InteractionId.TryParse(row.Hit, out var hit) && row.At is >= 0 and < 253_402_300_799_000) checks.TryAdd(hit, new Check(DateTimeOffset.FromUnixTimeMilliseconds(row.At), row.Correct));
        }
    }
}

/// <param name="Hit">The hit's interaction.</param>
/// <param name="At">When it was given, in milliseconds since 1970.</param>
/// <param name="Correct">Whether it was right.</param>
internal sealed record CheckNoteRow(string? Hit, long At, bool Correct);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CheckNote))]
internal sealed partial class CheckJson : JsonSerializerContext;
