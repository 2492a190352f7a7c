namespace Reprise.Security.Rules;

/// <summary>Stands in where there is no engine: finds nothing and says why.</summary>
public sealed class NoRules(string reason) : IRuleScanner
{
    public RuleStatus Status { get; } = new() { Available = false, Reason = reason };

    public RuleScan Scan(ReadOnlySpan<byte> text) => RuleScan.Nothing;
}
