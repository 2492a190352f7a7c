using Reprise.Interactions;
using Reprise.Privacy.Detection;
using Reprise.Security.Injection;
using Reprise.Security.Rules;
using Reprise.Security.Sensitivity;
using Reprise.Security.Tokens;

namespace Reprise.Security.Scanning;

/// <summary>Everything that scanning found in a call: what policies decide by, and more than a record keeps.</summary>
public sealed record SecurityFindings
{
    public double PromptEntropy { get; init; }

    /// <summary>0 to 1.</summary>
    public double InjectionScore { get; init; }

    /// <summary>The passage that looks worst, in what was asked.</summary>
    public InjectionFinding Injection { get; init; }

    /// <summary>In ordinal order of their names, of both sides.</summary>
    public IReadOnlyList<RuleMatch> Rules { get; init; } = [];

    /// <summary>Of both sides, in the order of <see cref="TokenKinds.All"/>; of each kind the first place.</summary>
    public IReadOnlyList<SuspiciousToken> Tokens { get; init; } = [];

    /// <summary>Types of personal data and secrets, of both sides and of what was redacted before, in ordinal order.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>What was found in what was asked, with its place.</summary>
    public IReadOnlyList<TextFinding> Found { get; init; } = [];
    public string Sensitivity { get; init; } = SensitivityLevel.Public;
    public string? SensitivityReason { get; init; }
    public bool SystemPromptLeaked { get; init; }

    /// <summary>Parts of the scan that failed or were cut short, without content.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];

    /// <summary>Types of secrets without the family's name.</summary>
    public IReadOnlyList<string> Secrets => [.. Types.Where(static type => FindingTypes.FamilyOf(type) == FindingTypes.Secret).Select(static type => type.Length > FindingTypes.Secret.Length ? type[(FindingTypes.Secret.Length + 1)..] : type)];

    /// <summary>What the record keeps.</summary>
    public SecurityNote ToNote() => new()
    {
        PromptEntropy = Math.Round(PromptEntropy, 3),
        InjectionScore = Math.Round(InjectionScore, 4),
        YaraMatches = [.. Rules.Select(static rule => rule.Name)],
        Tokens = [.. Tokens.Select(static token => token.Kind).Distinct().Order(StringComparer.Ordinal)],
        Secrets = Secrets,
        Sensitivity = Sensitivity,
        SensitivityReason = Faults.Count == 0 ? SensitivityReason : $"{SensitivityReason}; scan: {string.Join(", ", Faults)}",
        SystemPromptLeaked = SystemPromptLeaked,
    };
}
