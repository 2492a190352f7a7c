using Reprise.Security.Rules;

namespace Reprise.Yara;

/// <summary>Rules that somebody brought for one scan.</summary>
public sealed class OwnRules : IRuleScanner, IDisposable
{
    private readonly YaraRules _rules;

    internal OwnRules(YaraRules rules) => _rules = rules;

    public RuleStatus Status => new() { Available = true, Library = YaraLibrary.Instance.Name, Version = YaraLibrary.Instance.Version, Rules = _rules.Rules.Count };

    public RuleScan Scan(ReadOnlySpan<byte> text) => _rules.Scan(text);

    public void Dispose() => _rules.Dispose();
}
