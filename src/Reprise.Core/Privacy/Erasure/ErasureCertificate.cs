using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Reprise.Privacy.Erasure;

/// <summary>Says what was erased, without saying of whom. <see cref="Sha256"/> is over the same JSON with that member empty.</summary>
public sealed record ErasureCertificate
{
    public required string ErasureId { get; init; }
    public required string Project { get; init; }
    public required string Actor { get; init; }
    public string? Reason { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public required DateTimeOffset FinishedAt { get; init; }
    public required string SelectorKind { get; init; }
    public required string SelectorHash { get; init; }
    public required IReadOnlyDictionary<string, long> Counts { get; init; }
    public required IReadOnlyList<LeftBehind> Left { get; init; }

    /// <summary>Of the ids of the interactions that were erased, in their order, each as 16 bytes: proves which they were to whoever has them.</summary>
    public required string IdsSha256 { get; init; }
    public string Sha256 { get; init; } = "";

    public ErasureCertificate Signed() => this with { Sha256 = Hash() };

    /// <summary>Whether it is as it was signed.</summary>
    public bool IsWhole() => Sha256 == Hash();

    public string ToJson() => JsonSerializer.Serialize(this, ErasureJson.Default.ErasureCertificate);

    /// <summary>For people.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        Line($"Certificate of erasure {ErasureId}");
        Line($"Project    {Project}");
        Line($"By         {Actor}{(Reason is null ? "" : $" ({Reason})")}");
        Line($"Began      {StartedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");
        Line($"Ended      {FinishedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");
        Line($"Selected   by {SelectorKind}, as keyed hash {SelectorHash}");
        Line($"Erased");
        foreach (var (kind, count) in Counts.OrderBy(pair => pair.Key, StringComparer.Ordinal)) Line($"  {kind.Replace('_', ' ')}: {count}");
        Line($"Left");
        if (Left.Count == 0) Line($"  nothing that is known of");
        foreach (var left in Left) Line($"  {left.Kind.Replace('_', ' ')}{(left.Count is { } count ? $": {count}" : "")} - {left.Reason}");
        Line($"SHA-256 of the erased ids  {IdsSha256}");
        Line($"SHA-256 of this            {Sha256}");
        return text.ToString();

        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    private string Hash() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes((this with { Sha256 = "" }).ToJson())));
}
