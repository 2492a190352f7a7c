using System.Text.Json.Serialization;

namespace Reprise.Client.Recording.Files;

/// <summary>What profiles and patterns are counted with, kept beside them so that counting goes on where it was.</summary>
internal sealed class MonitorState
{
    /// <summary>Up to where each file has been counted, in bytes.</summary>
    public Dictionary<string, long> Files { get; set; } = new(StringComparer.Ordinal);

    /// <summary>By hash; empty for interactions without a user.</summary>
    public Dictionary<string, UserCounts> Users { get; set; } = new(StringComparer.Ordinal);

    public Dictionary<string, SessionCounts> Sessions { get; set; } = new(StringComparer.Ordinal);

    /// <summary>By kind and commands.</summary>
    public Dictionary<string, PatternCounts> Patterns { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Of how many occasions a pattern is a part, by the same commands.</summary>
    public Dictionary<string, long> Occasions { get; set; } = new(StringComparer.Ordinal);

    public int LastPattern { get; set; }
}

internal sealed class UserCounts
{
    public long Total { get; set; }
    public long Succeeded { get; set; }
    public long[] Hours { get; set; } = new long[24];
    public Dictionary<string, WordCount> Commands { get; set; } = new(StringComparer.Ordinal);
    public Dictionary<string, WordCount> Errors { get; set; } = new(StringComparer.Ordinal);
    public Dictionary<string, WordCount> Experts { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Sessions that are no longer kept one by one, and how long they took together.</summary>
    public long PastSessions { get; set; }
    public double PastMinutes { get; set; }
    public string Last { get; set; } = "";
}

internal sealed class WordCount
{
    public long Count { get; set; }
    public string First { get; set; } = "";
}

internal sealed class SessionCounts
{
    public string User { get; set; } = "";
    public DateTime First { get; set; }
    public DateTime Last { get; set; }
    public string LastCommand { get; set; } = "";
    public bool LastFailed { get; set; }
}

internal sealed class PatternCounts
{
    /// <summary>Null until it is frequent enough to be one.</summary>
    public string? Id { get; set; }
    public long Count { get; set; }
    public string First { get; set; } = "";
    public string Last { get; set; } = "";
}

/// <summary>A profile as it is written.</summary>
internal sealed record UserProfile(
    string UserHash, long TotalInteractions, double SuccessRate, double AvgSessionDurationMinutes, IReadOnlyList<int> PeakUsageHours, IReadOnlyList<string> CommonCommands,
    IReadOnlyList<string> CommonErrors, IReadOnlyList<string> PreferredExperts, string LastUpdated);

/// <summary>A pattern as it is written.</summary>
internal sealed record InteractionPattern(
    string PatternId, string PatternType, long Frequency, string FirstSeen, string LastSeen, double Confidence, string Description, IReadOnlyList<string> Examples);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(MonitorState))]
[JsonSerializable(typeof(SortedDictionary<string, UserProfile>))]
[JsonSerializable(typeof(SortedDictionary<string, InteractionPattern>))]
internal sealed partial class MonitorJson : JsonSerializerContext;
