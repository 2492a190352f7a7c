using System.Text.Json.Serialization;
using Reprise.Interactions;

namespace Reprise.Cache.Checks;

/// <summary>What is kept of a policy's checks over a restart.</summary>
internal sealed record CheckNote
{
    public double Doubt { get; init; } = 1;
    public DateTimeOffset? ChangedAt { get; init; }
    public IReadOnlyList<CheckNoteRow>? Checks { get; init; }

    /// <summary>Checks that are remembered as a number only, of them wrong, and up to when, in milliseconds since 1970.</summary>
    public int Forgotten { get; init; }
    public int ForgottenWrong { get; init; }
    public long ForgottenUpTo { get; init; } = long.MinValue;

    public static CheckNote Of(PolicyChecks checks) => new()
    {
        Doubt = checks.Doubt,
        ChangedAt = checks.ChangedAt,
        Forgotten = checks.Forgotten.Checks,
        ForgottenWrong = checks.Forgotten.Wrong,
        ForgottenUpTo = checks.Forgotten.UpTo == default ? long.MinValue : checks.Forgotten.UpTo.ToUnixTimeMilliseconds(),
        Checks = [.. checks.All.Select(pair => new CheckNoteRow(pair.Key.ToString(), pair.Value.At.ToUnixTimeMilliseconds(), pair.Value.IsCorrect))],
    };

    public void Fill(PolicyChecks checks)
    {
        foreach (var row in Checks ?? [])
        {
            if (InteractionId.TryParse(row.Hit, out var hit) && IsTime(row.At)) checks.TryAdd(hit, new Check(DateTimeOffset.FromUnixTimeMilliseconds(row.At), row.Correct));
        }

        // Last, since it says which checks are not to be added any more.
        checks.Restore(Doubt, ChangedAt, new ForgottenChecks(Math.Max(0, Forgotten), Math.Clamp(ForgottenWrong, 0, Math.Max(0, Forgotten)), IsTime(ForgottenUpTo) ? DateTimeOffset.FromUnixTimeMilliseconds(ForgottenUpTo) : default));
    }

    private static bool IsTime(long at) => at is >= 0 and < 253_402_300_799_000;
}

/// <param name="Hit">The hit's interaction.</param>
/// <param name="At">When it was given, in milliseconds since 1970.</param>
/// <param name="Correct">Whether it was right.</param>
internal sealed record CheckNoteRow(string? Hit, long At, bool Correct);

/// <summary>A change as it stands on the audit log.</summary>
/// <param name="RequiredBefore">Probability.</param>
/// <param name="RequiredAfter">Probability; above 1 nothing but the very same request is answered.</param>
/// <param name="Checks">It was decided by.</param>
/// <param name="Wrong">Of them.</param>
/// <param name="AcceptedWrongRate">By the policy's owner.</param>
/// <param name="Rested">Whether it was for want of checks.</param>
internal sealed record CheckChangeNote(double RequiredBefore, double RequiredAfter, int Checks, int Wrong, double AcceptedWrongRate, bool? Rested);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CheckNote))]
[JsonSerializable(typeof(CheckChangeNote))]
internal sealed partial class CheckJson : JsonSerializerContext;
