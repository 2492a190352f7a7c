using System.Text.Json;
using Reprise.Store;

namespace Reprise.Evaluation.Rules;

/// <summary>A rule by which a sample of live traffic is scored, right after it is on record.</summary>
public sealed record EvaluationRule
{
    /// <summary>The kind of settings that hold a rule; the key is its name.</summary>
    public const string SettingKind = "evaluation.rule";

    /// <summary>What a rule's name is, in words.</summary>
    public const string NameRule = "1 to 64 of a-z, 0-9, '-' and '_'";

    public required string Name { get; init; }
    public required string Project { get; init; }
    public required EvaluationRuleValues Values { get; init; }

    /// <summary>What it selects.</summary>
    public required Filter Filter { get; init; }

    /// <summary>What it scores by; empty while <see cref="Mistake"/> says why it does nothing.</summary>
    public required IReadOnlyList<IEvaluator> Evaluators { get; init; }

    /// <summary>Why it does nothing; null when it works. A provider it names may have been taken out of the configuration.</summary>
    public string? Mistake { get; init; }

    public bool IsActive => Values.Enabled != false && Mistake is null;

    public static bool IsValidName(string? name) => name is { Length: > 0 and <= 64 } && name.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_');

    /// <summary>Whether an interaction is in the sample: always the same for one id, and independent of other rules.</summary>
    public bool Samples(UInt128 id)
    {
        var sample = Values.Sample ?? 1;
        if (sample >= 1) return true;
        // FNV-1a over the name, then the finaliser of SplitMix64 over all: ids that came from elsewhere may have few bits that differ.
        var hash = 14695981039346656037UL;
        foreach (var c in Name) hash = (hash ^ c) * 1099511628211UL;
        hash ^= (ulong)id ^ (ulong)(id >> 64) * 0x9E3779B97F4A7C15UL;
        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9UL;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBUL;
        hash ^= hash >> 31;
        return hash / (ulong.MaxValue + 1.0) < sample;
    }
}
