namespace Reprise.Interactions;

/// <summary>What scanning found in an interaction. Null where nothing was scanned.</summary>
public sealed record SecurityNote
{
    /// <summary>Shannon entropy of the last user text in bits a character.</summary>
    public double? PromptEntropy { get; init; }

    /// <summary>0 to 1: how much the request looks like a prompt injection or a jailbreak.</summary>
    public double? InjectionScore { get; init; }

    /// <summary>YARA rules that matched, as <c>namespace:rule</c>, in ordinal order.</summary>
    public IReadOnlyList<string> YaraMatches { get; init; } = [];

    /// <summary>Suspicious characters and tokens, such as <c>zero_width</c> or <c>bidi</c>, in ordinal order.</summary>
    public IReadOnlyList<string> Tokens { get; init; } = [];

    /// <summary>Types of the secrets found, such as <c>aws_access_key</c>, in ordinal order.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary><c>public</c>, <c>internal</c>, <c>confidential</c> or <c>restricted</c>.</summary>
    public string? Sensitivity { get; init; }

    /// <summary>Why, in a few words without content.</summary>
    public string? SensitivityReason { get; init; }

    /// <summary>The answer repeats a good part of the system prompt.</summary>
    public bool SystemPromptLeaked { get; init; }

    /// <summary>What the security policy did: <c>flag</c>, <c>redact</c> or <c>block</c>; null when it only recorded.</summary>
    public string? Action { get; init; }

    /// <summary>The rule that made it do so.</summary>
    public string? ActionReason { get; init; }
}
