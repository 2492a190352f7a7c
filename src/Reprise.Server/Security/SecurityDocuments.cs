using Reprise.Security.Policies;
using Reprise.Security.Rules;
using Reprise.Security.Scanning;

namespace Reprise.Server.Security;

/// <summary>How scanning is doing.</summary>
internal sealed record SecurityStatusDocument
{
    /// <summary>Whether each recorded call is scanned.</summary>
    public required bool Scan { get; init; }

    /// <summary>The engine of rules and what it has loaded.</summary>
    public required RuleStatus Yara { get; init; }

    /// <summary>The folder of one's own rules.</summary>
    public required string RuleFolder { get; init; }

    /// <summary>The injection score from which on a text is taken for an attack.</summary>
    public required double InjectionThreshold { get; init; }

    /// <summary>Scans since the server started, and those of which a part failed or was cut short.</summary>
    public required long Scans { get; init; }
    public required long Faults { get; init; }
    public required long RequestsChecked { get; init; }
    public required long RequestsRedacted { get; init; }
    public required long RequestsBlocked { get; init; }
    public required long AnswersChecked { get; init; }
    public required long AnswersBlocked { get; init; }
}

/// <summary>A text to scan.</summary>
internal sealed record SecurityTestDocument
{
    /// <summary>As if a user had sent it.</summary>
    public string? Text { get; init; }

    /// <summary>As if a model had answered it.</summary>
    public string? Answer { get; init; }

    /// <summary>The system prompt, to see whether the answer repeats it.</summary>
    public string? System { get; init; }
}

/// <summary>What a scan found. Places are in UTF-16 characters of the text.</summary>
internal sealed record FindingsDocument
{
    public required double PromptEntropy { get; init; }
    public required double InjectionScore { get; init; }

    /// <summary>The passage that looks worst.</summary>
    public required PlaceDocument InjectionAt { get; init; }
    public required IReadOnlyList<RuleMatchDocument> Yara { get; init; }
    public required IReadOnlyList<TokenDocument> Tokens { get; init; }

    /// <summary>Types of personal data and secrets.</summary>
    public required IReadOnlyList<string> Types { get; init; }

    /// <summary>Those of the text, with their places.</summary>
    public required IReadOnlyList<FoundDocument> Found { get; init; }
    public required string Sensitivity { get; init; }
    public string? SensitivityReason { get; init; }
    public required bool SystemPromptLeaked { get; init; }

    /// <summary>What the project's policy would do.</summary>
    public string? Action { get; init; }
    public string? ActionReason { get; init; }

    /// <summary>Parts of the scan that failed or were cut short.</summary>
    public required IReadOnlyList<string> Faults { get; init; }

    public static FindingsDocument Of(SecurityFindings found, SecurityRule? rule = null) => new()
    {
        PromptEntropy = Math.Round(found.PromptEntropy, 3),
        InjectionScore = Math.Round(found.InjectionScore, 4),
        InjectionAt = new PlaceDocument { Start = found.Injection.Start, Length = found.Injection.Length },
        Yara = [.. found.Rules.Select(static match => new RuleMatchDocument { Name = match.Name, Tags = match.Tags, Description = match.Description })],
        Tokens = [.. found.Tokens.Select(static token => new TokenDocument { Kind = token.Kind, Count = token.Count, At = token.At })],
        Types = found.Types,
        Found = [.. found.Found.Select(static finding => new FoundDocument { Type = finding.Type, Start = finding.Start, Length = finding.Length, Confidence = finding.Confidence })],
        Sensitivity = found.Sensitivity,
        SensitivityReason = found.SensitivityReason,
        SystemPromptLeaked = found.SystemPromptLeaked,
        Action = rule?.Action.ToString().ToLowerInvariant(),
        ActionReason = rule?.Name,
        Faults = found.Faults,
    };
}

internal sealed record PlaceDocument
{
    public required int Start { get; init; }
    public required int Length { get; init; }
}

internal sealed record RuleMatchDocument
{
    /// <summary>Namespace and rule, such as `reprise:injection_override`.</summary>
    public required string Name { get; init; }
    public required IReadOnlyList<string> Tags { get; init; }
    public string? Description { get; init; }
}

internal sealed record TokenDocument
{
    public required string Kind { get; init; }
    public required int Count { get; init; }
    public required int At { get; init; }
}

internal sealed record FoundDocument
{
    public required string Type { get; init; }
    public required int Start { get; init; }
    public required int Length { get; init; }
    public required double Confidence { get; init; }
}

/// <summary>Which interactions to scan again.</summary>
internal sealed record ScanRequestDocument
{
    /// <summary>A filter; an empty text selects everything.</summary>
    public string? Q { get; init; }
    public string? From { get; init; }
    public string? To { get; init; }

    /// <summary>The text of YARA rules to look for instead of those that are loaded; nothing else is said then but flags.</summary>
    public string? Rules { get; init; }

    /// <summary>Say what would be added, and add nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>Of the answer before, to go on.</summary>
    public string? Cursor { get; init; }
}

/// <summary>What a scan of the record found.</summary>
internal sealed record ScanDocument
{
    public required int Scanned { get; init; }

    /// <summary>Interactions in which there was something.</summary>
    public required int Found { get; init; }

    /// <summary>Facts added, or that would be.</summary>
    public required int Facts { get; init; }
    public required bool Complete { get; init; }

    /// <summary>Asks for the rest; left out when there is none.</summary>
    public string? Cursor { get; init; }
    public required bool DryRun { get; init; }

    /// <summary>The first hundred.</summary>
    public required IReadOnlyList<ScannedDocument> Items { get; init; }
}

internal sealed record ScannedDocument
{
    public required string InteractionId { get; init; }
    public required string Reason { get; init; }
    public required FindingsDocument Findings { get; init; }
}
