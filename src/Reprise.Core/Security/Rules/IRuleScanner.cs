namespace Reprise.Security.Rules;

/// <summary>Looks for patterns that people wrote down as rules. Safe for use from many threads; never throws, whatever the text or the rules.</summary>
public interface IRuleScanner
{
    /// <summary>Whether there is an engine, what it runs, and what is wrong with what it does not run.</summary>
    RuleStatus Status { get; }

    /// <summary>The rules that match, in ordinal order of their names. Bounded in time by the scanner's own limit.</summary>
    RuleScan Scan(ReadOnlySpan<byte> text);
}

/// <summary>One rule.</summary>
/// <param name="Namespace">The file it stands in, without its ending; <c>reprise</c> for those that are built in.</param>
/// <param name="Rule">Its name in the file.</param>
/// <param name="Tags">In the order of the file.</param>
/// <param name="Description">From its meta of that name; null without one.</param>
public sealed record RuleMatch(string Namespace, string Rule, IReadOnlyList<string> Tags, string? Description)
{
    /// <summary>As records and policies name it.</summary>
    public string Name { get; } = $"{Namespace}:{Rule}";
}

/// <summary>What a scan found.</summary>
/// <param name="Matches">In ordinal order of their names.</param>
/// <param name="Fault">Why the scan is not whole, such as <c>timeout</c>; null when it is.</param>
public sealed record RuleScan(IReadOnlyList<RuleMatch> Matches, string? Fault = null)
{
    public static RuleScan Nothing { get; } = new([]);
}

/// <summary>What a rule scanner has loaded.</summary>
public sealed record RuleStatus
{
    /// <summary>There is an engine, and it passed its own check.</summary>
    public required bool Available { get; init; }

    /// <summary>The library in use, such as <c>libyara.so.9</c>; null without one.</summary>
    public string? Library { get; init; }

    /// <summary>Such as <c>4.2</c>; null when the library does not tell.</summary>
    public string? Version { get; init; }

    /// <summary>Why there is no engine; null when there is.</summary>
    public string? Reason { get; init; }

    /// <summary>How many rules are looked for.</summary>
    public int Rules { get; init; }

    /// <summary>When the rules were last compiled.</summary>
    public DateTimeOffset? LoadedAt { get; init; }

    public IReadOnlyList<RuleFile> Files { get; init; } = [];

    /// <summary>Scans made, and scans that ended before the end of the text.</summary>
    public long Scans { get; init; }
    public long Faults { get; init; }
}

/// <summary>A file of rules.</summary>
/// <param name="Name">Below the folder; <c>reprise</c> for what is built in.</param>
/// <param name="Rules">How many it adds; 0 when it does not compile.</param>
/// <param name="Error">Why it does not compile, with its line; null when it does.</param>
public sealed record RuleFile(string Name, int Rules, string? Error);
