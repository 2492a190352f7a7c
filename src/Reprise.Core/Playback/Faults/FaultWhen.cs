using System.Text.Json;

namespace Reprise.Playback.Faults;

/// <summary>Which calls a rule is for, and which of these it meets.</summary>
internal sealed record FaultWhen
{
    public string? Lane { get; init; }
    public string? Provider { get; init; }
    public string? Path { get; init; }
    public string? Model { get; init; }
    public string? Text { get; init; }
    public IReadOnlyList<(string Pointer, JsonElement Value)> Json { get; init; } = [];

    /// <summary>Over which calls numbers run.</summary>
    public FaultScope Of { get; init; }
    public IReadOnlyList<long> Calls { get; init; } = [];
    public long? Every { get; init; }
    public long? Times { get; init; }
    public long After { get; init; }
    public double? Probability { get; init; }

    public bool Fits(AskedRequest asked) =>
        Is(Lane, asked.Lane) && Is(Provider, asked.Request.Provider) && Is(Path, asked.Request.Path) && (Model is null || Is(Model, asked.Model))
        && (Text is null || asked.Has(Text)) && Json.All(json => asked.Has(json.Pointer, json.Value));

    /// <param name="number">Of the call among those the rule is for, from 1.</param>
    public bool IsTurn(long number)
    {
        if (number <= After) return false;
        if (Calls.Count > 0 && !Calls.Contains(number)) return false;
        if (Every is { } every && (number - After) % every != 0) return false;
        return Times is not { } times || TurnsUpTo(number) <= times;
    }

    /// <summary>Calls the rule would have met by now, were there no end to them.</summary>
    private long TurnsUpTo(long number) => Every is { } every ? (number - After) / every : Calls.Count > 0 ? Calls.Count(call => call <= number && call > After) : number - After;

    /// <summary>A pattern's stars stand for any text.</summary>
    private static bool Is(string? pattern, string? value)
    {
        if (pattern is null) return true;
        if (value is null) return false;
        var parts = pattern.Split('*');
        if (parts.Length == 1) return pattern == value;
        if (!value.StartsWith(parts[0], StringComparison.Ordinal)) return false;
        var at = parts[0].Length;
        foreach (var part in parts.AsSpan(1, parts.Length - 2))
        {
            var found = value.IndexOf(part, at, StringComparison.Ordinal);
            if (found < 0) return false;
            at = found + part.Length;
        }

        return value.Length - at >= parts[^1].Length && value.EndsWith(parts[^1], StringComparison.Ordinal);
    }
}

internal enum FaultScope
{
    All,
    Lane,
    Path,
}
